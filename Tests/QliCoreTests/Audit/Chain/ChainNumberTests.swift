import Testing

@testable import QliCore

/// What is written as a number of a record is read again, everywhere.
@Suite struct ChainNumberTests {
  private let digest = SHA256.digest(of: [1])

  private func readBack(_ number: Int64) -> ChainLink? {
    var record = Array("{\"event\":\"start\"}\n".utf8)
    ChainLink(number: number, previous: digest).append(to: &record, of: "/log")
    return record.dropLast().withUnsafeBufferPointer { ChainLink(endOf: $0) }
  }

  @Test(arguments: [2, 99, ChainPosition.greatestNumber - 1, ChainPosition.greatestNumber])
  func aNumber(_ number: Int64) {
    let position = ChainPosition(number: number, digest: digest)
    #expect(readBack(number) == ChainLink(number: number, previous: digest))
    #expect(ChainPosition(position.description) == position)
    let head = ChainHead(last: position, boot: ChainHead.absence)
    #expect(ChainHead(head.text) == head)
  }

  @Test func oneThatIsTooGreat() {
    let position = ChainPosition(number: ChainPosition.greatestNumber + 1, digest: digest)
    #expect(readBack(position.number) == nil)
    #expect(ChainPosition(position.description) == nil)
    #expect(ChainHead(ChainHead(last: position, boot: ChainHead.absence).text) == nil)
  }
}
