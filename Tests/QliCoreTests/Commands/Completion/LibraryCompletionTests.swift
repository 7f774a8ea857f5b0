import Testing

@testable import QliCore

/// How libraries that complete arguments are asked, and what is made of their answers.
@Suite struct LibraryCompletionTests {
  private func variables(
    _ library: CompletionProtocol, _ path: FilePath, _ words: ByteString...
  ) -> [String: String] {
    let variables = library.variables(path, Arguments(words))
    return Dictionary(variables.map { ($0.name, $0.value.lossyText) }) { $1 }
  }

  /// The last word has no quotes, for the cursor stands in it.
  @Test func theLineOfArgcomplete() {
    for (words, line) in [
      ([""], "x "), (["a"], "x a"), (["a b", "c d"], "x 'a b' c\\ d"), (["it's"], "x it\\'s"),
      (["é", "$HOME"], "x 'é' \\$HOME"),
    ] as [([ByteString], String)] {
      let variables = CompletionProtocol.argcomplete.variables("/srv/g/x", Arguments(words))
      let found = variables.first { $0.name == "COMP_LINE" }?.value.lossyText
      #expect(found == line)
      #expect(
        variables.first { $0.name == "COMP_POINT" }?.value.lossyText == "\(line.utf8.count)")
    }
  }

  @Test func theVariablesOfClick() {
    let plain = variables(.click, "/srv/g/roll-out", "a b", "c")
    #expect(
      plain == [
        "_ROLL_OUT_COMPLETE": "bash_complete", "COMP_WORDS": "roll-out 'a b' c", "COMP_CWORD": "2",
      ])
    // What older ones and newer ones make of a dot.
    let dotted = variables(.click, "/srv/g/x.py", "")
    #expect(dotted["_X.PY_COMPLETE"] == "bash_complete")
    #expect(dotted["_X_PY_COMPLETE"] == "bash_complete")
    #expect(dotted["COMP_WORDS"] == "x.py" && dotted["COMP_CWORD"] == "1")
  }

  @Test func theAnswersOfClick() {
    let candidates = { (text: String) in CompletionProtocol.click.candidates(Array(text.utf8)) }
    #expect(candidates("plain,a\nplain,b,c\n") == [Candidate("a"), Candidate("b,c")])
    #expect(candidates("noise\nplain,a\n") == [Candidate("a")])
    for text in ["", "file,x\n", "dir,x\n", "plain,a\nfile,x\n", "noise\n"] {
      #expect(candidates(text) == nil, "\(text)")
    }
  }

  @Test func theAnswersOfArgcomplete() {
    let found = CompletionProtocol.argcomplete.candidates(Array("web\twhich\nmail\t".utf8))
    #expect(found == [Candidate(word: "web", description: "which"), Candidate("mail")])
  }
}
