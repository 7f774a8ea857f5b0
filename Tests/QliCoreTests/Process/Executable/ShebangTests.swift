import Testing

@testable import QliCore

@Suite struct ShebangTests {
  private func line(_ text: String) -> Shebang? { Shebang(Array(text.utf8)) }

  @Test(arguments: [
    ("#!/bin/sh\n", "/bin/sh", ""), ("#!/bin/sh", "/bin/sh", ""),
    ("#! \t/bin/sh -e\n", "/bin/sh", "-e"),
    ("#!/usr/bin/env  -S a b \t\nx", "/usr/bin/env", "-S a b"),
    ("#!\n/bin/sh", "", ""), ("#!", "", ""), ("#!  ", "", ""), ("#!x\ty", "x", "y"),
  ])
  func interpreterAndArgument(_ text: String, _ interpreter: String, _ argument: String) throws {
    let shebang = try #require(line(text))
    #expect(shebang.interpreter.equals(interpreter))
    #expect(shebang.argument.equals(argument))
    #expect(!shebang.endsInCarriageReturn)
  }

  @Test(arguments: ["", "#", "# !/bin/sh", " #!/bin/sh", "\u{feff}#!/bin/sh", "echo\n#!/bin/sh\n"])
  func scriptsWithoutAnInterpretersLine(_ text: String) { #expect(line(text) == nil) }

  /// Linux takes them for a part of the line.
  @Test func carriageReturnsArePartOfTheLine() throws {
    let name = try #require(line("#!/bin/sh\r\necho\r\n"))
    #expect(name.interpreter.equals("/bin/sh\r") && name.argument.isEmpty)
    #expect(name.endsInCarriageReturn)
    #expect(try #require(line("#!\r\n")).endsInCarriageReturn)
    let argument = try #require(line("#!/bin/sh -e\r\necho\r\n"))
    #expect(argument.interpreter.equals("/bin/sh") && argument.argument.equals("-e\r"))
    #expect(!argument.endsInCarriageReturn)
    // Only at the end of the name is it one of Windows.
    #expect(try !#require(line("#!/bin/s\rh\n")).endsInCarriageReturn)
  }

  @Test func bytesThatAreNoText() throws {
    let shebang = try #require(Shebang([0x23, 0x21, 0xff, 0xfe, 0x0a]))
    #expect(Array(shebang.interpreter.bytes) == [0xff, 0xfe])
    // There the name ends.
    let withNUL = try #require(line("#!/bin/sh\0x y\n"))
    #expect(withNUL.interpreter.equals("/bin/sh") && withNUL.argument.isEmpty)
  }

  @Test func envAloneHasAnArgumentOfEnv() throws {
    #expect(try #require(line("#!/usr/bin/env sh\n")).env?.program == .name("sh"))
    #expect(try #require(line("#!/bin/sh sh\n")).env == nil)
  }

  /// With any form of -S env takes it for a blank.
  @Test(
    arguments: [
      ("env sh\r", true), ("env -S sh\r", false), ("env -vSsh\r", false),
      ("env --split-string=sh\r", false), ("sh -S\r", true), ("env sh", false),
    ])
  func carriageReturnsThatAreHandedOver(_ text: String, _ isHandedOver: Bool) throws {
    #expect(try #require(line("#!/usr/bin/\(text)\n")).handsOverCarriageReturn == isHandedOver)
  }

  /// A name that is cut is none.
  @Test(arguments: [(253, "", true), (253, " ", true), (254, "", false), (254, "\n", false)])
  func aLongName(_ length: Int, _ end: String, _ isWhole: Bool) throws {
    let text = "#!" + String(repeating: "x", count: length) + end
    let shebang = try #require(Shebang(Array(text.utf8.prefix(Shebang.headLength))))
    #expect(shebang.isCut != isWhole)
  }

  @Test(arguments: ["", "\n", "echo", "# comment", "!#", "\u{7f}ELf", "ELF"])
  func filesThatRunUnderTheShell(_ text: String) {
    #expect(Shebang.isPlainScript(Array(text.utf8)))
  }

  @Test(
    arguments: [
      [0x7f, 0x45, 0x4c, 0x46], [0x7f, 0x45, 0x4c, 0x46, 0x02], [0x00], [0x61, 0x00], [0x23, 0x21],
      Array("#!/bin/sh\n".utf8),
    ] as [[UInt8]])
  func filesThatDoNotRunUnderTheShell(_ head: [UInt8]) { #expect(!Shebang.isPlainScript(head)) }

  @Test func onlyTheHeadOfAFileIsRead() throws {
    #expect(Shebang.head(of: "/no/such/file") == nil)
    #expect(Shebang.head(of: "/") == nil)
    #expect(Shebang.head(of: "/dev/null") == [])
    #expect(Shebang.head(of: "/dev/zero")?.count == Shebang.headLength)
    #expect(Shebang(readingFrom: "/dev/zero") == nil)
  }
}
