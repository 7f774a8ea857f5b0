import Testing

@testable import QliCore

/// What is taken from the output of an extension that completes its own arguments.
@Suite struct ExtensionCompletionTests {
  private func candidates(_ text: String) -> [Candidate]? {
    ExtensionCompletion.candidates(text.utf8)
  }

  @Test func aLineIsACandidate() {
    #expect(
      candidates("v41\tthe last one\nv42\nwith space\t\n") == [
        Candidate(word: "v41", description: "the last one"), Candidate("v42"),
        Candidate("with space"),
      ])
    #expect(candidates("no newline") == [Candidate("no newline")])
    #expect(candidates("a\tb\tc\n") == [Candidate(word: "a", description: "b\tc")])
  }

  @Test func whatIsNoCandidateIsLeftOut() {
    #expect(
      candidates("\n\tfiles\n\u{1b}[31mred\na\rb\nnul\0\n\u{202e}back\nok\n") == [.init("ok")])
    #expect(ExtensionCompletion.candidates([0xff, 0x0a, 0x6f, 0x6b, 0x0a]) == [.init("ok")])
  }

  @Test func anEmptyOutputIsNoAnswer() {
    for text in ["", "\n\n", "\tfiles\n", "\u{7}\n"] { #expect(candidates(text) == nil) }
  }

  @Test func tooManyCandidatesAreNoAnswer() {
    #expect(candidates(String(repeating: "x\n", count: 1000))?.count == 1000)
    #expect(candidates(String(repeating: "x\n", count: 1001)) == nil)
  }
}

/// What the shells' scripts are told.
@Suite struct CompletionReplyTests {
  private let reply = CompletionReply.candidates([
    Candidate(word: "deploy", description: "Roll out \u{1b}[31m"), Candidate("promote"),
  ])

  @Test func bashGetsWhatFitsAlone() {
    #expect(reply.text(for: .bash, completing: "") == "deploy\npromote\n")
    #expect(reply.text(for: .bash, completing: "p") == "promote\n")
    #expect(reply.text(for: .bash, completing: "x") == "")
  }

  /// They pick out themselves, as their users have set them up.
  @Test func zshAndFishGetAllWithWhatItIsFor() {
    for shell in [CompletionShell.zsh, .fish] {
      #expect(
        reply.text(for: shell, completing: "p") == "deploy\tRoll out \\x1b[31m\npromote\n")
    }
  }

  @Test func theReplyForFileNames() {
    for shell in CompletionShell.allCases {
      #expect(CompletionReply.fileNames.text(for: shell, completing: "x") == "\tfiles\n")
    }
  }

  @Test func descriptionsAreCut() {
    let long = CompletionReply.candidates([
      Candidate(word: "x", description: String(repeating: "long ", count: 40))
    ])
    let text = long.text(for: .zsh, completing: "")
    #expect(text.hasSuffix("...\n"))
    #expect(text.utf8.count == 2 + CompletionReply.descriptionWidth + 1)
  }
}
