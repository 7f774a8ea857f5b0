import SeededNumbers
import Testing

@testable import QliCore

/// Random edits of a chain: whatever changes a record that others vouch for is found, and nothing else is
/// said to be broken.
@Suite struct ChainPropertyTests {
  private enum Edit: CaseIterable {
    case bit, byte, line, swap, move, cut, front, insertion, forgery, copy, file, foreign, several
  }

  /// What an edit does beside what it does to the records that were there.
  private enum Effect {
    case none
    /// Something pretends to be a record of the chain.
    case pretence
    /// Perhaps it does.
    case unknown
  }

  /// How many edits there are, in all rounds.
  private static let edits = 10_000
  private static let rounds = 10

  @Test(arguments: 0..<rounds) func eachEditOfAVouchedByteIsFound(round: Int) {
    var generator = SeededNumbers(seed: UInt64(round))
    for number in 0..<(Self.edits / Self.rounds) {
      let counts = (0..<Int.random(in: 1...4, using: &generator)).map { _ in
        Int.random(in: 1...12, using: &generator)
      }
      let chain = MadeChain(counts, using: &generator)
      let whole = chain.bytes
      let before = MadeChain.join(whole, head: chain.head)
      #expect(before.breaks.isEmpty, "round \(round), edit \(number): \(before.breaks)")
      // Sound: it has cases.
      let edit = Edit.allCases.randomElement(using: &generator) ?? .bit
      var files = whole
      let effect = apply(edit, to: &files, of: chain, using: &generator)
      let after = MadeChain.join(files, head: chain.head)
      let isFound = isBroken(after, chain)
      if isChanged(files, chain) || effect == .pretence {
        #expect(isFound, "round \(round), edit \(number), \(edit) of \(counts) isn't found")
      } else if effect == .none {
        #expect(!isFound, "round \(round), edit \(number), \(edit) of \(counts): \(after.breaks)")
      }
    }
  }

  /// The oldest records may have been rotated away: where the chain begins now is no break, but it is said.
  private func isBroken(_ join: ChainJoin, _ chain: MadeChain) -> Bool {
    !join.breaks.isEmpty || join.first != 1 || join.last != chain.head
  }

  /// Whether a record isn't what it was, or where it was. A line that begins in the middle of one counts
  /// from there on.
  private func isChanged(_ files: [[UInt8]], _ chain: MadeChain) -> Bool {
    let vouched = Set(chain.files.flatMap { $0 }.filter { $0.isVouched }.map { $0.bytes })
    let now = files.map { bytes in
      lines(bytes).compactMap { line in
        line.withUnsafeBufferPointer { whole in
          let start = ChainLink.start(in: whole)
          let record = Array(whole[start...])
          return vouched.contains(record) ? record : nil
        }
      }
    }.filter { !$0.isEmpty }
    let before = chain.files.map { file in file.filter { $0.isVouched }.map { $0.bytes } }
    return now != before
  }

  /// Each with its newline.
  private func lines(_ bytes: [UInt8]) -> [[UInt8]] {
    var lines = bytes.split(separator: .lineFeed, omittingEmptySubsequences: false)
      .map { Array($0) + [.lineFeed] }
    // What stands behind the last newline is no line.
    lines.removeLast()
    return lines
  }

  private func apply(
    _ edit: Edit, to files: inout [[UInt8]], of chain: MadeChain,
    using generator: inout SeededNumbers
  ) -> Effect {
    let file = Int.random(in: 0..<files.count, using: &generator)
    var own = lines(files[file])
    let place = Int.random(in: 0..<own.count, using: &generator)
    switch edit {
    case .bit:
      let byte = Int.random(in: 0..<files[file].count, using: &generator)
      files[file][byte] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
      return .none
    case .byte:
      let byte = Int.random(in: 0..<files[file].count, using: &generator)
      files[file].insert(UInt8.random(in: 0...255, using: &generator), at: byte)
      return .none
    case .line: own.remove(at: place)
    case .swap: own.swapAt(place, Int.random(in: 0..<own.count, using: &generator))
    case .move:
      let line = own.remove(at: place)
      own.insert(line, at: Int.random(in: 0...own.count, using: &generator))
    case .cut:
      files[file].removeLast(Int.random(in: 0...files[file].count, using: &generator))
      return .none
    case .front:
      files[file].removeFirst(Int.random(in: 0...files[file].count, using: &generator))
      return .none
    case .insertion:
      own.insert(
        MadeChain.record(
          behind: ChainPosition(
            number: Int64.random(in: 1...200, using: &generator),
            digest: SHA256.digest(of: [])),
          using: &generator), at: place)
      files[file] = own.flatMap { $0 }
      return .pretence
    case .forgery:
      // With the right number, and tied to the right record.
      guard let last = own[...place].last(where: { isRecord($0) }) else { return .none }
      let link = last.dropLast().withUnsafeBufferPointer { ChainLink(endOf: $0) }
      own.insert(
        MadeChain.record(
          behind: ChainPosition(
            number: link?.number ?? 0, digest: SHA256.digest(of: last)), using: &generator),
        at: place + 1)
      files[file] = own.flatMap { $0 }
      return .pretence
    case .copy:
      let line = own[place]
      own.insert(line, at: Int.random(in: 0...own.count, using: &generator))
      files[file] = own.flatMap { $0 }
      return isRecord(line) ? .pretence : .none
    case .file:
      files.remove(at: file)
      return .none
    case .foreign: own.insert(MadeChain.foreign(using: &generator).bytes, at: place)
    case .several:
      for _ in 0..<Int.random(in: 2...4, using: &generator) {
        let edit = Edit.allCases.filter { $0 != .several && $0 != .file }
          .randomElement(using: &generator)
        guard files.allSatisfy({ $0.contains(.lineFeed) }) else { break }
        _ = apply(edit ?? .bit, to: &files, of: chain, using: &generator)
      }
      return .unknown
    }
    files[file] = own.flatMap { $0 }
    return .none
  }

  private func isRecord(_ line: [UInt8]) -> Bool {
    line.dropLast().withUnsafeBufferPointer { ChainLink(endOf: $0) } != nil
  }
}
