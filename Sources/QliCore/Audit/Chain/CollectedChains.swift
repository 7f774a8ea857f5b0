/// The chains in what a collector has brought together: of several hosts and logs, in any order, and more
/// than once.
struct CollectedChains {
  /// Whose chain a record is of, as it stands in the record.
  private struct Key: Hashable {
    let host: ByteString
    let log: ByteString

    static func < (one: Key, other: Key) -> Bool {
      one.host == other.host
        ? one.log.bytes.lexicographicallyPrecedes(other.log.bytes)
        : one.host.bytes.lexicographicallyPrecedes(other.host.bytes)
    }
  }

  private struct Record {
    let link: ChainLink
    let digest: SHA256.Digest
    let line: Int
    let file: Int

    var position: ChainPosition { ChainPosition(number: link.number, digest: digest) }
  }

  private var chains: [Key: [Record]] = [:]
  private var others = 0
  private var files: [FilePath] = []
  /// Why not all of them could be read to their ends.
  private(set) var failures: [ChainFile.Failure] = []

  /// Reads `files` to their ends.
  ///
  /// - Parameter failures: why others couldn't be opened.
  init(
    _ files: [ChainFile], besides failures: [ChainFile.Failure], _ environment: Environment,
    _ mask: SignalSet
  ) {
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: TrailPieces.size, alignment: MemoryLayout<TrailPieces.Piece>.alignment)
    defer { memory.deallocate() }
    let pieces = TrailPieces(in: memory)
    self.failures = failures
    for (index, file) in files.enumerated() {
      self.files.append(file.path)
      do throws(ChainFile.Failure) {
        try file.forEachPiece(environment, mask) { piece, number in
          switch piece {
          case .line(let line): if take(line, pieces, number, file: index) { return }
          case .part(_, let isLast): if !isLast { return }
          case .rest: break
          }
          others += 1
        }
      } catch {
        self.failures.append(error)
      }
    }
  }

  /// - Returns: whether the line is a chained record.
  private mutating func take(
    _ line: UnsafeBufferPointer<UInt8>, _ pieces: TrailPieces, _ number: Int, file: Int
  ) -> Bool {
    guard let link = ChainLink(endOf: line) else { return false }
    let start = ChainLink.start(in: line)
    let own = UnsafeBufferPointer(rebasing: line[start...])
    guard let record = try? TrailRecord(own, into: pieces), let host = record.string(.host),
      let log = record.string(.log)
    else { return false }
    let key = Key(
      host: ByteString(JSONStringToken(bytes: host, hasEscapes: true).text),
      log: ByteString(JSONStringToken(bytes: log, hasEscapes: true).text))
    chains[key, default: []].append(
      Record(link: link, digest: ChainLine.digest(line, from: start), line: number, file: file))
    return true
  }

  /// What there is to say of each, by host and log.
  func reports(wanted: Set<ChainPosition>) -> [ChainReport] {
    let keys = chains.keys.sorted { $0 < $1 }
    var reports = keys.map { report($0, chains[$0] ?? [], wanted) }
    if reports.isEmpty {
      var report = ChainReport(log: files.first ?? LogFile.standardInput)
      report.files = files
      report.isIncomplete = !failures.isEmpty
      if failures.isEmpty { report.noteIfUnchained() }
      reports = [report]
    } else {
      noteOrigins(keys, &reports)
    }
    // What no line says whose it is counts once.
    reports[0].others += others
    return reports
  }

  private func report(
    _ key: Key, _ records: [Record], _ wanted: Set<ChainPosition>
  ) -> ChainReport {
    var report = ChainReport(log: FilePath(key.log))
    report.host = key.host.lossyText
    report.files = files
    // It may be that what is missing is there.
    report.isIncomplete = !failures.isEmpty
    if !wanted.isEmpty {
      report.found = Set(records.map { $0.position }).intersection(wanted)
    }
    let vouched = Set(records.compactMap { $0.link.previous })
    // Of several with one number those come first that others are tied to.
    let sorted = records.sorted { one, other in
      if one.link.number != other.link.number { return one.link.number < other.link.number }
      let (mine, theirs) = (vouched.contains(one.digest), vouched.contains(other.digest))
      return mine == theirs ? (one.file, one.line) < (other.file, other.line) : mine
    }
    var segments: [ChainSegment] = []
    // The stretches by the digests that they end with, while they may go on.
    var ends: [SHA256.Digest: Int] = [:]
    var taken: Set<SHA256.Digest> = []
    for record in sorted {
      guard taken.insert(record.digest).inserted else {
        report.copies += 1
        continue
      }
      report.addRecord()
      if let previous = record.link.previous, let index = ends[previous],
        segments[index].leads(to: record.link)
      {
        ends[previous] = nil
        segments[index].add(record.digest, line: record.line)
        ends[record.digest] = index
        continue
      }
      ends[record.digest] = segments.count
      segments.append(
        ChainSegment(record.link, record.digest, line: record.line, file: record.file))
    }
    report.take(
      ChainJoin(
        segments, end: nil, mayAlternate: true, hasFiles: false,
        unread: failures.isEmpty ? [] : [files.count]))
    return report
  }
}

// MARK: - Records under another host's name

extension CollectedChains {
  /// Finds what a chain goes on behind that doesn't begin with its first record: a record of another host,
  /// or one that says that it is of another host, and didn't when it was written.
  private func noteOrigins(_ keys: [Key], _ reports: inout [ChainReport]) {
    var begins: [ChainPosition: Int] = [:]
    for (index, key) in keys.enumerated() {
      guard let first = reports[index].first, first > 1,
        let record = chains[key]?.first(where: { $0.link.number == first }),
        let previous = record.link.previous
      else { continue }
      begins[ChainPosition(number: first - 1, digest: previous)] = index
    }
    if begins.isEmpty { return }
    for key in keys {
      for record in chains[key] ?? [] {
        guard let index = begins[record.position], keys[index] != key else { continue }
        reports[index].origin = (key.host.lossyText, record.link.number)
      }
    }
    if !failures.isEmpty { return }
    let strays = strays(keys)
    for (position, index) in begins where reports[index].origin == nil {
      let place = Stray(log: keys[index].log, number: position.number)
      guard let found = strays[place], found.count == 1, let stray = found.first else { continue }
      reports[index].breaks.insert(
        ChainBreak(
          kind: .changed, file: stray.file, line: stray.line,
          numbers: position.number...position.number), at: 0)
    }
  }

  /// The number of a record that is alone in its chain.
  private struct Stray: Hashable {
    let log: ByteString
    let number: Int64
  }

  private func strays(_ keys: [Key]) -> [Stray: [Record]] {
    var strays: [Stray: [Record]] = [:]
    for key in keys {
      guard let records = chains[key], let first = records.first,
        records.allSatisfy({ $0.position == first.position })
      else { continue }
      strays[Stray(log: key.log, number: first.link.number), default: []].append(first)
    }
    return strays
  }
}
