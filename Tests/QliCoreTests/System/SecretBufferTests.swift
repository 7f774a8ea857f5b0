import Testing

@testable import QliCore

@Suite struct SecretBufferTests {
  private func append(_ bytes: [UInt8], to buffer: SecretBuffer) {
    bytes.withUnsafeBytes { buffer.append($0) }
  }

  @Test func aBufferGrows() {
    let buffer = SecretBuffer()
    #expect(buffer.bytes.isEmpty)
    var expected: [UInt8] = []
    for size in [1, 255, 1, 0, 1000, 70_000, 3] {
      let part = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 7) }
      append(part, to: buffer)
      expected += part
      #expect(Array(buffer.bytes) == expected)
      #expect(buffer.count == expected.count)
    }
  }

  @Test func onlyTheLastByteIsDropped() {
    let buffer = SecretBuffer()
    buffer.dropLast(0x0a)
    #expect(buffer.count == 0)
    append(Array("a\n\n".utf8), to: buffer)
    buffer.dropLast(0x0a)
    #expect(Array(buffer.bytes) == Array("a\n".utf8))
    buffer.dropLast(0x61)
    #expect(Array(buffer.bytes) == Array("a\n".utf8))
    buffer.dropLast(0x0a)
    buffer.dropLast(0x0a)
    #expect(Array(buffer.bytes) == Array("a".utf8))
  }

  @Test func aBufferReadsFromADescriptor() throws {
    let buffer = SecretBuffer()
    let file = try OwnedDescriptor(opening: "/dev/zero", for: .reading)
    #expect(try buffer.read(from: file.number, atMost: 300) == 300)
    #expect(try buffer.read(from: file.number, atMost: 1) == 1)
    #expect(buffer.bytes.count == 301 && buffer.bytes.allSatisfy { $0 == 0 })
    let empty = try OwnedDescriptor(opening: "/dev/null", for: .reading)
    #expect(try buffer.read(from: empty.number, atMost: 10) == 0)
    #expect(buffer.count == 301)
    let folder = try OwnedDescriptor(opening: "/", for: .reading)
    #expect(throws: Errno.isDirectory) { try buffer.read(from: folder.number, atMost: 10) }
    #expect(buffer.count == 301)
  }
}
