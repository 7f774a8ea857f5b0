/// What one file holds of a chain, line by line. It needs no more memory for a longer file, only for each
/// place where records aren't tied to each other.
struct ChainWalk {
  private(set) var segments: [ChainSegment] = []
  /// How many lines are chained records, and how many are something else.
  private(set) var (records, others) = (0, 0)
  /// How many of the others the first record of a chain vouches for.
  private(set) var preceding = 0
  /// Before how many records something stands on their lines, and the first of these lines.
  private(set) var prefixed = 0
  private(set) var firstPrefixed: Int?
  /// Which of those that are wanted are there, and the last one, if it is.
  private(set) var found: Set<ChainPosition> = []
  let file: Int
  private let wanted: Set<ChainPosition>
  private let end: ChainPosition?
  private var current: ChainSegment?
  private var recent = RecentRecords()
  /// Of all that came before the first record; nil behind it.
  private var ground: SHA256? = SHA256()
  /// The last line before the first record that looks as if it had been one.
  private var ruin: (line: Int, number: Int64?)?

  /// - Parameter wanted: records that are looked for.
  /// - Parameter end: the last record of the chain: what follows is none of it, whatever it is tied to.
  init(file: Int, wanted: Set<ChainPosition> = [], end: ChainPosition? = nil) {
    self.file = file
    self.wanted = wanted
    self.end = end
  }

  /// Takes what was read next.
  @inline(__always)
  mutating func take(_ piece: ChainFile.Piece, number: Int) {
    switch piece {
    case .line(let line): take(line, number: number)
    case .part(let part, let isLast): takeOther(part, isLine: isLast)
    case .rest: others += 1
    }
  }

  /// Takes a line, behind which its newline lies.
  private mutating func take(_ line: UnsafeBufferPointer<UInt8>, number: Int) {
    guard let link = ChainLink(endOf: line) else {
      if ground != nil, let ruin = RuinedRecord(line) { self.ruin = (number, ruin.number) }
      takeOther(line, isLine: true)
      return
    }
    let start = ChainLink.start(in: line)
    let digest = ChainLine.digest(line, from: start)
    records += 1
    if start > 0 {
      others += 1
      prefixed += 1
      if firstPrefixed == nil { firstPrefixed = number }
    }
    if current?.leads(to: link) == true {
      current?.add(digest, line: number)
    } else {
      begin(link, digest, number, behind: UnsafeBufferPointer(rebasing: line[..<start]))
    }
    recent.add(RecentRecords.Record(number: link.number, digest: digest, line: number))
    ground = nil
    let position = ChainPosition(number: link.number, digest: digest)
    if !wanted.isEmpty, wanted.contains(position) { found.insert(position) }
    if position == end {
      found.insert(position)
      finish()
    }
  }

  /// Takes a line that is no record, or a part of one.
  private mutating func takeOther(_ bytes: UnsafeBufferPointer<UInt8>, isLine: Bool) {
    if isLine { others += 1 }
    // Sound: behind a line its newline lies.
    ground?.update(
      UnsafeRawBufferPointer(start: bytes.baseAddress, count: bytes.count + (isLine ? 1 : 0)))
  }

  /// Ends the file.
  mutating func finish() {
    if let current {
      // What stood aside of it was added before.
      var place = segments.count
      while place > 0, segments[place - 1].firstLine > current.firstLine { place -= 1 }
      segments.insert(current, at: place)
    }
    current = nil
    recent.clear()
  }

  /// A record that isn't tied to the one before it.
  private mutating func begin(
    _ link: ChainLink, _ digest: SHA256.Digest, _ line: Int,
    behind rest: UnsafeBufferPointer<UInt8>
  ) {
    var segment = ChainSegment(link, digest, line: line, file: file)
    if var before = current, link.number <= before.last.number {
      if recent[link.number]?.digest == digest {
        // The same once more: the chain goes on behind the first.
        segments.append(segment)
        return
      }
      if let other = recent[link.number], recent[link.number - 1]?.digest == link.previous {
        // Another one stood in its place. Which of them the chain goes on behind is seen by what follows.
        var aside = ChainSegment(link, other.digest, line: other.line, file: file)
        if !(before.last.number == link.number) {
          aside.replace(
            from: before.last.number, with: before.last.digest, line: before.lastLine)
        }
        segments.append(aside)
        before.replace(from: link.number, with: digest, line: line)
        current = before
        return
      }
    }
    if link.number == 1, let previous = link.previous, var ground {
      ground.update(UnsafeRawBufferPointer(rest))
      segment.isOnOtherGround = ground.finished() != previous
      preceding = others
    }
    // One that is torn has the number that comes next, for it was never there.
    if ground != nil, let ruin, link.number > 1, ruin.number != link.number {
      segment.ruinedLine = ruin.line
    }
    finish()
    current = segment
  }
}

/// The records of a stretch that came last: what is written in the place of one of them is told from what
/// follows elsewhere.
private struct RecentRecords {
  struct Record {
    let number: Int64
    let digest: SHA256.Digest
    let line: Int
  }

  private static let most = 16
  private var records: [Record] = []

  subscript(number: Int64) -> Record? { records.last { $0.number == number } }

  @inline(__always)
  mutating func add(_ record: Record) {
    if records.count == 2 * Self.most { records.removeFirst(Self.most) }
    records.append(record)
  }

  mutating func clear() { records.removeAll(keepingCapacity: true) }
}
