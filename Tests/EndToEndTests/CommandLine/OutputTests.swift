import Glibc
import TestSupport
import Testing

/// Where a result can't go: a closed pipe ends quietly, anything else is an error.
@Suite struct OutputTests {
  let home: TestHome

  init() throws {
    home = try TestHome()
    try home.group("g")
    try home.extension("g", "x", sh: "echo ran")
  }

  private static let commands = [
    ["list"], ["list", "--json"], ["which", "g", "x"], ["doctor"], ["doctor", "--json"], ["help"],
    ["help", "exit-codes"], ["list", "--help"], ["g", "--help"], ["--version"],
  ]

  @Test(arguments: commands)
  func aClosedPipeEndsQuietly(_ command: [String]) throws {
    try home.qli().arguments(command).stdout(.brokenPipe).expect()
  }

  @Test(arguments: commands)
  func aFullDiskIsAnError(_ command: [String]) throws {
    try home.qli().arguments(command).stdout(.file("/dev/full")).expect(
      stderr: "error: cannot write to standard output: No space left on device\n", code: 125)
  }

  @Test(arguments: commands)
  func aClosedStandardOutputIsAnError(_ command: [String]) throws {
    try home.qli().arguments(command).stdout(.closed).expect(
      stderr: "error: cannot write to standard output: Bad file descriptor\n", code: 125)
  }

  @Test func aFileThatMayNotGrowIsAnError() throws {
    try home.qli("help").stdout(.file("out")).fileSizeLimit(100).expect(
      stderr: "error: cannot write to standard output: File too large\n", code: 125)
    #expect(try home.readBytes("out").count == 100)
  }

  /// A reader that has seen enough, with more to come than a pipe holds.
  @Test func aReaderMayStopEarly() throws {
    for number in 0..<600 {
      try home.file(
        "\(home.extensions())/g/extension-\(number)-\(String(repeating: "x", count: 40))", "",
        mode: 0o755)
    }
    try home.program("/bin/sh", "-c", "{ \"$0\" list; echo $? >&2; } | head -n 1")
      .arguments(home.path("$QLI"))
      .expect(
        stdout:
          "g\textension-0-\(String(repeating: "x", count: 40))\tgroup\t"
          + "$DATA/qli/extensions/g/extension-0-\(String(repeating: "x", count: 40))\n",
        stderr: "0\n")
  }

  @Test func doctorsCodeStandsBehindAClosedPipe() throws {
    try home.group("bad", manifest: "x")
    try home.qli("doctor").stdout(.brokenPipe).expect(code: 1)
  }

  @Test func aClosedStandardErrorLosesNothingElse() throws {
    try home.qli("list", "a", "b").stderr(.closed).expect(code: 2)
    try home.qli("nothing", "x").stderr(.brokenPipe).expect(code: 127)
    try home.qli("nothing", "x").stderr(.file("/dev/full")).expect(code: 127)
    try home.qli("list").stderr(.closed).stdin(.closed)
      .expect(stdout: "g\tx\tgroup\t$DATA/qli/extensions/g/x\n")
    try home.qli("list").stdin(.closed).stdout(.closed).stderr(.closed).expect(code: 125)
  }

  @Test func bothStreamsMayBeOne() throws {
    try home.qli("list", "a", "b").stderr(.joined).expect(
      stdout: "error: 'list' doesn't know what to do with 'b'\nhelp: qli list --help\n", code: 2)
  }

  /// The commands look around from anywhere, also from a folder that is gone.
  @Test(arguments: commands)
  func theCurrentFolderMayBeDeleted(_ command: [String]) throws {
    let here = try home.qli().arguments(command).run()
    let outcome = try home.qli().arguments(command).deletedDirectory().run()
    #expect(outcome.ending == .exited(0))
    #expect(outcome.stdoutBytes == here.stdoutBytes)
    #expect(outcome.stderr.isEmpty)
  }
}
