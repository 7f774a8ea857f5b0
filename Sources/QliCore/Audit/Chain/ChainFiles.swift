/// The files that a log consists of: its own, or one for each day or month, and those that they were renamed
/// to, also compressed.
struct ChainFiles {
  /// What stands for all of them, with the placeholder of a date; the head has this name, and `.head`.
  let log: FilePath
  private let head: ArraySlice<UInt8>
  private let tail: ArraySlice<UInt8>
  /// What each file is of, if the name has a placeholder.
  private let period: LogTemplate.Period?

  /// What judges files of other users who share the log, if any do.
  var sharing: PathSafety?

  static let headEnd = ".head"
  private static let compressedEnd = Array(".gz".utf8)

  init(of log: FilePath) {
    self.log = log
    let name = log.lastComponent.bytes
    if let (period, place) = LogTemplate.Period.first(in: name) {
      head = name[..<place]
      tail = name[(place + period.rawValue.utf8.count)...]
      self.period = period
    } else {
      (head, tail, period) = (name, [], nil)
    }
  }

  /// Whether it has a file for each day or month.
  var isDated: Bool { period != nil }

  /// Where the head of the chain is.
  var headPath: FilePath {
    var name = log.lastComponent
    name.append(Self.headEnd)
    return log.parent.appending(name)
  }

  /// Those that are there, the oldest first; without those of another log in the folder, and without an
  /// archive that is being made of one of them.
  func paths() throws(Errno) -> [FilePath] {
    var names: [ByteString] = []
    var others: [ChainFiles] = []
    try Directory.forEachEntry(in: log.parent) { entry in
      if claim(to: entry.name) != nil {
        if let name = ByteString(entry.name) { names.append(name) }
      } else if let other = Self.log(ofHead: entry.name, in: log.parent), other != log {
        others.append(ChainFiles(of: other))
      }
    }
    names.removeAll { name in others.contains { $0.hasMore(of: name, than: self) } }
    let uncompressed = names.filter { !Self.isCompressed($0.bytes) }
    return names.filter { name in
      guard Self.isCompressed(name.bytes),
        let source = uncompressed.first(where: { $0.bytes.elementsEqual(name.bytes.dropLast(3)) })
      else { return true }
      return !Self.isBeingMade(log.parent.appending(name), of: log.parent.appending(source))
    }.sorted { Age(of: $0.bytes, in: self) < Age(of: $1.bytes, in: self) }
      .map { log.parent.appending($0) }
  }

  /// Whether an archive is made of a file: that one holds something, and hasn't changed since. Else it has
  /// come later, with the name of one that was compressed before.
  private static func isBeingMade(_ archive: FilePath, of source: FilePath) -> Bool {
    guard let made = try? FileStatus(following: archive),
      let status = try? FileStatus(following: source), status.size > 0
    else { return false }
    let (changed, written) = (status.changeTime, made.changeTime)
    return (changed.seconds, changed.nanoseconds) <= (written.seconds, written.nanoseconds)
  }

  /// What a file's name says of its age.
  private struct Age: Comparable {
    /// The date in the name of the log, and of a file that was renamed to one; later ones are greater.
    let dates: [[UInt8]]
    /// How often it was renamed: `.1` is newer than `.2`, and older than the log itself.
    let renames: Int

    init(of name: ArraySlice<UInt8>, in files: ChainFiles) {
      var rest = name.dropFirst(files.head.count)
      let day = Array(rest.prefix(files.period?.length ?? 0))
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

  /// The log that the file at `path` is one of: by its name, and by the heads in its folder.
  static func log(of path: FilePath) -> FilePath {
    let (folder, name) = (path.parent, path.lastComponent)
    var log: ChainFiles?
    try? Directory.forEachEntry(in: folder) { entry in
      guard let candidate = Self.log(ofHead: entry.name, in: folder).map(ChainFiles.init(of:))
      else { return }
      if candidate.hasMore(of: name, than: log) { log = candidate }
    }
    return log?.log ?? path
  }

  /// The log whose head is called `name`; nil if that is none.
  private static func log(
    ofHead name: UnsafeBufferPointer<UInt8>, in folder: FilePath
  ) -> FilePath? {
    let end = headEnd.utf8
    guard name.count > end.count, name.suffix(end.count).elementsEqual(end),
      let log = ByteString(name.dropLast(end.count))
    else { return nil }
    return folder.appending(log)
  }

  /// Whether the file at `path` is one of them, and not of another log that has a head.
  func holds(_ path: FilePath) -> Bool {
    guard path.parent == log.parent, path.lastComponent.withBytes({ claim(to: $0) != nil }) else {
      return false
    }
    let owner = Self.log(of: path)
    if owner != path { return owner == log }
    return (try? FileStatus(notFollowing: ChainFiles(of: path).headPath)) == nil
  }

  /// Whether the file at `path` is a head.
  static func isHead(_ path: FilePath) -> Bool { path.lastComponent.hasSuffix(headEnd) }

  /// Whether the file at `path` is compressed, by its name.
  static func isCompressed(_ path: FilePath) -> Bool { isCompressed(path.lastComponent.bytes) }

  private static func isCompressed(_ name: ArraySlice<UInt8>) -> Bool {
    name.reversed().starts(with: compressedEnd.reversed())
  }

  /// Whether a file called `name` is one of these rather than of `other`: `ops-2026-11-30` isn't `ops`, renamed,
  /// where there is an `ops-{date}`.
  private func hasMore(of name: ByteString, than other: ChainFiles?) -> Bool {
    name.withBytes { name in
      guard let mine = claim(to: name) else { return false }
      guard let other, let theirs = other.claim(to: name) else { return true }
      return mine == theirs ? other.isDated && !isDated : mine > theirs
    }
  }

  /// How much of `name` is that of the log, if it is one of its files: behind that is what it was renamed with.
  private func claim(to name: UnsafeBufferPointer<UInt8>) -> Int? {
    guard name.starts(with: head) else { return nil }
    var rest = name[head.count...]
    if let period {
      guard period.isDate(rest.prefix(period.length)) else { return nil }
      rest = rest.dropFirst(period.length)
      guard rest.starts(with: tail) else { return nil }
      rest = rest.dropFirst(tail.count)
    }
    return Self.isRotation(rest) ? name.count - rest.count : nil
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
