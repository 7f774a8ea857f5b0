import Testing

@testable import QliCore

@Suite struct CStringArrayTests {
  private func texts(_ array: CStringArray) -> [String] {
    var texts: [String] = []
    array.forEach { texts.append(String(cString: $0)) }
    return texts
  }

  /// What a C function would find: the strings up to the null pointer.
  private func asSeenByC(_ array: CStringArray) -> [[UInt8]] {
    withExtendedLifetime(array) {
      var result: [[UInt8]] = []
      var entry = array.pointer
      while let text = entry.pointee {
        result.append(Array(ByteString(cString: text).bytes))
        entry += 1
      }
      return result
    }
  }

  @Test func anEmptyArrayEndsAtOnce() {
    #expect(asSeenByC(CStringArray()).isEmpty)
    #expect(asSeenByC(CStringArray(capacity: 0)).isEmpty)
  }

  @Test func anArrayGrowsAndStaysTerminated() {
    let array = CStringArray(capacity: 0)
    for count in 1...100 {
      array.append(copying: ByteString("string \(count)"))
      #expect(asSeenByC(array).count == count)
    }
    #expect(texts(array) == (1...100).map { "string \($0)" })
  }

  @Test func stringsAreBytes() throws {
    let odd = try #require(ByteString([0xff, 0x0a, 0x3d] as [UInt8]))
    #expect(asSeenByC(CStringArray([odd, ""])) == [[0xff, 0x0a, 0x3d], []])
  }

  @Test func aBorrowedStringIsTheSameInMemory() {
    ByteString("lent").withCString { (text: UnsafePointer<CChar>) in
      let array = CStringArray()
      array.append(borrowing: text)
      #expect(array.pointer.pointee.map { UnsafePointer($0) } == text)
    }
  }

  @Test func wordsOfACommandLine() {
    let words = Arguments(["a", "", "b"])
    withExtendedLifetime(words) {
      #expect(texts(CStringArray("program", and: words)) == ["program", "a", "", "b"])
      #expect(texts(CStringArray("sh", "script", and: words)) == ["sh", "script", "a", "", "b"])
    }
  }

  @Test func aStringThatIsFilledIn() {
    let array = CStringArray()
    array.append(length: 3) { $0.copyBytes(from: Array("abc".utf8)) }
    array.append(length: 0) { #expect($0.isEmpty) }
    #expect(texts(array) == ["abc", ""])
  }

  @Test func anArrayIsSearched() {
    let array = CStringArray(["a", "b"])
    #expect(array.contains { String(cString: $0) == "b" })
    #expect(!array.contains { String(cString: $0) == "c" })
  }

  @Test func memoryIsWiped() {
    withUnsafeTemporaryAllocation(byteCount: 64, alignment: 1) { memory in
      memory.initializeMemory(as: UInt8.self, repeating: 0xaa)
      UnsafeMutableRawBufferPointer(rebasing: memory[8..<56]).wipe()
      #expect(memory[8..<56].allSatisfy { $0 == 0 })
      #expect(memory[..<8].allSatisfy { $0 == 0xaa } && memory[56...].allSatisfy { $0 == 0xaa })
      UnsafeMutableRawBufferPointer(start: nil, count: 0).wipe()
    }
  }
}
