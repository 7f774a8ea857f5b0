import Glibc
import TestSupport
import Testing

/// Extensions that complete their own arguments, and those that never asked to.
@Suite struct CompletionOwnTests {
  let home: TestHome

  init() throws {
    home = try TestHome()
    try home.group("g")
  }

  private let files = "\tfiles\n"

  /// An extension that says that it completes.
  private func completing(_ script: String, mode: UInt32 = 0o755) throws {
    try home.extension("g", "own", sh: "# Do it.\n# qli: complete\n\(script)", mode: mode)
  }

  private func complete(_ words: String..., shell: String = "fish") -> QliRun {
    home.qli("__complete", shell, "g", "own").arguments(words)
  }

  /// Compares what the extension answers. A busy machine may well take its half second away: then it
  /// is asked again.
  private func expect(
    _ run: QliRun, answers stdout: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    var outcome = try run.run(sourceLocation: sourceLocation)
    for _ in 0..<50 where outcome.stdout == files {
      outcome = try run.run(sourceLocation: sourceLocation)
    }
    outcome.expect(stdout: stdout, sourceLocation: sourceLocation)
  }

  private var left: [pid_t] { HomeProcesses(home).alive() }

  /// A service's arguments are completed where it is started.
  @Test func aServiceThatIsStarted() throws {
    try home.group("lab", "[extensions.site.service]")
    try home.extension(
      "lab", "site",
      sh: "# qli: complete\n[ \"$QLI_COMPLETE\" ] && printf '%s\\n' \"$1\" blue")
    for name in ["site", "site@b"] {
      try expect(
        home.qli("__complete", "bash", "start", "lab", name, "a", ""), answers: "a\nblue\n")
    }
    // An explanation's are file names, and of options only its own.
    try home.qli("__complete", "bash", "explain", "lab", "site", "").expect(stdout: files)
    let options = try home.qli("__complete", "bash", "explain", "lab", "site", "--").run().stdout
    #expect(options.contains("--json") && !options.contains("--yes"), "\(options)")
  }

