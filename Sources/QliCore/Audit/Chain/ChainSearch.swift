/// Looks for records of a chain in the uncompressed files of its log, from their ends on and in pieces that
/// grow: mostly it is a few lines of the newest one.
struct ChainSearch {
  /// A file that may hold records.
  private struct Source {
    let path: FilePath
    /// Where it is open already, and its size.
    var open: (number: FileDescriptor, size: Int64)?
  }

  /// From where on a file is read; the line there is passed over, unless it is the first one.
  private struct Start {
    let source: Int
    let offset: Int64
  }

  private static let firstPiece: Int64 = 1 << 16

  /// The oldest first.
  private var sources: [Source] = []
  private let sharing: PathSafety?
  private let isDated: Bool

  /// - Parameter log: the file that is written to, and its size; nil where that isn't there.
  init(_ files: ChainFiles, _ log: FileDescriptor?, of size: Int64) throws(AuditError) {
    isDated = files.isDated
    sharing = files.sharing
    let failure = { AuditError(path: files.headPath, reason: .open($0)).ofHead }
    let status = try converting(failure) { () throws(Errno) in try log?.status() }
    var open = log.map { (number: $0, size: size) }
    for path in try Self.paths(files) where !ChainFiles.isCompressed(path) {
      var source = Source(path: path)
      if let status, (try? FileStatus(following: path))?.isSameFile(as: status) == true {
        swap(&source.open, &open)
      }
      sources.append(source)
    }
    // A link may lead to a name that is none of them.
    if let open { sources.append(Source(path: files.log, open: open)) }
  }

  private static func paths(_ files: ChainFiles) throws(AuditError) -> [FilePath] {
    do throws(Errno) { return try files.paths() } catch {
      if error == .noSuchFile { return [] }
      throw AuditError(path: files.log.parent, reason: .open(error))
    }
  }

  // MARK: - The end

  /// Where the chain ends that was at `last`, nil before its first record: behind all that are tied to it,
  /// one to the other.
  ///
  /// - Parameter pending: the record that was being written then: if it is there, it comes next.
  /// - Parameter onlyPending: whether nothing else can have been written since.
  func end(
    behind last: ChainPosition?, pending: SHA256.Digest?, onlyPending: Bool
  ) throws(AuditError) -> ChainPosition? {
    let starts = try starts(behind: last)
    var last = last
    if let pending {
      let next = ChainPosition(number: (last?.number ?? 0) + 1, digest: pending)
      var isThere = false
      for start in starts.reversed() where !isThere {
        try read(start) { link, line, _ in
          isThere = isThere || link.number == next.number && ChainLine.digest(line) == pending
        }
      }
      if isThere { last = next }
    }
    if onlyPending { return last }
    if last == nil { last = try first() }
    guard let last else { return nil }
    return try end(behind: last, from: starts)
  }

  /// Where the chain ends of which nothing is known: behind the longest part without a gap of what the newest
  /// file with records ends with. So no line that only looks like a record is gone on from.
  func end() throws(AuditError) -> ChainPosition? {
    for index in sources.indices.reversed() {
      var ends = ChainEnds()
      // A line that is tied to none may be anybody's.
      try search(index, until: { ends.isTied }) { link, line, _ in ends.take(link, line) }
      // Around midnight runs write to the files of both days.
      if let last = ends.best { return try end(behind: last, from: starts(behind: last)) }
    }
    return nil
  }

  private func end(
    behind last: ChainPosition, from starts: [Start]
  ) throws(AuditError) -> ChainPosition? {
    var ends = ChainEnds(behind: last)
    var before: ChainPosition?
    repeat {
      before = ends.best
      for start in starts { try read(start) { link, line, _ in ends.take(link, line) } }
      // The chain may have come back to a file that it had left.
    } while starts.count > 1 && ends.best != before
    return ends.best
  }

