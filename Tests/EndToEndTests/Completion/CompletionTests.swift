import TestSupport
import Testing

/// What `qli __complete` answers the shells' scripts.
@Suite struct CompletionTests {
  let home: TestHome

  init() throws {
    home = try TestHome()
    try home.group("prod", "[extensions.told]\ndescription = \"What the manifest says\"")
    try home.extension("prod", "deploy", "#!/bin/sh\n# Roll out: a version. Then rest.\n")
    try home.extension("prod", "told", sh: "true")
    try home.extension("prod", "mute", sh: "true")
    try home.extension("prod", "not-executable", "", mode: 0o644)
    try home.pathExecutable("qli-prod-up", "#!/bin/sh\n# Come up!\n")
    try home.group("list")
    try home.group("bad", manifest: "x")
    try home.extension("bad", "x", sh: "true")
  }

  /// Compares the candidates, with tabs before what they are for.
  private func expect(
    _ shell: String, _ words: String..., gives lines: [String],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try home.qli("__complete", shell).arguments(words).expect(
      stdout: lines.map { $0 + "\n" }.joined(), sourceLocation: sourceLocation)
  }

  private let commands = [
    "run", "list", "which", "explain", "unit", "new", "sources", "doctor", "completions", "help",
    "version",
  ]
  private let files = ["\tfiles"]

  @Test func commandsAndGroups() throws {
    // `list` is reached by `qli run` alone.
    let all = try home.qli("__complete", "bash", "").run().stdout.split(separator: "\n")
    #expect(commands.allSatisfy { all.contains(Substring($0)) })
    #expect(all.suffix(2) == ["bad", "prod"])
    try expect("bash", "pr", gives: ["prod"])
    try expect("bash", "li", gives: ["list"])
    try expect("fish", "run", "", gives: ["bad\tgroup", "list\tgroup", "prod\tgroup"])
    try expect("bash", "list", "", gives: ["bad", "list", "prod"])
    try expect("bash", "new", "", gives: ["bad", "list", "prod"])
    try expect("bash", "new", "prod", "", gives: [])
    // What takes the options that were typed already.
    try expect("bash", "--guarded", "", gives: ["new"])
  }

  @Test func theExtensionsOfAGroup() throws {
    let names = ["deploy", "mute", "told", "up"]
    for line in [
      ["prod"], ["run", "prod"], ["-y", "--color", "never", "prod"], ["which", "prod"],
    ] {
      try home.qli("__complete", "bash").arguments(line).arguments("").expect(
        stdout: names.map { $0 + "\n" }.joined())
    }
    try expect("bash", "prod", "de", gives: ["deploy"])
    try expect("bash", "help", "prod", "u", gives: ["up"])
    for shell in ["zsh", "fish"] {
      try expect(
        shell, "prod", "de",
        gives: [
          "deploy\tRoll out: a version", "mute", "told\tWhat the manifest says", "up\tCome up!",
        ])
    }
  }

  /// A run would take `qli-prod-x-y` for the group with the longest name.
  @Test func aFileOnPathBelongsToTheLongestGroup() throws {
    try home.group("prod-x")
    try home.pathExecutable("qli-prod-x-y", sh: "true")
    try expect("bash", "prod", "x", gives: [])
    try expect("bash", "prod-x", "", gives: ["y"])
  }

  @Test func optionsWhereTheyMayStand() throws {
    try expect("bash", "--c", gives: ["--confirm", "--color"])
    try expect("bash", "--color=never", "prod", "--col", gives: [])
    try expect("bash", "list", "-", gives: ["--groups", "--json", "--quiet", "--color", "--help"])
    try expect("bash", "list", "prod", "--j", gives: ["--json"])
    try expect("bash", "--v", gives: ["--version"])
    try expect("bash", "prod", "--v", gives: [])
    try expect("bash", "-y", gives: ["-y"])
    try expect(
      "bash", "sources", "pin", "--",
      gives: ["--yes", "--no-input", "--ask-timeout", "--quiet", "--color", "--help"])
    try expect(
      "zsh", "version", "--",
      gives: [
        "--quiet\tno warnings and no hints", "--color\twhether to use colours",
        "--help\tprint help",
      ])
    // Behind it there are none.
    try expect("bash", "--", "-", gives: [])
  }

  @Test func valuesOfOptions() throws {
    try expect("bash", "--color", "", gives: ["auto", "always", "never"])
    try expect("bash", "--color=a", gives: ["--color=auto", "--color=always"])
    try expect(
      "fish", "list", "--color=", gives: ["--color=auto", "--color=always", "--color=never"])
    try expect("bash", "run", "--output", "j", gives: ["json"])
    try expect("bash", "new", "--shell", "", gives: ["sh", "bash", "python", "node", "swift"])
    try expect("bash", "--status-file", "x", gives: files)
    try expect("bash", "--status-file=x", gives: files)
    for line in ["--timeout", "--confirm", "--reason", "--status-fd"] {
      try expect("bash", line, "", gives: [])
      try expect("bash", line + "=", gives: [])
    }
    // It takes none, isn't one, or isn't one here.
    for line in ["--json=", "--nonsense=", "-y="] { try expect("bash", line, gives: []) }
    try expect("bash", "list", "--status-file=", gives: [])
  }

