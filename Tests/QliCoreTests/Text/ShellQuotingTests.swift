import Testing

@testable import QliCore

@Suite struct ShellQuotingTests {
  @Test(arguments: [
    ("plain-1_@%+=:,./", "plain-1_@%+=:,./"), ("", "''"), ("a b", "'a b'"), ("$x", "'$x'"),
    ("it's", #"'it'\''s'"#), ("'", #"''\'''"#), ("é", "'é'"), ("~", "'~'"), ("a\\b", #"'a\b'"#),
  ])
  func visibleText(_ word: String, _ quoted: String) {
    #expect(Wording.shellQuoted(word) == quoted)
    #expect(Wording.shellQuoted(ByteString(word)) == quoted)
  }

  @Test(arguments: [
    ("a\tb\nc\r", #"$'a\tb\nc\r'"#), ("\u{1b}1", #"$'\0331'"#), ("'\\\n", #"$'\'\\\n'"#),
    ("\u{202e}x", #"$'\342\200\256x'"#), ("\u{7f} é\u{1}", #"$'\177 \303\251\001'"#),
  ])
  func controlCharacters(_ word: String, _ quoted: String) {
    #expect(Wording.shellQuoted(ByteString(word)) == quoted)
  }

  @Test func bytesThatAreNoText() throws {
    #expect(Wording.shellQuoted(try #require(ByteString([0xff, 0x61] as [UInt8]))) == #"$'\377a'"#)
  }
}
