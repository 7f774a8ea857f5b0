import Foundation
import TestSupport
import Testing

/// Files that look like programs, and aren't quite: a run says why, and `doctor` before.
@Suite struct OddProgramTests {
  let home: TestHome

  init() throws {
    home = try TestHome()
    try home.group("g")
  }

  private var path: String { home.path("\(home.extensions())/g/x") }

  private func expectRefusal(
    _ error: String, help: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try home.qli("g", "x").expect(
      stderr: "error: cannot execute '\(path)': \(error)\nhelp: \(help)\n", code: 126,
      sourceLocation: sourceLocation)
    #expect(
      try home.qli("explain", "g", "x").run().ending == .exited(126),
      sourceLocation: sourceLocation)
    let doctor = try home.qli("doctor").run()
    #expect(
      doctor.ending == .exited(1) && doctor.stdout.contains(error.prefix(20)), "\(doctor.stdout)",
      sourceLocation: sourceLocation)
  }

  private func expectWarning(
    _ text: String, level: String = "warning", sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let doctor = try home.qli("doctor").run()
    #expect(
      doctor.stdout.contains("\(level.padding(toLength: 9, withPad: " ", startingAt: 0))")
        && doctor.stdout.replacing(#/\s+/#, with: " ").contains(text), "\(doctor.stdout)",
      sourceLocation: sourceLocation)
  }

  /// A shell would run Python's lines.
  @Test func aByteOrderMark() throws {
    try home.extension(
      "g", "x", [0xef, 0xbb, 0xbf] + Array("#!/bin/sh\necho ran\n".utf8) as [UInt8])
    try expectRefusal(
      "a byte order mark stands before its '#!' line",
      help: "sed -i '1s/^\\xef\\xbb\\xbf//' \(path)")
    try home.program("/bin/sh", "-c", "sed -i '1s/^\\xef\\xbb\\xbf//' '\(path)'").expect()
    try home.qli("g", "x").expect(stdout: "ran\n")
  }

  @Test(arguments: ["\n", "# a comment\n", "\n# one\n\n  # two\n"])
  func aLineBeforeTheFirst(_ lines: String) throws {
    try home.extension("g", "x", "\(lines)#!/usr/bin/env python3\necho ran\n")
    try home.qli("g", "x").expect(stdout: "ran\n")
    try expectWarning("its '#!' line isn't its first, and so it runs under /bin/sh")
    // What isn't one is none.
    try home.extension("g", "x", "\(lines)true\n#!/usr/bin/env python3\n")
    #expect(try !home.qli("doctor").run().stdout.contains("isn't its first"))
  }

  @Test(arguments: [" ", "\t  "]) func blanksBeforeTheLine(_ blanks: String) throws {
    try home.extension("g", "x", "\(blanks)#!/usr/bin/env python3\necho ran\n")
    try home.qli("g", "x").expect(stdout: "ran\n")
    try expectWarning("blanks stand before its '#!', and so it runs under /bin/sh")
  }

  @Test func aByteOrderMarkWithoutALine() throws {
    try home.extension("g", "x", [0xef, 0xbb, 0xbf] + Array("echo ran\n".utf8) as [UInt8])
    #expect(try home.qli("g", "x").run().ending == .exited(127))
    try expectWarning(
      "it begins with a byte order mark, which /bin/sh takes for a part of its first")
    try home.program("/bin/sh", "-c", "sed -i '1s/^\\xef\\xbb\\xbf//' '\(path)'").expect()
    try home.qli("g", "x").expect(stdout: "ran\n")
    #expect(try home.qli("doctor").run().ending == .exited(0))
  }

  @Test func wordsThatEnvDoesNotSplit() throws {
    try home.extension("g", "x", "#!/usr/bin/env sh -u\necho ran\n")
    try expectWarning("let env split it: #!/usr/bin/env -S sh -u", level: "error")
    try home.extension("g", "x", "#!/usr/bin/env -S sh -u\necho ran\n")
    try home.qli("g", "x").expect(stdout: "ran\n")
    #expect(try home.qli("doctor").run().ending == .exited(0))
  }

  static let foreign: [[UInt8]] = [
    // ELF of aarch64, Mach-O, a program of Windows, a text of UTF-16.
    [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1] + [UInt8](repeating: 0, count: 9) + [2, 0, 0xb7, 0]
      + [UInt8](repeating: 0, count: 80),
    [0xcf, 0xfa, 0xed, 0xfe] + [UInt8](repeating: 0, count: 80),
    [0x4d, 0x5a, 0x90, 0x00] + [UInt8](repeating: 0, count: 80),
    [0xff, 0xfe] + "#!/bin/sh\n".utf8.flatMap { [$0, 0] },
  ]

  @Test(arguments: foreign) func aBinaryOfAnotherMachine(_ bytes: [UInt8]) throws {
    try home.extension("g", "x", bytes)
    try expectWarning("is neither a script nor a binary of this machine")
    #expect(try home.qli("g", "x").run().ending == .exited(126))
  }

  @Test func aBinaryThatWasCutOff() throws {
    try home.extension("g", "x", [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1] as [UInt8])
    try expectRefusal(
      "it is a binary of another machine, or a broken one", help: "see what it is: file \(path)")
  }
}
