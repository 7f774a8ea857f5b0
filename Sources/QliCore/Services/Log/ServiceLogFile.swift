/// Appends lines to a service's log, and begins a new file when one is full.
///
/// Lines are collected, and written with one write(2). What can't be written is dropped: a service
/// isn't stopped because its disk is full. As soon as there is room again a line says how much is
/// missing.
///
/// Sound: all memory is this object's, is as large as the constants here say until its end, and
/// what is copied into it was compared with the room that is left.
final class ServiceLogFile {
  /// Room for what is read at once, with a time in front of each line, where lines are long.
  private static let capacity = 3 << 17
  /// Kept free while a line has to be written that says what was dropped, and those behind it.
  private static let noteRoom: Int64 = 512
  /// After so long it is looked whether the file still is in its place, in milliseconds.
  private static let lookPause: Int64 = 1000

  private let files: ServiceLogFiles
  private let safety: PathSafety
  private let clock: Clock
  /// The most bytes of one file.
  let limit: Int64

  /// Nil while no new one can be opened.
  private var file: KeptFile?
  private var size: Int64 = 0
  /// Whether it ends in the middle of a line.
  private var isTorn = false
  private var nextLook = MonotonicTime.distantFuture

  /// What wasn't written yet.
  private let pending: UnsafeMutablePointer<UInt8>
  private var pendingCount = 0
  /// What stands in front of each line, and where in it the stream begins.
  private let head: UnsafeMutablePointer<UInt8>
  private var headCount = 0
  private var streamPlace = 0

  /// How many bytes of the service's were dropped since a write has succeeded, and why.
  private var dropped: Int64 = 0
  private var failure: Errno?
  /// The streams whose last line in the file has no end yet.
  private var openStreams = StreamSet()
  /// And those of which that will hold when what is pending was written.
  private var pendingOpenStreams = StreamSet()

  /// Opens the log in `folder`, and makes it where it is missing.
  ///
  /// - Parameter limit: the most bytes of each of the two files.
  init(
    in folder: FilePath, limit: Int64, _ safety: PathSafety, _ clock: Clock
  ) throws(PathError) {
    files = ServiceLogFiles(in: folder)
    self.limit = max(limit, 2 * Self.noteRoom)
    self.safety = safety
    self.clock = clock
    pending = .allocate(capacity: Self.capacity)
    head = .allocate(capacity: LogRecord.overhead)
    try open()
    openStreams = Self.openStreams(in: files.current)
    pendingOpenStreams = openStreams
    setTime()
    closeOpenLines()
    flush()
  }

  deinit {
    pending.deallocate()
    head.deallocate()
  }

  /// The longest text of one line, in bytes: as much as readers of this format expect, and as has
  /// room in a file.
  var longestText: Int { min(1 << 16, Int(clamping: limit) - LogRecord.overhead) }

  /// Takes the time for the lines that are added from now on.
  func setTime() {
    var text = RFC3339.text(clock.wallTime())
    headCount = text.withUTF8 { time in
      for index in 0..<time.count { head[index] = time[index] }
      return time.count
    }
    for byte in [UInt8.space, .zero, .zero, .zero, .space, .zero, .space] {
      head[headCount] = byte
      headCount += 1
    }
    streamPlace = headCount - 6
  }

  /// Adds a line, or a part of one. It has no newline in it, and is no longer than `longestText`.
  func add(_ stream: LogStream, isPartial: Bool, _ text: UnsafeBufferPointer<UInt8>) {
    let count = headCount + text.count + 1
    if pendingCount + count > Self.capacity { flush() }
    let reserve = failure == nil ? 0 : Self.noteRoom
    if size + Int64(pendingCount + count) + reserve > limit { makeRoom(for: count) }
    copyHead(stream, isPartial)
    if let start = text.baseAddress {
      (pending + pendingCount).update(from: start, count: text.count)
      pendingCount += text.count
    }
    pending[pendingCount] = .lineFeed
    pendingCount += 1
    pendingOpenStreams.set(stream, isPartial)
  }

