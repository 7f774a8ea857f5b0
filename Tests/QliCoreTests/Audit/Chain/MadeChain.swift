@testable import QliCore

/// A chain that was made up, in files that hold other lines as well: as the writer makes it, in memory.
struct MadeChain {
  /// A line with its newline, and whether it is a record of the chain.
  struct Line: Equatable {
    var bytes: [UInt8]
    let isVouched: Bool
  }

  /// The oldest file first.
  var files: [[Line]]
  let head: ChainPosition

  /// - Parameter counts: how many records each file has.
  init(_ counts: [Int], using generator: inout some RandomNumberGenerator) {
    var position: ChainPosition?
    files = counts.map { count in
      var lines: [Line] = []
      for _ in 0..<count {
        if Int.random(in: 0..<4, using: &generator) == 0 {
          lines.append(Self.foreign(using: &generator))
        }
        let record = Self.record(behind: position, using: &generator)
        position = ChainPosition(
          number: (position?.number ?? 0) + 1, digest: SHA256.digest(of: record))
        lines.append(Line(bytes: record, isVouched: true))
      }
      return lines
    }
    // Sound: each file has a record.
    head = position ?? ChainPosition(number: 1, digest: SHA256.digest(of: []))
    if files[0].first?.isVouched == false { files[0].removeFirst() }
  }

  /// A record that is tied to `position`, with its newline.
  static func record(
    behind position: ChainPosition?, using generator: inout some RandomNumberGenerator
  ) -> [UInt8] {
    let number = Int.random(in: 0..<1_000_000, using: &generator)
    var bytes = Array("{\"event\":\"start\",\"run_id\":\"\(number)\",\"args\":[\"a b\"]}\n".utf8)
    ChainLink(number: (position?.number ?? 0) + 1, previous: position?.digest)
      .append(to: &bytes, of: "/log")
    return bytes
  }

  /// What somebody else has written, or a record of which only a part went in.
  static func foreign(using generator: inout some RandomNumberGenerator) -> Line {
    let texts = [
      "", "not JSON", "{\"event\":\"finish\",\"run_id\":\"1\",\"exit_code\":0}",
      "{\"event\":\"start\",\"run_id\":\"2", "{\"seq\":1,\"prev\":null,\"more\":1}", "\u{0}\u{1}",
    ]
    return Line(
      bytes: Array(texts[Int.random(in: 0..<texts.count, using: &generator)].utf8) + [.lineFeed],
      isVouched: false)
  }

  /// The bytes of each file.
  var bytes: [[UInt8]] { files.map { $0.flatMap { $0.bytes } } }

  /// What verifying finds in files that hold these bytes.
  static func join(_ files: [[UInt8]], head: ChainPosition?) -> ChainJoin {
    var segments: [ChainSegment] = []
    for (index, bytes) in files.enumerated() {
      var walk = ChainWalk(file: index, end: head)
      bytes.withUnsafeBufferPointer { bytes in
        var (start, number) = (0, 0)
        while let newline = bytes.position(of: .lineFeed, from: start) {
          number += 1
          walk.take(
            .line(UnsafeBufferPointer(rebasing: bytes[start..<newline])), number: number)
          start = newline + 1
        }
        if start < bytes.count { walk.take(.rest, number: number + 1) }
      }
      walk.finish()
      segments += walk.segments
    }
    return ChainJoin(segments, end: head, mayAlternate: false)
  }
}
