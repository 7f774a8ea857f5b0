/// Reads the records of one file of a service's log, forwards or backwards, in constant memory.
///
/// Sound: all memory is this object's until its end, and what is read into it fits its capacity. A
/// record is used before the next one is asked for.
final class ServiceLogLines {
  /// Longer than any line that qli writes: one that has no room is somebody else's.
  static let capacity = 1 << 18

  /// The file as it was when it was opened.
  let status: FileStatus
  /// How many lines were skipped that are torn, or none of qli's.
  private(set) var skipped = 0
  private let file: OwnedDescriptor
  private let memory: UnsafeMutablePointer<UInt8>
  /// What was read and not given yet lies from here to `end`.
  private var start = 0
  private var end = 0
  /// Up to here there is no newline.
  private var searched = 0
  /// Where in the file `end` is.
  private var endOffset: Int64 = 0
  /// Whether what comes up to the next newline is a part of a line that is skipped.
  private var isSkipping = false

  /// Opens the file, which has to be a regular one.
  init(_ path: FilePath) throws(Errno) {
    file = try OwnedDescriptor(opening: path, for: .reading)
    status = try file.number.status()
    guard status.kind == .regular else { throw .invalidArgument }
    memory = .allocate(capacity: Self.capacity)
  }

  deinit { memory.deallocate() }

  /// How large the file is now.
  func size() throws(Errno) -> Int64 { try file.number.status().size }

  /// Where the line begins that is given next.
  var offset: Int64 { endOffset - Int64(end - start) }

  /// Goes on at `offset`. Where that is within a line its rest is skipped.
  func move(to offset: Int64) throws(Errno) {
    try begin(at: offset)
    if offset > 0 { isSkipping = try file.number.byte(at: offset - 1) != UInt8.lineFeed }
  }

  /// The next record; nil behind the last whole line. More can be asked for later.
  func next() throws(Errno) -> LogRecord? {
    while true {
      guard let newline = bytes(0, end).position(of: .lineFeed, from: searched) else {
        searched = end
        if try !fill() { return nil }
        continue
      }
      let line = bytes(start, newline)
      start = newline + 1
      searched = start
      if isSkipping {
        isSkipping = false
      } else if let record = LogRecord(line) {
        return record
      } else {
        skipped += 1
      }
    }
  }

  /// Looks at what has become of the file: whether it was cut, or its torn end was replaced.
  func lookAgain() throws(Errno) {
    if try size() < offset {
      try begin(at: 0)
    } else if end > start {
      try move(to: offset)
    }
  }

  /// Calls `body` with the records in front of `offset`, the last one first, and with where each of
  /// them begins, until it returns false.
  ///
  /// - Returns: whether all were asked about.
  func forEachBackwards(
    from offset: Int64, _ body: (LogRecord, Int64) -> Bool
  ) throws(Errno) -> Bool {
    var rest = offset
    // What stands behind the last newline is no whole line.
    var isWhole = false
    while rest > 0 {
      let first = max(0, rest - Int64(Self.capacity))
      try begin(at: first)
      while endOffset < rest { if try !fill() { break } }
      var count = min(end, Int(rest - first))
      if count == 0 { return true }
      let before = count
      while let newline = bytes(0, count).lastPosition(of: .lineFeed) {
        let line = bytes(newline + 1, count)
        if isWhole, !give(line, at: first + Int64(newline + 1), body) { return false }
        isWhole = true
        count = newline
      }
      if first == 0 {
        return !isWhole || give(bytes(0, count), at: 0, body)
      }
      // A line longer than the memory is none of qli's: only its front is looked for.
      if count == before { isWhole = false }
      rest = first + Int64(count == before ? 0 : count)
    }
    return true
  }

  private func give(
    _ line: UnsafeBufferPointer<UInt8>, at offset: Int64, _ body: (LogRecord, Int64) -> Bool
  ) -> Bool {
    LogRecord(line).map { body($0, offset) } ?? true
  }

  private func begin(at offset: Int64) throws(Errno) {
    try file.number.move(to: offset)
    (start, end, searched, endOffset, isSkipping) = (0, 0, 0, offset, false)
  }

  /// Reads more.
  ///
  /// - Returns: whether there was more.
  private func fill() throws(Errno) -> Bool {
    if end - start == Self.capacity {
      if !isSkipping { skipped += 1 }
      isSkipping = true
      start = end
    }
    if start > 0 {
      memory.update(from: memory + start, count: end - start)
      (end, searched, start) = (end - start, searched - start, 0)
    }
    let room = UnsafeMutableRawBufferPointer(start: memory + end, count: Self.capacity - end)
    let count = room.isEmpty ? 0 : try file.number.read(into: room)
    end += count
    endOffset += Int64(count)
    return count > 0
  }

  private func bytes(_ start: Int, _ end: Int) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: memory + start, count: end - start)
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// Where `byte` stands last, or nil.
  fileprivate func lastPosition(of byte: UInt8) -> Int? {
    var index = count
    while index > 0 {
      index -= 1
      if self[index] == byte { return index }
    }
    return nil
  }
}
