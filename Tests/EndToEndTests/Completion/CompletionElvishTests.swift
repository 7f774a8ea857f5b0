import TestSupport
import Testing

/// What a person sees after Tab in elvish, which shows a list even of one that it has to quote.
@Suite(.requireTool("elvish")) struct CompletionElvishTests {
  let home: TestHome

  init() throws {
    home = try TestHome()
    try home.group("prod")
    try home.extension("prod", "deploy", "#!/bin/sh\n# Roll out: a version. Then rest.\n")
    try home.extension("prod", "print", sh: "# Print it.\necho ran >\(home.path("ran"))")
    try home.file("$WORK/file one", "")
  }

  /// In a shell of its own: what closes a list there is the beginning of another key.
  private func type(_ keys: String, until text: String) throws -> String {
    try CompletingShell("elvish", home, setup: completionSetup("elvish"))
      .type(keys, until: text, leaves: false)
  }

  @Test(arguments: [
    ("qli com\t", "qli completions "), ("qli pr\t", "qli prod "),
    ("qli prod de\t", "qli prod deploy "), ("qli run prod pri\t", "qli run prod print "),
    ("qli 'prod' de\t", "qli 'prod' deploy "), ("echo; qli pr\t", "qli prod "),
    ("qli --no\t", "qli --no-input "),
  ])
  func aWordIsCompleted(_ keys: String, _ line: String) throws {
    _ = try type(keys, until: line)
    #expect(!home.exists("ran"))
  }

  @Test func aListOfWhatFits() throws {
    _ = try type("qli prod \t", until: "deploy (Roll out: a version)  print (Print it)")
    _ = try type("qli --color=\t", until: "--color=always  --color=auto  --color=never")
  }

  @Test(arguments: [
    ("qli prod print fi\t", "'file one'"), ("qli prod print -x=fi\t", "'-x=file one'"),
    ("qli --status-file fi\t", "'file one'"),
  ])
  func fileNamesWhereQliKnowsNothing(_ keys: String, _ word: String) throws {
    _ = try type(keys, until: word)
  }

  @Test(arguments: ["qli --timeout \t", "qli nosuch \t", "qli version \t"])
  func nothingWhereNothingFits(_ keys: String) throws {
    _ = try type(keys, until: "no candidates")
  }
}
