/// The files that a log consists of: its own, or one for each day or month, and those that they were renamed
/// to, also compressed.
struct ChainFiles {
  /// What stands for all of them, with the placeholder of a date; the head has this name, and `.head`.
  let log: FilePath
  private let head: ArraySlice<UInt8>
  private let tail: ArraySlice<UInt8>
  /// How long a date is, if the name has one.
  private let dateLength: Int?

  private static let headEnd = ".head"
  private static let compressedEnd = Array(".gz".utf8)
  private static let placeholders: [(text: [UInt8], length: Int)] = [
    (Array("{date}".utf8), 10), (Array("{month}".utf8), 7),
  ]

  init(of log: FilePath) {
    self.log = log
    let name = log.lastComponent.bytes
    for placeholder in Self.placeholders {
      guard let start = name.indices.first(where: { name[$0...].starts(with: placeholder.text) })
      else { continue }
      head = name[..<start]
      tail = name[(start + placeholder.text.count)...]
      dateLength = placeholder.length
      return
    }
    (head, tail, dateLength) = (name, [], nil)
  }

  /// Whether it has a file for each day or month.
  var isDated: Bool { dateLength != nil }

  /// Where the head of the chain is.
  var headPath: FilePath {
    var name = log.lastComponent
    name.append(Self.headEnd)
    return log.parent.appending(name)
  }

  /// Those that are there, the oldest first. One that is being compressed counts once.
  func paths() throws(Errno) -> [FilePath] {
    var names: [ByteString] = []
    try Directory.forEachEntry(in: log.parent) { entry in
      if isOne(entry.name), let name = ByteString(entry.name) { names.append(name) }
    }
    let uncompressed = names.filter { !Self.isCompressed($0.bytes) }
    return names.filter { name in
      let isCompressed = Self.isCompressed(name.bytes)
      return !isCompressed
        || !uncompressed.contains { $0.bytes.elementsEqual(name.bytes.dropLast(3)) }
    }.sorted { Age(of: $0.bytes, in: self) < Age(of: $1.bytes, in: self) }
      .map { log.parent.appending($0) }
  }

  /// What a file's name says of its age.
  private struct Age: Comparable {
    /// The date in the name of the log, and of a file that was renamed to one; later ones are greater.
    let dates: [[UInt8]]
    /// How often it was renamed: `.1` is newer than `.2`, and older than the log itself.
    let renames: Int

    init(of name: ArraySlice<UInt8>, in files: ChainFiles) {
      var rest = name.dropFirst(files.head.count)
      let day = Array(rest.prefix(files.dateLength ?? 0))
      rest = rest.dropFirst(day.count + files.tail.count)
      if rest.reversed().starts(with: compressedEnd.reversed()) { rest = rest.dropLast(3) }
      let digits = Array(rest.dropFirst())
      switch rest.first {
      case UInt8.minus: (dates, renames) = ([day, digits], 1)
      case UInt8.dot: (dates, renames) = ([day], Int(String(decoding: digits, as: UTF8.self)) ?? 0)
      default: (dates, renames) = ([day, [UInt8.max]], 0)
      }
    }

    static func < (one: Age, other: Age) -> Bool {
      if one.renames > 0, other.renames > 0, one.dates.count == other.dates.count,
        one.dates == other.dates
      {
        return one.renames > other.renames
      }
      for (mine, theirs) in zip(one.dates, other.dates) where mine != theirs {
        return mine.lexicographicallyPrecedes(theirs)
      }
      return one.renames > other.renames
    }
  }

  /// The file that is written to now, or the newest that would be; nil if there is none.
  static func newest(of paths: [FilePath]) -> FilePath? { paths.last { !isCompressed($0) } }

  /// The log that the file at `path` is one of: by its name, and by the heads in its folder.
  static func log(of path: FilePath) -> FilePath {
    let (folder, name) = (path.parent, path.lastComponent)
    var log: FilePath?
    try? Directory.forEachEntry(in: folder) { entry in
      guard log == nil, let head = ByteString(entry.name), head.hasSuffix(headEnd) else { return }
      let candidate = folder.appending(head.part(0..<(head.count - headEnd.utf8.count)))
      let isOne = name.withBytes { ChainFiles(of: candidate).isOne($0) }
      if isOne { log = candidate }
    }
    return log ?? path
  }

  /// Whether the file at `path` is one of them.
  func holds(_ path: FilePath) -> Bool {
    path.parent == log.parent && path.lastComponent.withBytes { isOne($0) }
  }

  /// Whether the file at `path` is a head.
  static func isHead(_ path: FilePath) -> Bool { path.lastComponent.hasSuffix(headEnd) }

  /// Whether the file at `path` is compressed, by its name.
  static func isCompressed(_ path: FilePath) -> Bool { isCompressed(path.lastComponent.bytes) }

  private static func isCompressed(_ name: ArraySlice<UInt8>) -> Bool {
    name.reversed().starts(with: compressedEnd.reversed())
  }

  /// Whether a file called `name` is one of them.
  private func isOne(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
    guard name.starts(with: head) else { return false }
    var rest = name[head.count...]
    if let dateLength {
      let date = rest.prefix(dateLength)
      guard date.count == dateLength, date.allSatisfy({ $0.isDecimalDigit || $0 == .minus }) else {
        return false
      }
      rest = rest.dropFirst(dateLength)
      guard rest.starts(with: tail) else { return false }
      rest = rest.dropFirst(tail.count)
    }
    return Self.isRotation(rest[...])
  }

  /// Whether `end` is what logrotate(8) puts behind a name, or nothing: `.1`, `-20261130`, and `.gz` behind
  /// that.
  private static func isRotation(_ end: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    var end = end
    if end.count >= 3, end.suffix(3).elementsEqual(compressedEnd) { end = end.dropLast(3) }
    guard let first = end.first else { return true }
    let digits = end.dropFirst()
    guard digits.first?.isDecimalDigit == true else { return false }
    return first == .dot
      ? digits.allSatisfy { $0.isDecimalDigit }
      : first == .minus && digits.count >= 4
        && digits.allSatisfy { $0.isDecimalDigit || $0 == .minus }
  }
}
