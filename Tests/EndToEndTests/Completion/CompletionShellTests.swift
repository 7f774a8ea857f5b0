import TestSupport
import Testing

/// What a person sees after Tab, in the real shells.
@Suite struct CompletionShellTests {
  let home: TestHome

  init() throws {
    home = try TestHome()
    try home.group("prod")
    try home.extension("prod", "deploy", "#!/bin/sh\n# Roll out: a version. Then rest.\n")
    try home.extension("prod", "print", sh: "# Print it.\necho ran >\(home.path("ran"))")
    try home.extension("prod", "promote", sh: "true")
    try home.file("$WORK/file one", "")
  }

  private func open(_ name: String) throws -> CompletingShell {
    try CompletingShell(name, home, setup: completionSetup(name))
  }

  /// How often Tab is pressed for a list.
  private let tabs = ["bash": "\t\t", "zsh": "\t", "fish": "\t"]

  @Test(arguments: CompletingShell.names) func aWordIsCompleted(_ name: String) throws {
    let shell = try open(name)
    try shell.type("qli com\t", until: "qli completions ")
    try shell.type("qli pr\t", until: "qli prod ")
    try shell.type("qli prod de\t", until: "qli prod deploy ")
    try shell.type("qli run prod pri\t", until: "qli run prod print ")
    try shell.type("qli --no\t", until: "qli --no-input ")
    try shell.type("qli --color al\t", until: "qli --color always ")
    try shell.type("qli --color=al\t", until: "qli --color=always ")
    try shell.type("qli -y prod pro\t", until: "qli -y prod promote ")
    #expect(!home.exists("ran"))
  }

  @Test(arguments: CompletingShell.names) func aListOfWhatFits(_ name: String) throws {
    let lists = [
      "bash": "deploy   print    promote",
      "zsh": "deploy   -- Roll out: a version\nprint    -- Print it\npromote",
      "fish": "deploy  (Roll out: a version)  print  (Print it)  promote",
    ]
    let shell = try open(name)
    try shell.type("qli prod " + (tabs[name] ?? "\t"), until: lists[name] ?? "")
  }

  @Test(arguments: CompletingShell.names) func valuesOfAnOption(_ name: String) throws {
    let lists = [
      "bash": "always  auto    never", "zsh": "--color=always  --color=auto    --color=never",
      "fish": "--color=always  --color=auto  --color=never",
    ]
    let shell = try open(name)
    try shell.type("qli --color=" + (tabs[name] ?? "\t"), until: lists[name] ?? "")
  }

  @Test(arguments: CompletingShell.names) func fileNamesWhereQliKnowsNothing(_ name: String) throws
  {
    let shell = try open(name)
    try shell.type("qli prod print fi\t", until: "qli prod print file\\ one")
    try shell.type("qli prod print -x=fi\t", until: "qli prod print -x=file\\ one")
    try shell.type("qli --status-file fi\t", until: "qli --status-file file\\ one")
    try shell.type("qli --status-file=fi\t", until: "qli --status-file=file\\ one")
  }

  /// Of a redirection qli gets nothing: what it reads or writes is a file, and all else is as
  /// without it.
  @Test(.requireTool("bash")) func fileNamesBehindARedirection() throws {
    let shell = try open("bash")
    for operators in [">", "<", ">>", ">|", "<>", "2>", "2>>"] {
      try shell.type("qli list \(operators) fi\t", until: "list \(operators) file\\ one")
      try shell.type("qli list \(operators)fi\t", until: "list \(operators)file\\ one")
      try shell.type("qli \(operators) out prod de\t", until: "out prod deploy ")
      try shell.type("qli prod \(operators)out de\t", until: "out deploy ")
    }
    try shell.type("qli <a >\"b c\" 2>d=e prod de\t", until: "2>d=e prod deploy ")
    try shell.type("qli <<<a --color=al\t", until: "--color=always ")
    try shell.type("qli list >\t", until: ">file\\ one")
    // A number of its own, and text: qli gets them.
    for line in ["qli 2 > out prod de", "qli '>' prod de"] {
      let seen = try shell.type("\(line)\tX", until: "X")
      #expect(seen.contains("\(line)X"))
    }
    // What is run for its output is no file.
    try shell.type("qli prod print <(true) fi\t", until: "<(true) file\\ one")
  }

  /// An alias may hold a group, and options before it; only one of qli's own lines is taken for one.
  @Test(.requireTool("bash")) func anAliasThatHoldsAGroup() throws {
    let shell = try CompletingShell(
      "bash", home,
      setup: """
        \(completionSetup("bash"))
        alias p='qli prod'
        alias q=p
        alias o="qli --reason 'a b' prod"
        alias l='ls prod'
        complete -F _qli p q o l
        """)
    try shell.type("p de\t", until: "p deploy ")
    try shell.type("q de\t", until: "q deploy ")
    try shell.type("o pri\t", until: "o print ")
    try shell.type("o print fi\t", until: "o print file\\ one")
    // It is no line of qli's: as if qli itself had been typed.
    try shell.type("l pr\t", until: "l prod ")
    #expect(!home.exists("ran"))
  }

  /// A letter typed behind the Tab shows that it was handled.
  @Test(arguments: CompletingShell.names) func nothingWhereNothingFits(_ name: String) throws {
    let shell = try open(name)
    for line in ["qli --timeout ", "qli nosuch ", "qli version ", "qli --json="] {
      let seen = try shell.type("\(line)\tX", until: "X")
      #expect(seen.contains("\(line)X"))
      #expect(!seen.contains("file"))
    }
  }

  /// The very qli that was typed, from wherever, and with the cursor within the line.
  @Test(arguments: CompletingShell.names) func howTheLineIsTyped(_ name: String) throws {
    try home.link("$HOME/other/qli", to: Products.qli)
    let shell = try open(name)
    try shell.type("~/other/qli pr\t", until: "~/other/qli prod ")
    try shell.type("\(home.path("$HOME"))/other/qli pr\t", until: "/other/qli prod ")
    try shell.type("echo; qli pr\t", until: "echo; qli prod ")
    try shell.type("qli 'prod' \"de\t", until: "qli 'prod' \"deploy\"")
    try shell.type("qli pr x\u{2}\u{2}\t", until: "qli prod")
  }

  /// What was typed is text: nothing in it is expanded or run.
  @Test(arguments: CompletingShell.names) func nothingThatWasTypedRuns(_ name: String) throws {
    // Short, so that the line isn't wrapped and drawn in parts.
    let trap = "touch ran"
    let shell = try open(name)
    try shell.type("qli prod \"$(\(trap))\" fi\t", until: "file\\ one")
    if name != "fish" { try shell.type("qli prod `\(trap)` fi\t", until: "file\\ one") }
    #expect(!home.exists("ran"))
  }

  @Test(arguments: CompletingShell.names) func aBrokenGroupOffersNothing(_ name: String) throws {
    try home.group("prod", manifest: "x")
    let shell = try open(name)
    let seen = try shell.type("qli prod \tX", until: "X")
    #expect(seen.contains("qli prod X"))
  }
}