  @Test func operandsOfTheOtherCommands() throws {
    try expect("bash", "completions", "", gives: ["bash", "zsh", "fish", "elvish"])
    try expect("bash", "sources", "", gives: ["check", "pin", "reset"])
    try home.file("$DATA/qli/sources/qli-source-vault.toml", "")
    try expect("bash", "sources", "check", "", gives: ["vault"])
    try expect("bash", "sources", "check", "vault", "", gives: [])
    try expect("bash", "audit", "ver", gives: ["verify"])
    try expect("bash", "audit", "verify", "pro", gives: ["prod"])
    try expect("bash", "audit", "head", "--", gives: ["--quiet", "--color", "--help"])
    try expect("bash", "unit", "prod", "d", gives: ["deploy"])
    try expect("bash", "unit", "prod", "deploy", "", gives: [])
    try expect("bash", "unit", "prod", "deploy", "--ti", gives: ["--timeout", "--timer"])
    try expect("bash", "unit", "prod", "deploy", "--", "-", gives: [])
    try expect("bash", "help", "e", gives: ["explain", "exit-codes", "environment"])
    try expect("bash", "help", "p", gives: ["prod"])
    try expect("bash", "doctor", "p", gives: ["prod"])
    try expect("bash", "version", "", gives: [])
  }

  /// A service is started, and anything else is run; what was started is known by its state.
  @Test func servicesWhereTheyAreMeant() throws {
    try home.group("lab", "[extensions.site.service]\n[extensions.mail.service]")
    for name in ["site", "mail", "job"] { try home.extension("lab", name, sh: "true") }
    for instance in ["site@blue", "site@green", "site", "mail@old"] {
      try home.directory("$STATE/qli/services/lab/\(instance)")
    }
    try home.directory("$STATE/qli/services/other/x@red")
    try expect("bash", "start", "lab", "", gives: ["mail", "site"])
    for command in ["status", "stop", "logs"] {
      try expect(
        "bash", command, "lab", "", gives: ["mail", "site", "mail@old", "site@blue", "site@green"])
      try expect("bash", command, "lab", "site@b", gives: ["site@blue"])
      try expect("bash", command, "--instance", "blue", "lab", "", gives: ["mail", "site"])
    }
    try expect("bash", "lab", "", gives: ["job"])
    try expect("bash", "run", "lab", "", gives: ["job"])
    for command in ["which", "explain", "unit", "help"] {
      try expect("bash", command, "lab", "", gives: ["job", "mail", "site"])
    }
    try expect("bash", "stop", "lab", "site", "--instance", "", gives: ["blue", "green"])
    try expect("bash", "logs", "lab", "site", "--instance=b", gives: ["--instance=blue"])
    try expect("bash", "start", "lab", "--instance", "", gives: ["blue", "green", "old"])
    try expect("bash", "start", "--instance", "", gives: ["blue", "green", "old", "red"])
  }

  @Test func fileNamesBehindAnExtension() throws {
    try expect("bash", "prod", "mute", "", gives: files)
    try expect("bash", "prod", "mute", "--color=", gives: files)
    try expect("bash", "prod", "mute", "--", "-", gives: files)
    try expect("bash", "run", "--json", "prod", "told", "a", "b", gives: files)
  }

  /// Nobody has looked at a group's manifest or an extension's permissions yet.
  @Test func whatARunWouldRefuseIsOffered() throws {
    try home.chmod("$DATA/qli/extensions/prod/deploy", 0o777)
    try expect("bash", "prod", "de", gives: ["deploy"])
    try expect("bash", "b", gives: ["bad"])
  }

  /// A person is in the middle of a line: what is wrong gives no candidates and no error.
  @Test func whatIsWrongOffersNothing() throws {
    for line in [
      ["bad"], ["none"], ["prod/../prod"], ["--nonsense"], ["list", "prod"],
      ["--json=x"],
    ] {
      try home.qli("__complete", "bash").arguments(line).arguments("").expect()
    }
    try home.chmod("$DATA/qli/extensions/prod/_manifest.toml", 0o666)
    try expect("bash", "prod", "", gives: [])
    try home.qli("__complete").expect(code: 2)
    try home.qli("__complete", "tcsh", "").expect(code: 2)
    try home.qli("__complete", "bash").expect()
  }

  @Test func wordsThatAreNoText() throws {
    let odd: [UInt8] = [0xff, 0x70]
    try home.qli("__complete", "bash", odd).expect()
    try home.qli("__complete", "bash", odd, "").expect()
    try home.qli("__complete", "fish", "prod", odd).stdout(.brokenPipe).expect()
  }

  /// For bash no extension is opened, and for the others those of one group.
  @Test(.requireTool("strace")) func completionReadsNoMoreThanItNeeds() throws {
    for (shell, opensDeploy) in [("bash", false), ("zsh", true)] {
      let outcome = try home.qli("__complete", shell, "prod", "").wrapped(
        "/usr/bin/strace", "-f", "-o", home.path("trace"), "-e", "trace=file"
      ).run()
      #expect(outcome.ending == .exited(0))
      let trace = try home.read("trace")
      #expect(trace.contains("extensions/prod/_manifest.toml"))
      #expect(!trace.contains("extensions/bad/"))
      let opened = trace.split(separator: "\n").contains {
        $0.contains("open") && $0.contains("prod/deploy")
      }
      #expect(opened == opensDeploy)
      #expect(!trace.contains("O_WRONLY") && !trace.contains("O_CREAT"))
    }
  }

  @Test func theScriptsAreResults() throws {
    for shell in ["bash", "zsh", "fish", "elvish"] {
      let outcome = try home.qli("completions", shell).run()
      #expect(outcome.ending == .exited(0) && outcome.stderr.isEmpty)
      #expect(outcome.stdout.contains("__complete \(shell) ") && outcome.stdout.hasSuffix("\n"))
    }
    try home.qli("completions").expect(
      stderr: "error: 'completions' needs bash|zsh|fish|elvish\nhelp: qli completions --help\n",
      code: 2)
    try home.qli("completions", "tcsh").expect(
      stderr:
        "error: 'completions' knows no shell 'tcsh'; write 'bash', 'zsh', 'fish', or 'elvish'\n"
        + "help: qli completions --help\n",
      code: 2)
  }
}
