import Testing

@testable import QliCore

@Suite struct LargeMemoryTests {
  /// Around the pages, small and large, and where the large ones begin.
  @Test(arguments: [1, 4095, 4096, (1 << 18) - 1, (1 << 18) + 1, 2 << 20, (8 << 20) + 8])
  func allOfTheMemoryIsThere(_ count: Int) throws {
    let memory = try LargeMemory(count: count)
    #expect(memory.count == count)
    #expect(memory.bytes(count).allSatisfy { $0 == 0 })
    (memory.start + (count - 1)).pointee = 2
    memory.start.pointee = 1
    #expect(memory.bytes(1).elementsEqual([1]))
    #expect(memory.bytes(count).last == (count == 1 ? 1 : 2))
    #expect(memory.room.next == memory.start)
    #expect(memory.room.count == count)
  }
}
