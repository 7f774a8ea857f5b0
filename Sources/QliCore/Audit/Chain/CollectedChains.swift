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
  }

  private var chains: [Key: [Record]] = [:]
  private var others = 0
  private var files: [FilePath] = []
  private var failures: [ChainFile.Failure] = []

  /// Reads `files` to their ends.
  init(_ files: [ChainFile], _ environment: Environment, _ mask: SignalSet) {
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: TrailPieces.size, alignment: MemoryLayout<TrailPieces.Piece>.alignment)
    defer { memory.deallocate() }
    let pieces = TrailPieces(in: memory)
    for (index, file) in files.enumerated() {
      self.files.append(file.path)
      do throws(ChainFile.Failure) {
        try file.forEachLine(environment, mask) { line, number in
          if let line, take(line, pieces, number, file: index) { return }
          others += 1
        }
      } catch {
        failures.append(error)
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

  /// What there is to say of each, by host and log. A record that is wanted may be in any of them.
  func reports(wanted: [ChainPosition]) -> [ChainReport] {
    var missing = wanted
    var reports = chains.keys.sorted { $0 < $1 }.map { key in
      report(key, chains[key] ?? [], &missing)
    }
    if reports.isEmpty {
      var report = ChainReport(log: files.first ?? "-")
      report.files = files
      reports = [report]
    }
    // What no line says whose it is counts once.
    reports[0].others += others
    reports[0].failures = failures
    for position in missing { reports[0].add(unfound: position) }
    return reports
  }

  private func report(
    _ key: Key, _ records: [Record], _ missing: inout [ChainPosition]
  ) -> ChainReport {
    var report = ChainReport(log: FilePath(key.log))
    report.host = key.host.lossyText
    report.files = files
    missing.removeAll { position in
      records.contains { $0.link.number == position.number && $0.digest == position.digest }
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
      report.records += 1
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
    report.take(ChainJoin(segments, end: nil, mayAlternate: true, hasFiles: false))
    return report
  }
}