  @Test func theExtensionGetsTheWordsSoFar() throws {
    try completing(#"printf '%s\n' "$#:$1:$2:$3""#)
    try expect(complete(""), answers: "1:::\n")
    try expect(complete("a b", "--x=", ""), answers: "3:a b:--x=:\n")
    // `--` and what looks like an option of qli's is its own.
    try expect(complete("--", "--help"), answers: "2:--:--help:\n")
  }

  @Test func descriptionsAndPrefixes() throws {
    try completing(#"printf 'v41\tthe last one\nv42\nw\t\033[31m\n'"#)
    try expect(complete("v"), answers: "v41\tthe last one\nv42\nw\t\\x1b[31m\n")
    try expect(complete("v", shell: "bash"), answers: "v41\nv42\n")
    // It has answered: there is nothing that begins so, and no file name is meant.
    try expect(complete("x", shell: "bash"), answers: "")
  }

  @Test func theEnvironmentOfARunWithoutSecrets() throws {
    try home.group(
      "g",
      """
      audit_log = "~/log"
      reason = true
      confirm = "word"
      [run]
      env = ["QLI_*", "KEEP", "TOKEN", "SOURCE", "OP_*", "STALE"]
      [requires_env]
      MISSING = true
      [[secrets]]
      env = "TOKEN"
      provider = "env"
      ref = "SOURCE"
      [[secrets]]
      env = "STALE"
      provider = "one_password"
      ref = "op://a/b/c"
      keep_credentials = true
      """)
    try completing("env | grep -v -e ^PWD= -e ^_= -e ^OLDPWD= -e ^SHLVL= -e ^QLI= | sort")
    let run = complete("").environment([
      "KEEP": "1", "DROPPED": "1", "SOURCE": "secret", "TOKEN": "secret", "STALE": "secret",
      "OP_SERVICE_ACCOUNT_TOKEN": "secret", "QLI_REASON": "secret", "QLI_RUN_ID": "secret",
      "QLI_COMPLETE": "0",
    ])
    try expect(
      run,
      answers: """
        KEEP=1
        PATH=\(home.variables["PATH"] ?? "")
        QLI_COMPLETE=1
        QLI_DEPTH=1
        QLI_EXTENSION=own
        QLI_GROUP=g
        QLI_GROUP_DIR=$DATA/qli/extensions/g

        """)
    // No guard did anything.
    #expect(!home.exists("$HOME/log"))
  }

  /// It isn't known which variables a broken plugin's credentials are.
  @Test func aMissingPluginKeepsTheExtensionFromRunning() throws {
    try home.group("g", "[[secrets]]\nenv = \"T\"\nprovider = \"vault\"\nref = \"x\"")
    try completing("echo ran | tee \(home.path("ran"))")
    try complete("").expect(stdout: files)
    #expect(!home.exists("ran"))
  }

  @Test func theFolderOfARun() throws {
    try completing("pwd")
    try expect(complete(""), answers: "$WORK\n")
    try home.group("g", "run.cwd = \"$HOME/there\"")
    try complete("").expect(stdout: files)
    try home.directory("$HOME/there")
    try expect(complete(""), answers: "$HOME/there\n")
  }

  @Test func nothingToReadAndNoTerminal() throws {
    try completing(
      "read -r line && echo read\n(: </dev/tty) 2>/dev/null && echo terminal\necho noise >&2\necho done"
    )
    try expect(complete("").stdin(.text("input\n")), answers: "done\n")
    // Also where qli has one.
    var seen = try complete("").startOnTerminal().wait()
    for _ in 0..<50 where seen.terminal == files {
      seen = try complete("").startOnTerminal().wait()
    }
    seen.expect(terminal: "done\n")
  }

  @Test func aScriptWithoutAFirstLineAndAFileOnPath() throws {
    try home.extension("g", "plain", "# qli: complete\necho plain\n")
    try expect(home.qli("__complete", "zsh", "g", "plain", ""), answers: "plain\n")
    try home.pathExecutable("qli-g-far", sh: "# qli: complete\necho far")
    try expect(home.qli("__complete", "zsh", "run", "g", "far", ""), answers: "far\n")
  }

  @Test func whatIsNoAnswerGivesFileNames() throws {
    for script in [
      "exit 0", "echo x; exit 1", "echo x; kill -9 $$", "printf '\\033[31m\\n'",
      "printf '\\377\\n'",
      "i=0; while [ $i -le 1000 ]; do echo $i; i=$((i+1)); done",
    ] {
      try completing(script)
      try complete("").expect(stdout: files)
    }
    try home.extension("g", "own", "#!/nowhere\n# qli: complete\n")
    try complete("").expect(stdout: files)
  }

  @Test func tooMuchOutputIsCutOff() throws {
    try completing("exec yes")
    try complete("").expect(stdout: files)
    // What it says to standard error doesn't count.
    try completing("head -c 200000 /dev/zero >&2; echo ok")
    try expect(complete(""), answers: "ok\n")
  }

  /// It ends, with everything that it started, also what left its session.
  @Test func whoeverHangsIsKilled() throws {
    try completing(
      "trap '' TERM INT HUP\nsetsid sleep 1000 &\nsleep 1000 &\necho early\nwait\nsleep 1000")
    try complete("").expect(stdout: files)
    #expect(left.isEmpty)
  }

  @Test func whatTheExtensionLeavesBehindIsKilled() throws {
    try completing("setsid sleep 1000 &\nsleep 1000 &\necho ok")
    try expect(complete(""), answers: "ok\n")
    #expect(left.isEmpty)
  }

  /// One that asks qli for its own candidates comes to an end, as a run does, and one that hides how deep it
  /// is has no more time than any other.
  @Test(arguments: ["", "unset QLI_DEPTH; "]) func oneThatCompletesItself(_ before: String) throws {
    try completing("echo \"$QLI_DEPTH\" >> depths\n\(before)\"$QLI\" __complete fish g own ''")
    try complete("").expect(stdout: files)
    #expect(left.isEmpty)
    if before.isEmpty {
      let depths = try home.read("depths").split(separator: "\n").compactMap { Int($0) }
      #expect(depths.sorted() == depths.indices.map { $0 + 1 } && depths.count <= 32)
    }
  }

  @Test func howDeepItMayBe() throws {
    try completing("echo \"$QLI_DEPTH\" | tee -a depths")
    try expect(complete("").environment(["QLI_DEPTH": "31"]), answers: "32\n")
    let before = try home.read("depths")
    try complete("").environment(["QLI_DEPTH": "32"]).expect(stdout: files)
    #expect(try home.read("depths") == before)
  }

  @Test func aStoppedExtensionIsKilled() throws {
    try completing("echo early; kill -STOP $$")
    try complete("").expect(stdout: files)
    #expect(left.isEmpty)
  }

  /// Ctrl-C at the prompt leaves nothing behind and offers nothing.
  @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
  func aSignalEndsTheExtension(_ signal: Int32) throws {
    try completing("trap '' TERM INT HUP\n: >\(home.path("ready"))\nexec sleep 1000")
    var outcome: Outcome?
    // Its half second may be over before the signal comes.
    for _ in 0..<50 where outcome == nil || outcome?.stdout == files {
      if home.exists("ready") { try home.remove("ready") }
      let run = try complete("").start()
      try home.waitForFile("ready")
      try run.signal(signal)
      outcome = try run.wait()
    }
    try #require(outcome).expect()
    #expect(left.isEmpty)
  }

  /// Never run: one that didn't ask, one that anyone may change, one of a broken group.
  @Test func whoDidNotAskIsNeverRun() throws {
    let trap = "echo ran >\(home.path("ran")); echo candidate"
    for comment in ["", "# Completes.\n", "# qli: completes\n", "\n: # x\n# qli: complete\n"] {
      try home.extension("g", "own", sh: comment + trap)
      try complete("").expect(stdout: files)
    }
    try completing(trap, mode: 0o757)
    try complete("").expect(stdout: files)
    try completing(trap, mode: 0o644)
    try complete("").expect(stdout: files)
    try completing(trap)
    try home.group("g", manifest: "x")
    try complete("").expect(stdout: files)
    #expect(!home.exists("ran"))
    try home.group("g")
    try expect(complete(""), answers: "candidate\n")
    #expect(home.exists("ran"))
  }
}
