import Foundation
import Testing

@testable import QliCore

@Suite struct WordingTests {
  @Test func countsOfThings() {
    #expect(Wording.count(0, "group") == "0 groups")
    #expect(Wording.count(1, "group") == "1 group")
    #expect(Wording.count(2, "group") == "2 groups")
    #expect(Wording.count(1, "entry", "entries") == "1 entry")
    #expect(Wording.count(3, "entry", "entries") == "3 entries")
  }

  @Test func listsOfWords() {
    #expect(Wording.list([]) == "")
    #expect(Wording.list(["a"]) == "a")
    #expect(Wording.list(["a", "b"]) == "a or b")
    #expect(Wording.list(["a", "b", "c"]) == "a, b, or c")
    #expect(Wording.list(["a", "b", "c"], "and") == "a, b, and c")
  }

  @Test(arguments: [
    ("deploy", "deploy"), ("/a/b-c_d.e,f:g=h@i%j+k", "/a/b-c_d.e,f:g=h@i%j+k"), ("", "''"),
    ("a b", "'a b'"), ("it's", #"'it'\''s'"#), ("'", #"''\'''"#), ("~", "'~'"), ("é", "'é'"),
    ("$HOME", "'$HOME'"), (#"a\b"#, #"'a\b'"#), (#"a\\b"#, #"'a'\\'\b'"#), (#"a\"#, #"'a'\\''"#),
    ("a=b%", "a=b%"), ("=ls", "'=ls'"),
    ("%self", "'%self'"),
  ])
  func quotingForTheShell(_ word: String, _ quoted: String) {
    #expect(Wording.shellQuoted(word) == quoted)
  }

  @Test func quotingWhatATerminalWouldObey() throws {
    #expect(Wording.shellQuoted("a\nb\tc\r") == #"$'a\nb\tc\r'"#)
    #expect(Wording.shellQuoted("\u{1b}[31m1\u{0}7") == #"$'\033[31m1\0007'"#)
    #expect(Wording.shellQuoted("it's\\\n") == #"$'it\'s\\\n'"#)
    #expect(Wording.shellQuoted("\u{202e}x") == #"$'\342\200\256x'"#)
    let bytes = try #require(ByteString([0x61, 0xff, 0x37]))
    #expect(Wording.shellQuoted(FilePath(bytes)) == #"$'a\3777'"#)
  }

  /// What a shell makes of the words: each with a byte behind it that keeps a newline at its end.
  private func words(_ quoted: [String], readBy shell: String) throws -> [UInt8] {
    let process = Process()
    let output = Foundation.Pipe()
    process.executableURL = URL(fileURLWithPath: shell)
    process.arguments = ["-c", quoted.map { "printf '%s;' \($0)" }.joined(separator: "\n")]
    process.standardOutput = output
    try process.run()
    let got = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return Array(got)
  }

  /// Those that are installed of the shells that a help line is for.
  static let shells = ["/bin/sh", "/bin/bash", "/usr/bin/zsh", "/usr/bin/fish"].filter {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  @Test(arguments: shells) func aShellGetsTheWordBack(_ shell: String) throws {
    let ascii = String(String.UnicodeScalarView((0x20..<0x7f).compactMap { Unicode.Scalar($0) }))
    let words = [
      ascii, "", "'", "''", "a'b'c", "'a'", "\\", "\\'", "$HOME `id` $(id) ${x}", "!!", "*", "~",
      "-n", "# no comment", "é日本😀e\u{301}", "\"", "=", " ", "=ls", "%self", "a\\", "\\\\a\\'b",
      "\\n", "{a,b}", "a;b|c&d",
    ]
    let got = try self.words(words.map { Wording.shellQuoted($0) }, readBy: shell)
    #expect(got == words.flatMap { Array("\($0);".utf8) })
  }

  @Test func whatOnlySomeShellsKnowIsSaid() {
    #expect(Wording.shellNote(for: ["qli list", "chmod +x 'a$b'", "export A='$'"]) == nil)
    #expect(Wording.shellNote(for: [#"ls 'it'\''s$' 'a'\\'$' "$'b'""#]) == nil)
    #expect(Wording.shellNote(for: ["qli list", #"chmod +x $'a\n'"#]) != nil)
    #expect(Wording.shellNote(for: [#"cd 'a'\\'b' && export A=$'\t'"#]) != nil)
  }

  @Test(
    .enabled(
      if: FileManager.default.isExecutableFile(atPath: "/bin/bash"), "needs bash, for $'…'"))
  func bashGetsEveryByteBack() throws {
    let all = try #require(ByteString((1...255).map { UInt8($0) }))
    let digits = try #require(ByteString((1...255).flatMap { [UInt8($0), UInt8(ascii: "7")] }))
    let words = [all, digits, "\n", "a\n\n", "\u{1b}]0;x\u{7}", "'\n'", "\u{9b}31m"]
    let got = try self.words(words.map { Wording.shellQuoted($0) }, readBy: "/bin/bash")
    #expect(got == words.flatMap { Array($0.bytes) + [UInt8(ascii: ";")] })
  }
}
