import Foundation
import Glibc
import Testing

@testable import QliCore

/// The files of a service's log: when they are full, gone, or can't be written.
@Suite struct ServiceLogFileTests {
  private static let size: Int64 = 4096

  /// Whether this process may mount a file system of a few pages.
  private static let canMount: Bool = {
    guard let scratch = try? ScratchFolder() else { return false }
    defer { umount2(scratch.path, Int32(MNT_DETACH)) }
    return mount("none", scratch.path, "tmpfs", 0, "size=16k,mode=700") == 0
  }()

  // MARK: - Two files

  @Test func aFullFileMakesWayForAnother() throws {
    let scene = try ServiceLogScene(size: Self.size)
    let numbers = (0..<200).map { "line \($0)" }
    for number in numbers { try scene.print("\(number)\n") }
    let lines = try scene.lines("log.1") + scene.lines()
    #expect(lines.count > 100)
    #expect(lines == numbers.suffix(lines.count).map { "out F \($0)" })
    for name in ["log", "log.1"] {
      #expect(try scene.bytes(name).count <= Int(Self.size))
      #expect(try scene.bytes(name).first == UInt8(ascii: "2"))
    }
    #expect(try scene.bytes("log.1").count > Int(Self.size) - 100)
    let names = try FileManager.default.contentsOfDirectory(atPath: scene.scratch.path)
    #expect(Set(names) == ["log", "log.1"])
  }

  /// A read brings more than a file holds.
  @Test func oneReadFillsSeveralFiles() throws {
    let scene = try ServiceLogScene(size: Self.size)
    let numbers = (0..<1000).map { "line \($0)" }
    try scene.print(numbers.joined(separator: "\n") + "\n")
    let lines = try scene.lines("log.1") + scene.lines()
    #expect(lines == numbers.suffix(lines.count).map { "out F \($0)" })
    for name in ["log", "log.1"] { #expect(try scene.bytes(name).count <= Int(Self.size)) }
  }

  @Test func aLineLongerThanAFileIsCut() throws {
    let scene = try ServiceLogScene(size: Self.size)
    try scene.print([UInt8](repeating: UInt8(ascii: "x"), count: 10_000) + [.lineFeed])
    for name in ["log", "log.1"] { #expect(try scene.bytes(name).count <= Int(Self.size)) }
    #expect(try scene.lines().last?.hasPrefix("out F x") == true)
  }

  @Test func aFileThatIsTooLargeAlreadyMakesWay() throws {
    let line = "\(ServiceLogScene.time) out F old\n"
    let scene = try ServiceLogScene(
      size: Self.size, before: String(repeating: line, count: 200))
    try scene.print("new\n")
    #expect(try scene.lines() == ["out F new"])
    #expect(try scene.lines("log.1").count == 200)
  }

  /// It can't be renamed: without an end it mustn't grow.
  @Test func aFileThatCannotBeRenamedIsBegunAnew() throws {
    let scene = try ServiceLogScene(size: Self.size)
    try scene.scratch.makeFolder("log.1/full")
    for number in 0..<200 { try scene.print("line \(number)\n") }
    #expect(try scene.bytes().count <= Int(Self.size))
    #expect(try scene.lines().last == "out F line 199")
  }

  @Test func aFileThatWasTakenAwayIsMadeAgain() throws {
    let scene = try ServiceLogScene()
    try scene.print("one\n")
    #expect(rename("\(scene.folder)/log", "\(scene.folder)/mine") == 0)
    try scene.print("two\n")
    scene.clock.advance(seconds: 1)
    try scene.print("three\n")
    #expect(try scene.lines("mine") == ["out F one", "out F two"])
    #expect(try scene.lines() == ["out F three"])
  }

  @Test func aFolderThatIsGoneStaysSo() throws {
    let scratch = try ScratchFolder()
    try scratch.makeFolder("state", mode: 0o700)
    let scene = try ServiceLogScene(scratch, in: "state")
    try FileManager.default.removeItem(atPath: "\(scratch.path)/state")
    scene.clock.advance(seconds: 2)
    try scene.print("x\n")
    #expect(!FileManager.default.fileExists(atPath: "\(scratch.path)/state"))
  }

  // MARK: - A full disk

  @Test func whatCannotBeWrittenIsDroppedAndCounted() throws {
    let scene = try ServiceLogScene()
    try scene.print("one\n")
    let putBack = try scene.replaceFile(by: "/dev/full")
    try scene.print("two\n")
    try scene.complain("three\n")
    scene.log.note("ready")
    putBack()
    try scene.print("four\n")
    #expect(
      try scene.lines() == [
        "out F one", "qli F 10 bytes of output were dropped: No space left on device",
        "out F four",
      ])
    try scene.print("five\n")
    #expect(try scene.lines().last == "out F five")
  }

  /// What comes later isn't the end of a line whose end was dropped.
  @Test func aLineWhoseEndWasDroppedIsClosed() throws {
    let scene = try ServiceLogScene()
    try scene.print("name? ")
    scene.clock.advance(seconds: 1)
    try scene.log.drain()
    let putBack = try scene.replaceFile(by: "/dev/full")
    try scene.print("me\n")
    putBack()
    try scene.print("next\n")
    #expect(
      try scene.lines() == [
        "out P name? ", "qli F 3 bytes of output were dropped: No space left on device",
        "out F ", "out F next",
      ])
  }

  @Test(.enabled(if: canMount, "only who may mount has a disk that is full"))
  func aDiskThatIsFullHasWholeLinesAlone() throws {
    let scratch = try ScratchFolder()
    try scratch.makeFolder("disk")
    let disk = "\(scratch.path)/disk"
    #expect(mount("none", disk, "tmpfs", 0, "size=16k,mode=700") == 0)
    defer { umount2(disk, Int32(MNT_DETACH)) }
    let scene = try ServiceLogScene(scratch, in: "disk")
    let filler = try OwnedDescriptor(opening: scratch["disk/filler"], for: .appending)
    try filler.number.writeAll([UInt8](repeating: 0, count: 8192))
    let numbers = (0..<500).map { "line \($0)" }
    for number in numbers { try scene.print("\(number)\n") }
    let before = try scene.lines()
    #expect(before.count < 400)
    #expect(before == numbers.prefix(before.count).map { "out F \($0)" })
    try filler.number.truncate(to: 0)
    try scene.print("again\n")
    let dropped = numbers.dropFirst(before.count).reduce(0) { $0 + $1.utf8.count + 1 }
    #expect(
      try scene.lines().dropFirst(before.count) == [
        "qli F \(dropped) bytes of output were dropped: No space left on device",
        "out F again",
      ])
  }
}
