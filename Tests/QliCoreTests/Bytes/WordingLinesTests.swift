import Testing

@testable import QliCore

/// How text is broken into lines, and what isn't.
@Suite struct WordingLinesTests {
  @Test(arguments: [
    ("", [""]), ("one", ["one"]), ("one two", ["one two"]),
    ("one two three", ["one two", "three"]),
    ("a-very-long-word b", ["a-very-long-word", "b"]), ("ab  cd ef gh", ["ab  cd", "ef gh"]),
    ("日本 日本", ["日本", "日本"]),
  ])
  func words(_ text: String, _ lines: [String]) {
    #expect(Wording.wrapped(text, columns: 8) == lines)
  }

  @Test(arguments: [
    // A path, and a command that is quoted.
    (
      "cannot write '/a path/with blanks' now: it's full",
      ["cannot write", "'/a path/with blanks'", "now: it's full"]
    ),
    ("type `qli dev hello you` now", ["type", "`qli dev hello you`", "now"]),
    ("(the value 'a b c d e')", ["(the value", "'a b c d e')"]),
    ("DEPLOY='a b c' is not what", ["DEPLOY='a b c' is not", "what"]),
    // An apostrophe begins no quotation, and a sentence is broken as all sentences are.
    ("it isn't the group's own one", ["it isn't the group's", "own one"]),
    (
      "it said: 'this is no path, but what somebody has said'",
      ["it said: 'this is no", "path, but what", "somebody has said'"]
    ),
    (
      "a path stays whole: '/one/two/three/four/five'",
      [
        "a path stays whole:", "'/one/two/three/four/five'",
      ]
    ),
  ])
  func quotations(_ text: String, _ lines: [String]) {
    #expect(Wording.wrapped(text, columns: 21) == lines)
  }

  @Test(arguments: [
    "qli new mine && qli new mine hello", "chmod o-w '/a path/with blanks'",
    "export DEPLOY_ENV='a value'", "sudo rm -r /one/two && qli trust dev",
    "kill 4711 4712 4713 4714", "env -u QLI_DEPTH qli dev hello", "findmnt -T '/a path'",
    "file '/a path/of a program'",
    "--reason 'why it is run'",
  ])
  func commandsStayWhole(_ command: String) {
    #expect(Wording.wrapped(command, columns: 16, isHelp: true) == [command])
    #expect(
      Wording.wrapped("make it anew: \(command)", columns: 16, isHelp: true)
        == ["make it anew:", command])
    #expect(
      Wording.wrapped("or mend it, see \(command)", columns: 18, isHelp: true)
        == ["or mend it, see", command])
    // Elsewhere a sentence may begin so.
    #expect(Wording.wrapped(command, columns: 16).count > 1)
  }

  @Test func sentencesOfHelpAreBroken() {
    #expect(
      Wording.wrapped("wait until it has ended, and try again", columns: 20, isHelp: true)
        == ["wait until it has", "ended, and try again"])
    #expect(
      Wording.wrapped("look: file too large for that", columns: 16, isHelp: true)
        == ["look: file too", "large for that"])
    #expect(
      Wording.wrapped("look: env splits that", columns: 10, isHelp: true)
        == ["look: env", "splits", "that"])
  }

  /// All lines of all widths hold the same words.
  @Test(arguments: 1...80) func nothingIsLost(_ columns: Int) {
    let text = "make '/a path/of mine' anew, or say why: qli --reason 'because of it' dev hello"
    for isHelp in [false, true] {
      let lines = Wording.wrapped(text, columns: columns, isHelp: isHelp)
      #expect(lines.joined(separator: " ") == text)
    }
  }
}