  /// Ends the lines whose end isn't known to come: a later one isn't to be taken for it.
  func closeOpenLines() {
    for stream in [LogStream.output, .errors] where pendingOpenStreams.contains(stream) {
      add(stream, isPartial: false, UnsafeBufferPointer(start: nil, count: 0))
    }
  }

  /// Writes what was added, or drops it.
  func flush() {
    guard pendingCount > 0 else { return }
    look()
    let isReady = tellDropped()
    let written = isReady ? write(pendingBytes(0)) : 0
    if written == pendingCount {
      openStreams = pendingOpenStreams
    } else {
      drop(from: written)
    }
    pendingCount = 0
  }

  // MARK: - Lines

  private func copyHead(_ stream: LogStream, _ isPartial: Bool) {
    var letters = stream.letters
    for index in 0..<3 {
      head[streamPlace + index] = UInt8(truncatingIfNeeded: letters)
      letters >>= 8
    }
    head[streamPlace + 4] = isPartial ? LogRecord.partial : LogRecord.full
    (pending + pendingCount).update(from: head, count: headCount)
    pendingCount += headCount
  }

  private func pendingBytes(_ start: Int) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: pending + start, count: pendingCount - start)
  }

  // MARK: - Writing

  /// Writes whole lines.
  ///
  /// - Returns: how many bytes of `lines` are in the file now: all, or so many that a line ends
  ///   there.
  private func write(_ lines: UnsafeBufferPointer<UInt8>) -> Int {
    guard let number, closeTornLine(number) else { return 0 }
    var done = 0
    do throws(Errno) {
      while done < lines.count {
        let rest = UnsafeBufferPointer(rebasing: lines[done...])
        done += try number.writeOnce(UnsafeRawBufferPointer(rest))
      }
      failure = nil
    } catch {
      failure = error
    }
    var whole = done
    if done < lines.count {
      while whole > 0, lines[whole - 1] != .lineFeed { whole -= 1 }
      if whole < done, !takeBack(done - whole, number) { isTorn = true }
    }
    size += Int64(isTorn ? done : whole)
    return whole
  }

  /// Cuts the end off that is no whole line.
  private func takeBack(_ count: Int, _ number: FileDescriptor) -> Bool {
    do throws(Errno) {
      try number.truncate(to: number.status().size - Int64(count))
      return true
    } catch {
      return false
    }
  }

  /// Ends the line that another qli, or a full disk, has left without its end.
  private func closeTornLine(_ number: FileDescriptor) -> Bool {
    guard isTorn else { return true }
    do throws(Errno) {
      try number.writeAll([.lineFeed])
    } catch {
      failure = error
      return false
    }
    isTorn = false
    size += 1
    return true
  }

  // MARK: - Dropping

  /// Counts what isn't written.
  private func drop(from start: Int) {
    if failure == nil { failure = .noSpace }
    count(pendingBytes(0), upTo: start) { openStreams.set($0.stream, $0.isPartial) }
    count(pendingBytes(start), upTo: pendingCount - start) { dropped += Int64($0.serviceBytes) }
  }

  private func count(
    _ lines: UnsafeBufferPointer<UInt8>, upTo end: Int, _ body: (LogRecord) -> Void
  ) {
    var position = 0
    while position < end, let newline = lines.position(of: .lineFeed, from: position) {
      if let record = LogRecord(UnsafeBufferPointer(rebasing: lines[position..<newline])) {
        body(record)
      }
      position = newline + 1
    }
  }

  /// Says how much was dropped, once there is room for that.
  ///
  /// - Returns: whether the log goes on.
  private func tellDropped() -> Bool {
    guard let failure else { return true }
    if number == nil { try? open() }
    if size > 0, size + Self.noteRoom > limit { rotate() }
    var note: [UInt8] = []
    let time = RFC3339.text(clock.wallTime())
    if dropped > 0 {
      let amount = Wording.count(Int(clamping: dropped), "byte")
      let isOne = dropped == 1
      note +=
        "\(time) qli F \(amount) of output \(isOne ? "was" : "were") dropped: \(failure)\n".utf8
    }
    for stream in [LogStream.output, .errors] where openStreams.contains(stream) {
      note += "\(time) \(stream.name) F \n".utf8
    }
    let isWritten = note.withUnsafeBufferPointer { write($0) == $0.count }
    if isWritten, number != nil {
      dropped = 0
      openStreams = StreamSet()
      self.failure = nil
      return true
    }
    self.failure = failure
    return false
  }

  // MARK: - Files

  /// Makes room for a line of `count` bytes, also in another file.
  private func makeRoom(for count: Int) {
    flush()
    let reserve = failure == nil ? 0 : Self.noteRoom
    if size > 0, size + Int64(count) + reserve > limit { rotate() }
  }

  private func open() throws(PathError) {
    let file = try KeptFile(opening: files.current, safety)
    let status = try file.status()
    guard status.kind == .regular else { throw .unreadable(files.current, .invalidArgument) }
    size = status.size
    isTorn = size > 0 && (try? file.number.byte(at: size - 1)) != UInt8.lineFeed
    self.file = .some(file)
    nextLook = clock.monotonicTime().advanced(byMilliseconds: Self.lookPause)
  }

  /// Renames the file that is full, and begins another. Where it can't be renamed it is begun anew
  /// itself: a log that grows without end would be worse.
  private func rotate() {
    guard let number else { return }
    do throws(Errno) {
      try FileReplacement.rename(files.current, to: files.former)
      file = nil
    } catch {
      do throws(Errno) {
        try number.truncate(to: 0)
        size = 0
        isTorn = false
        openStreams = StreamSet()
      } catch {
        failure = error
      }
      return
    }
    size = 0
    isTorn = false
    do throws(PathError) { try open() } catch {
      if case .unreadable(_, let errno) = error { failure = errno } else { failure = .notPermitted }
    }
  }

  /// Goes on in a new file where somebody has taken the other away. Not where the folder is gone:
  /// it isn't the log's to make again.
  private func look() {
    let now = clock.monotonicTime()
    guard now >= nextLook, let number else { return }
    nextLook = now.advanced(byMilliseconds: Self.lookPause)
    guard let status = try? number.status() else { return }
    if isInPlace(status) {
      // Somebody may have cut it.
      size = status.size
    } else if (try? FileStatus(following: files.current.parent)) != nil {
      try? open()
      openStreams = StreamSet()
    }
  }

  private var number: FileDescriptor? {
    switch file {
    case .some(let file): file.number
    case .none: nil
    }
  }

  private func isInPlace(_ status: FileStatus) -> Bool {
    guard let current = try? FileStatus(following: files.current) else { return false }
    return current.isSameFile(as: status)
  }

  /// The streams whose last line in the file at `path` has no end, as far as its last lines tell.
  private static func openStreams(in path: FilePath) -> StreamSet {
    var result = StreamSet()
    guard let file = try? ServiceLogLines(path) else { return result }
    do throws(Errno) {
      try file.move(to: max(0, file.size() - Int64(ServiceLogLines.capacity)))
      while let record = try file.next() { result.set(record.stream, record.isPartial) }
    } catch {
      return StreamSet()
    }
    return result
  }
}

/// Some of the streams.
struct StreamSet {
  private var bits: UInt8 = 0

  func contains(_ stream: LogStream) -> Bool { bits & (1 << stream.rawValue) != 0 }

  /// Adds a stream, or takes it away.
  @inline(__always)
  mutating func set(_ stream: LogStream, _ isIn: Bool) {
    let bit: UInt8 = 1 << stream.rawValue
    bits = isIn ? bits | bit : bits & ~bit
  }
}
