/// What ties a record to the one before it: the last two members of its line.
struct ChainLink: Equatable {
  /// Its number, from 1 on.
  let number: Int64
  /// The digest of the record before it; of the first one, of what its file held before, if that was
  /// anything.
  let previous: SHA256.Digest?

  /// How each line of qli begins. Within a string its quotes would be escaped: what stands before the last of
  /// it isn't qli's.
  private static let beginning = Array("{\"event\":\"".utf8)
  private static let numberName = Array(",\"seq\":".utf8)
  private static let digestName = Array(",\"prev\":".utf8)
  private static let none = Array("null".utf8)

  init(number: Int64, previous: SHA256.Digest?) {
    self.number = number
    self.previous = previous
  }

  /// Reads the end of `line`, which has no newline any more; nil if it isn't that of a chained record.
  init?(endOf line: UnsafeBufferPointer<UInt8>) {
    guard line.last == UInt8(ascii: "}") else { return nil }
    var end = line.count - 1
    guard let previous = Self.digest(line, &end), line.removeEnd(Self.digestName, &end),
      let number = Self.number(line, &end), line.removeEnd(Self.numberName, &end)
    else { return nil }
    if case .none = previous, number != 1 { return nil }
    self.init(number: number, previous: previous)
  }

  /// Puts it at the end of `record`, an object with its newline, behind the name of its log.
  func append(to record: inout [UInt8], of log: FilePath) {
    var writer = JSONWriter(capacity: 256)
    writer.object { writer in
      writer.member(.log, log.string)
      writer.member(.number, number)
      writer.member(.previous, previous?.description)
    }
    record.removeLast(2)
    record.append(.comma)
    record += writer.endLine().dropFirst()
  }

  /// Where in `line` qli's own part begins, if something stands before it that has no newline: somebody may
  /// write to the log between the look at its last byte and the record.
  @inline(__always)
  static func start(in line: UnsafeBufferPointer<UInt8>) -> Int {
    var (start, next) = (0, 1)
    while let brace = line.position(of: .openBrace, from: next) {
      if UnsafeBufferPointer(rebasing: line[brace...]).starts(with: beginning) { start = brace }
      next = brace + 1
    }
    return start
  }

  /// The value of the last member that ends before `end`: nil if it is none, no digest if it is null.
  private static func digest(
    _ line: UnsafeBufferPointer<UInt8>, _ end: inout Int
  ) -> SHA256.Digest?? {
    if line.removeEnd(none, &end) { return .some(nil) }
    let start = end - 1 - SHA256.Digest.digitCount
    guard start > 0, line[end - 1] == .quote, line[start - 1] == .quote,
      let digest = SHA256.Digest(
        small: UnsafeBufferPointer(rebasing: line[start..<(end - 1)]))
    else { return nil }
    end = start - 1
    return digest
  }

  /// A number from 1 on, as qli writes it.
  private static func number(_ line: UnsafeBufferPointer<UInt8>, _ end: inout Int) -> Int64? {
    var (number, unit): (Int64, Int64) = (0, 1)
    var start = end
    while start > 0, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(line[start - 1]) {
      guard end - start < ChainPosition.digitLimit else { return nil }
      start -= 1
      number += unit * Int64(line[start] - UInt8(ascii: "0"))
      unit *= 10
    }
    guard start < end, line[start] != UInt8(ascii: "0") else { return nil }
    end = start
    return number
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// Moves `end` before `text`, if that stands there.
  @inline(__always)
  fileprivate func removeEnd(_ text: [UInt8], _ end: inout Int) -> Bool {
    guard end >= text.count else { return false }
    let start = end - text.count
    for index in 0..<text.count where self[start + index] != text[index] { return false }
    end = start
    return true
  }
}
