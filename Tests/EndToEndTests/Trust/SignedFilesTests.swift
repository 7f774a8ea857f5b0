import Foundation
import Glibc
import TestSupport
import Testing

/// What lies in a signed group beside what was signed: whoever puts it there keeps nobody busy.
@Suite(.requireTool("ssh-keygen")) struct SignedFilesTests {
  let scene: SignedScene
  var home: TestHome { scene.home }

  init() throws { scene = try SignedScene() }

  @Test func whatIsNoFile() throws {
    let path = "\(scene.folder)/lib/pipe"
    try #require(mkfifo(home.path(path), 0o600) == 0)
    try scene.expectRefusal("'\(path)' is a FIFO, which can't be signed", help: "rm \(path)\n")
  }

  /// It may be somebody's: what is too much in the group is the link.
  @Test func whatIsNoFileBehindALink() throws {
    try home.directory("$HOME/theirs/deep")
    try #require(mkfifo(home.path("$HOME/theirs/deep/live"), 0o600) == 0)
    try home.link("\(scene.folder)/lib/out", to: "$HOME/theirs")
    try scene.expectRefusal(
      "'\(scene.folder)/lib/out/deep/live' is a FIFO, which can't be signed",
      help: "rm \(scene.folder)/lib/out\n")
  }

  @Test func aLinkToAFolderThatItIsIn() throws {
    let path = "\(scene.folder)/lib/loop"
    try home.link(path, to: "..")
    try scene.expectRefusal("'\(path)' leads back to a folder that it is in", help: "rm \(path)\n")
    try home.remove(path)
    // A circle elsewhere, in which nothing lies.
    try home.directory("$HOME/far/deep")
    try home.link("$HOME/far/deep/back", to: "$HOME/far")
    try home.link("\(scene.folder)/out", to: "$HOME/far")
    try scene.expectRefusal(
      "'\(scene.folder)/out/deep/back' leads back to a folder that it is in",
      help: "rm \(scene.folder)/out\n")
  }

  /// On 4^13 ways, of which one is enough. Each has few links: where folders are renamed meanwhile, Linux
  /// looks for a path twice, counts the links of both looks, and bears 40.
  @Test func foldersOnManyWays() throws {
    for level in 0..<13 {
      try home.directory("\(scene.folder)/d/\(level)")
      for name in ["a", "b", "c", "d"] {
        try home.link("\(scene.folder)/d/\(level)/\(name)", to: "../\(level + 1)")
      }
    }
    try home.directory("\(scene.folder)/d/13")
    // Nothing is in them.
    try scene.expectTaken()
    try home.file("\(scene.folder)/d/13/x")
    let way = String(repeating: "/a", count: 13)
    try scene.expectRefusal(
      "a file is there that wasn't signed\n  d/0\(way)/x", isWhole: true)
  }

  @Test func moreFilesThanAreNamed() throws {
    for number in 100..<120 { try home.file("\(scene.folder)/lib/\(number)") }
    let names = (100..<120).map { "  lib/\($0)" }.joined(separator: "\n")
    try scene.expectRefusal("20 files are there that weren't signed\n\(names)", isWhole: true)
    for number in 120..<200 { try home.file("\(scene.folder)/lib/\(number)") }
    try scene.expectRefusal(
      "more than 20 files are there that weren't signed\n\(names)\n  and more", isWhole: true)
  }

  /// What nobody has signed isn't read.
  @Test func aLargeFile() throws {
    try scene.shell("truncate -s 1T '\(home.path("\(scene.folder)/lib/large"))'")
    try scene.expectRefusal("a file is there that wasn't signed\n  lib/large", isWhole: true)
  }

  /// While it is compared, qli can be told to end.
  @Test(arguments: [SIGINT, SIGTERM, SIGHUP]) func aSignedFileThatHasBecomeLarge(
    _ signal: Int32
  ) throws {
    let path = home.path("\(scene.folder)/lib/_words")
    try scene.shell("truncate -s 1T '\(path)'")
    let process = try home.qli("trust", "g").start()
    try waitUntil("the file is read") {
      let folder = "/proc/\(process.pid)/fd"
      return (try? FileManager.default.contentsOfDirectory(atPath: folder))?.contains { name in
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\(name)")) == path
      } == true
    }
    try process.signal(signal)
    #expect(
      try process.wait().ending
        == (signal == SIGINT ? .signalled(signal) : .exited(128 + signal)))
    #expect(!home.exists(scene.record))
  }
}
