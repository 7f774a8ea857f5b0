import Foundation
import Glibc
import Testing

@testable import QliCore

/// What a service writes, on its way into the log.
@Suite struct ServiceLogTests {
  private static let longest = 1 << 16

  @Test func eachLineHasItsTimeStreamAndTag() throws {
    let scene = try ServiceLogScene()
    try scene.print("one\n\ntwo\n")
    try scene.complain("bad\n")
    scene.log.note("ready")
    let time = ServiceLogScene.time
    #expect(
      String(decoding: try scene.bytes(), as: UTF8.self)
        == "\(time) out F one\n\(time) out F \n\(time) out F two\n\(time) err F bad\n"
        + "\(time) qli F ready\n")
    #expect(scene.log.count == 13)
    #expect(!scene.log.isOverLimit)
  }

  @Test func aLineInPiecesIsOneLine() throws {
    let scene = try ServiceLogScene()
    for piece in ["a", "b", "c\nd", "\n"] { try scene.print(piece) }
    #expect(try scene.lines() == ["out F abc", "out F d"])
  }

  @Test func aPromptIsWrittenAfterASecond() throws {
    let scene = try ServiceLogScene()
    #expect(scene.log.deadline == nil)
    try scene.print("name? ")
    let start = scene.clock.clock.monotonicTime()
    #expect(scene.log.deadline == start.advanced(byMilliseconds: 1000))
    scene.clock.advance(seconds: 0.5)
    // It has waited from its beginning on.
    try scene.print("> ")
    #expect(scene.log.deadline == start.advanced(byMilliseconds: 1000))
    #expect(try scene.lines() == [])
    scene.clock.advance(seconds: 0.5)
    try scene.log.drain()
    #expect(try scene.lines() == ["out P name? > "])
    #expect(scene.log.deadline == nil)
    try scene.print("me\nnext\n")
    #expect(try scene.lines() == ["out P name? > ", "out F me", "out F next"])
  }

  @Test func aPromptAndItsNewlineMakeAnEmptyEnd() throws {
    let scene = try ServiceLogScene()
    try scene.print("name?")
    scene.clock.advance(seconds: 1)
    try scene.log.drain()
    try scene.print("\n")
    #expect(try scene.lines() == ["out P name?", "out F "])
  }

  @Test(arguments: [
    (0, [0]), (longest - 1, [longest - 1]), (longest, [longest]),
    (longest + 1, [longest, 1]), (2 * longest, [longest, longest]),
    (3 * longest + 5, [longest, longest, longest, 5]),
  ])
  func aLongLineIsCut(_ count: Int, _ pieces: [Int]) throws {
    let scene = try ServiceLogScene()
    try scene.print([UInt8](repeating: UInt8(ascii: "x"), count: count) + Array("\ny\n".utf8))
    let lines = try scene.lines()
    #expect(lines.dropLast().map { $0.utf8.count - 6 } == pieces)
    #expect(lines.dropLast(2).allSatisfy { $0.hasPrefix("out P ") })
    #expect(lines.dropLast().last?.hasPrefix("out F") == true)
    #expect(lines.last == "out F y")
  }

  @Test func anyBytesComeThrough() throws {
    let scene = try ServiceLogScene()
    var bytes: [UInt8] = []
    for round in 0..<300 {
      for byte in 0..<256 { bytes.append(UInt8(truncatingIfNeeded: byte * (round | 1) + round)) }
    }
    try scene.print(bytes)
    scene.log.finish()
    #expect(
      try ServiceLogReader.lastBytes(in: scene.folder, of: .output, limit: 1 << 20) == bytes)
  }

  @Test func theEndOfALifeIsWrittenAndTheNextBeginsALine() throws {
    let scene = try ServiceLogScene()
    try scene.print("half")
    try scene.connect()
    try scene.print("whole\n")
    #expect(try scene.lines() == ["out P half", "out F ", "out F whole"])
  }

  @Test func anotherLogClosesTheLineOfTheOneBefore() throws {
    let before = "\(ServiceLogScene.time) out P half\n\(ServiceLogScene.time) err F x\n"
    let scene = try ServiceLogScene(before: before)
    try scene.print("whole\n")
    #expect(try scene.lines() == ["out P half", "err F x", "out F ", "out F whole"])
  }

  @Test func aTornLineIsClosed() throws {
    let scene = try ServiceLogScene(before: "\(ServiceLogScene.time) out F x\n2027-")
    try scene.print("y\n")
    let time = ServiceLogScene.time
    #expect(
      String(decoding: try scene.bytes(), as: UTF8.self)
        == "\(time) out F x\n2027-\n\(time) out F y\n")
    #expect(try scene.records() == ["out F x", "out F y"])
  }

  @Test func itEndsWhenNobodyWrites() throws {
    let scene = try ServiceLogScene()
    #expect(scene.log.interests.count == 2)
    try scene.output.writeAll(Array("end".utf8))
    scene.log.closeWritingEnds()
    while !scene.log.interests.isEmpty { try scene.log.drain() }
    #expect(try scene.lines() == ["out P end"])
  }

  @Test func theLogIsTheUsersAlone() throws {
    let scene = try ServiceLogScene()
    #expect(try FileStatus(notFollowing: scene.folder.appending("log")).permissions == 0o600)
  }

  @Test func aFIFOInItsPlaceIsRefused() throws {
    let scratch = try ScratchFolder()
    #expect(mkfifo("\(scratch.path)/log", 0o600) == 0)
    #expect(throws: PathError.self) { try ServiceLogScene(scratch) }
  }

  // MARK: - Matching

  @Test func theMatcherIsAskedUntilItSaysTrue() throws {
    let scene = try ServiceLogScene()
    var asked: [String] = []
    scene.log.look { line in
      asked.append(String(decoding: line, as: UTF8.self))
      return asked.count == 3
    }
    try scene.print("one\ntw")
    try scene.complain("bad\n")
    #expect(!scene.log.hasMatched)
    try scene.print("o\nthree\n")
    #expect(scene.log.hasMatched)
    #expect(scene.log.lineMatcher == nil)
    #expect(asked == ["one", "bad", "two"])
    // Looked for anew, what was found before doesn't count.
    scene.log.look { $0.elementsEqual("four".utf8) }
    #expect(!scene.log.hasMatched)
    try scene.print("four\n")
    #expect(scene.log.hasMatched)
  }

  /// It is asked about the line, and not about its parts.
  @Test func theMatcherSeesAllOfALineThatWasWrittenInParts() throws {
    let scene = try ServiceLogScene()
    var asked: [String] = []
    scene.log.look { line in
      asked.append(String(decoding: line, as: UTF8.self))
      return false
    }
    try scene.print("listening ")
    scene.clock.advance(seconds: 1)
    try scene.log.drain()
    try scene.print("on 80\n")
    #expect(asked == ["listening on 80"])
  }

  // MARK: - Copies

  @Test func theSameBytesGoToTheCopies() throws {
    let output = try QliCore.Pipe.nonBlocking()
    let errors = try QliCore.Pipe.nonBlocking()
    let scene = try ServiceLogScene(copies: (output.writing.number, errors.writing.number))
    try scene.print("a\nb")
    try scene.complain("\0\n")
    #expect(try Self.read(output.reading.number) == "a\nb")
    #expect(try Self.read(errors.reading.number) == "\0\n")
    #expect(try scene.lines() == ["out F a", "err F \0"])
  }

  /// As if the service wrote there itself: it waits for whoever reads.
  @Test func aCopyThatNobodyReadsKeepsTheServiceWaiting() throws {
    let pipe = try QliCore.Pipe.nonBlocking()
    let scene = try ServiceLogScene(copies: (pipe.writing.number, pipe.writing.number))
    let count = 1 << 17
    let bytes = [UInt8](repeating: UInt8(ascii: "x"), count: count - 1) + [.lineFeed]
    try scene.print(bytes)
    let isWriting = scene.log.interests.contains {
      if case .writing = $0.direction { true } else { false }
    }
    #expect(isWriting)
    var copied = 0
    while copied < count {
      copied += try Self.read(pipe.reading.number).utf8.count
      try scene.log.drain()
    }
    #expect(copied == count)
    #expect(try scene.bytes().count > count)
  }

  @Test func aCopyThatCannotBeWrittenIsLeftAlone() throws {
    let full = try OwnedDescriptor(opening: "/dev/full", for: .appending)
    let scene = try ServiceLogScene(copies: (full.number, full.number))
    try scene.print("a\n")
    try scene.print("b\n")
    #expect(try scene.lines() == ["out F a", "out F b"])
  }

  private static func read(_ descriptor: FileDescriptor) throws -> String {
    var result: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65536)
    while let count = try? descriptor.read(into: &chunk), count > 0 { result += chunk[..<count] }
    return String(decoding: result, as: UTF8.self)
  }
}
