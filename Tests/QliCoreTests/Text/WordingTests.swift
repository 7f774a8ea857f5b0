import Foundation
import Testing

@testable import QliCore

@Suite struct WordingTests {
  @Test func counts() {
    #expect(Wording.count(0, "group") == "0 groups")
    #expect(Wording.count(1, "group") == "1 group")
    #expect(Wording.count(2, "group") == "2 groups")
    #expect(Wording.count(1, "entry", "entries") == "1 entry")
    #expect(Wording.count(3, "entry", "entries") == "3 entries")
  }

  @Test func lists() {
    #expect(Wording.list([]) == "")
    #expect(Wording.list(["a"]) == "a")
    #expect(Wording.list(["a", "b"]) == "a or b")
    #expect(Wording.list(["a", "b", "c"]) == "a, b, or c")
    #expect(Wording.list(["a", "b", "c"], "and") == "a, b, and c")
  }

  @Test(arguments: [
    ("deploy", "deploy"), ("/a/b-c_d.e,f:g=h@i%j+k", "/a/b-c_d.e,f:g=h@i%j+k"), ("", "''"),
    ("a b", "'a b'"), ("it's", #"'it'\''s'"#), ("'", #"''\'''"#), ("~", "'~'"), ("é", "'é'"),
    ("$HOME", "'$HOME'"),
  ])
  func quotingForTheShell(_ word: String, _ quoted: String) {
    #expect(Wording.shellQuoted(word) == quoted)
  }

  @Test func aShellGetsTheWordBack() throws {
    let ascii = String(String.UnicodeScalarView((1..<128).compactMap { Unicode.Scalar($0) }))
    let words = [
      ascii, "", "'", "''", "a'b'c", "'a'", "\\'", "\\", "$HOME `id` $(id) ${x}", "!!", "*", "~",
      "-n", "a\nb", "\n", "a\n\n", "# no comment", "é日本😀e\u{301}", "\"", "a\tb", "\u{1b}[31m", "=",
    ]
    // Each word with a byte behind it that keeps a newline at its end.
    let script = words.map { "printf '%s;' \(Wording.shellQuoted($0))" }.joined(separator: "\n")
    let shell = Process()
    let output = Foundation.Pipe()
    shell.executableURL = URL(fileURLWithPath: "/bin/sh")
    shell.arguments = ["-c", script]
    shell.standardOutput = output
    try shell.run()
    let got = try output.fileHandleForReading.readToEnd() ?? Data()
    shell.waitUntilExit()
    #expect(shell.terminationStatus == 0)
    #expect(Array(got) == Array(words.map { $0 + ";" }.joined().utf8))
  }
}