  /// The first record: the one that is tied to what its file held before.
  private func first() throws(AuditError) -> ChainPosition? {
    for index in sources.indices {
      var ground = SHA256()
      var (isEmpty, found) = (true, nil as ChainPosition?)
      try open(index) { (file, _) throws(Errno) in
        try Self.forEachLine(of: file, from: 0) { line, _ in
          if found != nil { return }
          let start = ChainLink.start(in: line)
          if let link = ChainLink(endOf: line), link.number == 1 {
            var ground = ground
            ground.update(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: line[..<start])))
            if link.previous == (isEmpty && start == 0 ? nil : ground.finished()) {
              found = ChainPosition(number: 1, digest: ChainLine.digest(line, from: start))
            }
          }
          isEmpty = false
          // Sound: its newline lies behind it.
          ground.update(UnsafeRawBufferPointer(start: line.baseAddress, count: line.count + 1))
        }
      }
      if let found { return found }
    }
    return nil
  }

  // MARK: - Where to look

  /// From where on what comes behind the record at `last` is: from that record on; in all files, if it is in
  /// none of them.
  private func starts(behind last: ChainPosition?) throws(AuditError) -> [Start] {
    for index in sources.indices.reversed() {
      guard let last, let offset = try offset(of: last, in: index) else { continue }
      var starts = sources.indices[(index + 1)...].map { Start(source: $0, offset: 0) }
      starts.insert(Start(source: index, offset: offset), at: 0)
      if isDated, index > 0 {
        // A run of the day before may have come later. The end of that file will do: they are few.
        var size: Int64 = 0
        try open(index - 1) { size = $1 }
        starts.insert(Start(source: index - 1, offset: max(0, size - Self.firstPiece)), at: 0)
      }
      return starts
    }
    return sources.indices.map { Start(source: $0, offset: 0) }
  }

  private func offset(of position: ChainPosition, in source: Int) throws(AuditError) -> Int64? {
    var found: Int64?
    try search(source, until: { found != nil }) { link, line, offset in
      if link.number == position.number, ChainLine.digest(line) == position.digest {
        found = offset
      }
    }
    return found
  }

  // MARK: - Reading

  /// Shows `body` each chained line of the last piece, then of a larger one, until that is enough; with where
  /// it begins.
  private func search(
    _ source: Int, until isEnough: () -> Bool,
    _ body: (ChainLink, UnsafeBufferPointer<UInt8>, Int64) -> Void
  ) throws(AuditError) {
    var piece = Self.firstPiece
    try open(source) { (file, size) throws(Errno) in
      while true {
        let start = max(0, size - piece)
        try Self.forEachLine(of: file, from: start) { line, offset in
          if let link = ChainLink(endOf: line) { body(link, line, offset) }
        }
        if isEnough() || start == 0 { return }
        piece *= 16
      }
    }
  }

  /// Shows `body` each chained line.
  private func read(
    _ start: Start, _ body: (ChainLink, UnsafeBufferPointer<UInt8>, Int64) -> Void
  ) throws(AuditError) {
    try open(start.source) { (file, _) throws(Errno) in
      try Self.forEachLine(of: file, from: start.offset) { line, offset in
        if let link = ChainLink(endOf: line) { body(link, line, offset) }
      }
    }
  }

  private static func forEachLine(
    of file: FileDescriptor, from start: Int64,
    _ body: (UnsafeBufferPointer<UInt8>, Int64) -> Void
  ) throws(Errno) {
    try file.move(to: start)
    let lines = LogLines(file)
    // The first line of a piece is the end of one.
    var isWhole = start == 0
    var offset = start
    while true {
      switch try lines.next() {
      case .text(let line): if isWhole { body(line, offset) }
      case .tooLong, .part: break
      case .end: return
      }
      offset = start + lines.lineOffset
      isWhole = true
    }
  }

  /// Gives `body` the open file, and its size; nothing where it is gone, or somebody else can have written
  /// it.
  private func open(
    _ source: Int, _ body: (FileDescriptor, Int64) throws(Errno) -> Void
  ) throws(AuditError) {
    let source = sources[source]
    try converting({ AuditError(path: source.path, reason: .open($0)) }) { () throws(Errno) in
      if let (number, size) = source.open { return try body(number, size) }
      do throws(Errno) {
        guard let file = try KeptFile.openedIfKept(source.path, sharedBy: sharing)
        else { return }
        try body(file.number, try file.number.status().size)
      } catch {
        if error != .noSuchFile { throw error }
      }
    }
  }
}

/// What a chain may end with, while its records are read: runs of them that are tied to each other. A line
/// between them that is tied to none, or to an earlier one, makes no run longer than they are.
private struct ChainEnds {
  private struct End {
    let position: ChainPosition
    let previous: SHA256.Digest?
    /// How many records lead to it.
    let count: Int
  }

  private static let most = 16
  private let mayBegin: Bool
  /// The last ones: what is written behind one of them may be tied to it, or to one before.
  private var recent: [End] = []
  private var longest: End?

  /// Of a chain of which nothing is known.
  init() { mayBegin = true }

  /// Of the chain that was at `position`.
  init(behind position: ChainPosition) {
    mayBegin = false
    let end = End(position: position, previous: nil, count: 1)
    recent = [end]
    longest = end
  }

  var best: ChainPosition? { longest?.position }

  /// Whether it is tied to another that was read.
  var isTied: Bool { longest.map { $0.count > 1 } ?? false }

  mutating func take(_ link: ChainLink, _ line: UnsafeBufferPointer<UInt8>) {
    let before = recent.last {
      $0.position.number + 1 == link.number && $0.position.digest == link.previous
    }
    guard before != nil || mayBegin else { return }
    let position = ChainPosition(number: link.number, digest: ChainLine.digest(line))
    if recent.contains(where: { $0.position == position }) { return }
    let end = End(
      position: position, previous: link.previous, count: (before?.count ?? 0) + 1)
    if recent.count == Self.most { recent.removeFirst() }
    recent.append(end)
    guard let longest else { return self.longest = end }
    // Of two that are tied to the same record qli's own is mostly the later.
    if end.count > longest.count
      || before != nil && end.count == longest.count && end.previous == longest.previous
    {
      self.longest = end
    }
  }
}

/// A line of a log that ends as a chained record does.
enum ChainLine {
  /// The digest of the record in `line`, with the newline behind it.
  @inline(__always)
  static func digest(_ line: UnsafeBufferPointer<UInt8>) -> SHA256.Digest {
    digest(line, from: ChainLink.start(in: line))
  }

  /// The same of what begins at `start`.
  @inline(__always)
  static func digest(_ line: UnsafeBufferPointer<UInt8>, from start: Int) -> SHA256.Digest {
    // Sound: `LogLines` has found a newline behind each line that it gives.
    SHA256.digest(
      of: UnsafeRawBufferPointer(
        start: line.baseAddress.map { UnsafeRawPointer($0 + start) },
        count: line.count - start + 1))
  }
}
