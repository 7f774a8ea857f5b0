/// What one file holds of a chain, line by line. It needs no more memory for a longer file, only for each
/// place where records aren't tied to each other.
struct ChainWalk {
  private(set) var segments: [ChainSegment] = []
  /// How many lines are chained records, and how many are something else.
  private(set) var (records, others) = (0, 0)
  /// Which of those that are wanted are there.
  private(set) var found: [ChainPosition] = []
  private let file: Int
  private let wanted: [ChainPosition]
  private let end: ChainPosition?
  private var current: ChainSegment?
  private var recent = RecentRecords()
  /// Of all that came before the first record; nil behind it, or where that isn't known.
  private var ground: SHA256? = SHA256()

  /// - Parameter wanted: records that are looked for.
  /// - Parameter end: the last record of the chain: what follows is none of it, whatever it is tied to.
  init(file: Int, wanted: [ChainPosition] = [], end: ChainPosition? = nil) {
    self.file = file
    self.wanted = wanted
    self.end = end
  }

  /// Takes a line, behind which its newline lies.
  mutating func take(_ line: UnsafeBufferPointer<UInt8>, number: Int) {
    guard let link = ChainLink(endOf: line) else {
      others += 1
      // Sound: its newline lies behind it.
      ground?.update(UnsafeRawBufferPointer(start: line.baseAddress, count: line.count + 1))
      return
    }
    let start = ChainLink.start(in: line)
    let digest = ChainLine.digest(line, from: start)
    records += 1
    if current?.leads(to: link) == true {
      current?.add(digest, line: number)
    } else {
      begin(link, digest, number, behind: UnsafeBufferPointer(rebasing: line[..<start]))
    }
    recent.add(RecentRecords.Record(number: link.number, digest: digest, line: number))
    ground = nil
    let position = ChainPosition(number: link.number, digest: digest)
    if !wanted.isEmpty, wanted.contains(position) { found.append(position) }
    if position == end {
      found.append(position)
      finish()
    }
  }

  /// Takes note of a line that can't be a record.
  mutating func takeOther() {
    others += 1
    ground = nil
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
