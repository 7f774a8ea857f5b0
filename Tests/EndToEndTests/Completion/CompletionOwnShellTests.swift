import TestSupport
import Testing

/// An extension's own candidates at the prompts of the real shells.
@Suite struct CompletionOwnShellTests {
  let home: TestHome

  init() throws {
    home = try TestHome()
    try home.group("g")
    try home.file("$WORK/file", "")
  }

  private func open(_ name: String) throws -> CompletingShell {
    try CompletingShell(name, home, setup: completionSetup(name))
  }

  private func completing(_ script: String) throws {
    try home.extension("g", "own", sh: "# qli: complete\n\(script)")
  }

  /// Presses Tab until `text` is seen: on a busy machine the extension's half second may be over.
  private func type(_ line: String, until text: String, in shell: CompletingShell) throws {
    for _ in 0..<20 {
      // No file begins so: a Tab that comes to nothing leaves the line as it was.
      let seen = try shell.type("\(line)\tZ", until: "Z")
      if seen.contains(text) { return }
    }
    Issue.record("\(text.debugDescription) was never seen")
  }

  @Test(arguments: CompletingShell.names) func theCandidatesOfAnExtension(_ name: String) throws {
    try completing(
      #"printf '%s\n' 'alpha:one' 'beta gamma' 'delta=x' 'eps$HOME' "it's" 'zeta\x' '*star'"#)
    let shell = try open(name)
    try type("qli g own al", until: "own alpha:one", in: shell)
    try type("qli g own alpha:", until: "own alpha:one", in: shell)
    try type("qli g own be", until: "own beta\\ gamma", in: shell)
    try type("qli g own beta\\ ", until: "own beta\\ gamma", in: shell)
    try type("qli g own \"beta ", until: "own \"beta gamma\"", in: shell)
    try type("qli g own 'beta ", until: "own 'beta gamma'", in: shell)
    try type("qli g own delta=", until: "own delta=x", in: shell)
    try type("qli g own ep", until: "own eps\\$HOME", in: shell)
    try type("qli g own it", until: "own it\\'s", in: shell)
    try type("qli g own ze", until: "own zeta\\\\x", in: shell)
    // fish takes every star for a wildcard here, also a quoted one.
    if name != "fish" { try type("qli g own \\*", until: "own \\*star", in: shell) }
  }

  @Test(arguments: CompletingShell.names) func theExtensionGetsTheWordsWithoutTheirQuotes(
    _ name: String
  )
    throws
  {
    try completing(#"printf '%s\n' "$@" >"$HOME/words"; echo "$3-done""#)
    let shell = try open(name)
    try type("qli g own 'a b' c\\ d ee", until: "ee-done", in: shell)
    #expect(try home.read("$HOME/words") == "a b\nc d\nee\n")
  }

  /// What is inserted suits the quotes that are open where it goes, wherever in the word they are.
  @Test func quotesWithinAWord() throws {
    try completing(#"printf '%s\n' 'alpha beta' 'gamma;id' 'delta!x' '--k=v w'"#)
    let shell = try open("bash")
    try type("qli g own al\"ph", until: "own al\"pha beta\"", in: shell)
    try type("qli g own al'ph", until: "own al'pha beta'", in: shell)
    try type("qli g own --k=\"v", until: "own --k=\"v w\"", in: shell)
    // They are closed already.
    try type("qli g own \"gam\"m", until: "own gamma\\;id", in: shell)
    // Within double quotes it would be looked for in the history.
    try type("qli g own \"del", until: "own \"delZ", in: shell)
    try type("qli g own 'del", until: "own 'delta!x'", in: shell)
  }

  /// What its user has set up.
  @Test(arguments: [
    "set -eu", "shopt -s failglob nocasematch", "set -f", "IFS=e",
    "COMP_WORDBREAKS=\"$COMP_WORDBREAKS/,\"", "COMP_WORDBREAKS=${COMP_WORDBREAKS//=}",
    "COMP_WORDBREAKS=' '",
  ]) func whateverBashIsSetUpLike(_ setup: String) throws {
    try completing(#"printf '%s\n' "$@" >"$HOME/words"; printf '%s\n' 'a,b/c d' 'x[ab]'"#)
    let shell = try CompletingShell(
      "bash", home, setup: "\(completionSetup("bash"))\n\(setup)")
    try type("qli g own x", until: "own x\\[ab\\]", in: shell)
    try type("qli g own a,b/", until: "/c\\ d", in: shell)
    #expect(try home.read("$HOME/words") == "a,b/\n")
    try home.file("$WORK/file one", "")
    try type("qli --status-file=file\\ ", until: "-file=file\\ one", in: shell)
    try home.file("$WORK/folder/inside", "")
    try type("qli --status-file=fold", until: "-file=folder/", in: shell)
  }

  /// Where `=` parts no words, too, more may follow behind a folder.
  @Test(.requireTool("bash")) func aFolderBehindAnOption() throws {
    try home.file("$WORK/folder/inside", "")
    let shell = try CompletingShell(
      "bash", home, setup: "\(completionSetup("bash"))\nCOMP_WORDBREAKS=${COMP_WORDBREAKS//=}")
    try shell.type("qli --status-file=fold\tin\t", until: "-file=folder/inside ")
    // A tilde there is none for bash.
    let seen = try shell.type("qli --status-file=~/\tX", until: "X")
    #expect(seen.contains("=~/X"))
  }

  /// bash takes no word apart within quotes.
  @Test(.requireTool("bash")) func aFileBehindAnOptionInQuotes() throws {
    let shell = try open("bash")
    try shell.type("qli \"--status-file=fi\t", until: "\"--status-file=file\"")
    try shell.type("qli '--status-file=fi\t", until: "'--status-file=file'")
  }

  /// A shell that ends at the first error stays where qli isn't there any more.
  @Test func noQliAndNoErrors() throws {
    let shell = try CompletingShell(
      "bash", home, setup: "\(completionSetup("bash"))\nset -e\nPATH=/nope")
    try shell.type("qli g \tZ", until: "Z")
  }

  /// The prompt comes back, with file names, and nothing stays.
  @Test(arguments: CompletingShell.names) func anExtensionThatHangs(_ name: String) throws {
    try completing("trap '' TERM INT HUP\nsleep 1000 &\nsleep 1000")
    let shell = try open(name)
    try shell.type("qli g own fi\t", until: "own file")
  }

  @Test(arguments: CompletingShell.names) func anExtensionThatDidNotAskIsNotRun(_ name: String)
    throws
  {
    try home.extension("g", "own", sh: "touch \(home.path("ran")); echo finished")
    let shell = try open(name)
    try shell.type("qli g own fi\t", until: "own file")
    #expect(!home.exists("ran"))
  }

  /// What it says on standard error doesn't spoil the line.
  @Test(arguments: CompletingShell.names) func noiseIsNotShown(_ name: String) throws {
    try completing("echo NOISE >&2; echo answer")
    let shell = try open(name)
    try type("qli g own an", until: "own answer", in: shell)
    #expect(!shell.seen().contains("NOISE"))
  }
}
