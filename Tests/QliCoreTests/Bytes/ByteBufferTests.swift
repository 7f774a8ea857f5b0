import Glibc
import Testing

@testable import QliCore

@Suite struct ByteBufferTests {
  /// Bytes of which none is like those around it.
  private static func bytes(_ count: Int) -> [UInt8] { (0..<count).map { UInt8($0 % 251) } }

  /// Adds them one by one, in pieces, and by filling what room there is.
  private static func add(_ bytes: [UInt8], to buffer: inout ByteBuffer) {
    let third = bytes.count / 3
    for byte in bytes[..<third] { buffer.append(byte) }
    bytes[third..<(2 * third)].withUnsafeBufferPointer { buffer.append($0) }
    var rest = bytes[(2 * third)...]
    while !rest.isEmpty {
      buffer.fill(atLeast: 9) { room in
        while room.count >= 9, let byte = rest.popFirst() {
          if rest.count % 2 == 0 { room.append(byte) } else { room.append(UInt64(byte), 1) }
        }
      }
    }
  }

  @Test(arguments: [0, 1, 2, 3, 7, 255, 256, 257, 10_000], [0, 1, 8, 256])
  func whatIsKept(_ count: Int, _ capacity: Int) {
    var buffer = ByteBuffer(capacity: capacity)
    Self.add(Self.bytes(count), to: &buffer)
    let kept = buffer.bytes
    #expect(kept == Self.bytes(count))
  }

  @Test func aWordKeepsItsLowestBytes() {
    var buffer = ByteBuffer(capacity: 0)
    buffer.fill(atLeast: 16) { room in
      room.append(0x0807_0605_0403_0201, 8)
      room.append(0x0807_0605_0403_0201, 0)
      room.append(0x0807_0605_0403_0201, 3)
    }
    let kept = buffer.bytes
    #expect(kept == [1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3])
  }

  /// Around what is written at once.
  @Test(arguments: [0, 1, 65_535, 65_536, 65_537, 131_071, 131_072, 131_073, 400_000])
  func whatIsPassedOn(_ count: Int) throws {
    let folder = try ScratchFolder()
    let path = folder["file"]
    let file = try OwnedDescriptor(opening: path, for: .appending)
    var buffer = ByteBuffer(passingTo: file.number)
    Self.add(Self.bytes(count), to: &buffer)
    try buffer.finish()
    let reading = try OwnedDescriptor(opening: path, for: .reading)
    #expect(try reading.number.readAll(limit: 1 << 20) == Self.bytes(count))
  }

  /// More than there is room for, in one piece.
  @Test func aLongPieceIsPassedOn() throws {
    let folder = try ScratchFolder()
    let path = folder["file"]
    let file = try OwnedDescriptor(opening: path, for: .appending)
    var buffer = ByteBuffer(passingTo: file.number)
    buffer.append(1)
    Self.bytes(200_000).withUnsafeBufferPointer { buffer.append($0) }
    buffer.append(2)
    try buffer.finish()
    let reading = try OwnedDescriptor(opening: path, for: .reading)
    #expect(try reading.number.readAll(limit: 1 << 20) == [1] + Self.bytes(200_000) + [2])
  }

  @Test func aFailureIsReportedAtTheEnd() throws {
    let full = try OwnedDescriptor(opening: "/dev/full", for: .appending)
    var buffer = ByteBuffer(passingTo: full.number)
    Self.add(Self.bytes(100), to: &buffer)
    #expect(failure(of: &buffer) == .noSpace)
  }

  /// Nothing follows what is missing, even if there is room again.
  @Test func nothingIsWrittenAfterAFailure() throws {
    let full = try OwnedDescriptor(opening: "/dev/full", for: .appending)
    let pipe = try Pipe.nonBlocking()
    var buffer = ByteBuffer(passingTo: full.number)
    Self.add(Self.bytes(200_000), to: &buffer)
    let hasFailed = buffer.hasFailed
    #expect(hasFailed)
    #expect(dup2(pipe.writing.number.rawValue, full.number.rawValue) != -1)
    Self.add(Self.bytes(100), to: &buffer)
    #expect(failure(of: &buffer) == .noSpace)
    var chunk: [UInt8] = [0]
    #expect(throws: Errno.wouldBlock) { try pipe.reading.number.read(into: &chunk) }
  }

  private func failure(of buffer: inout ByteBuffer) -> Errno? {
    do throws(Errno) { try buffer.finish() } catch { return error }
    return nil
  }
}
