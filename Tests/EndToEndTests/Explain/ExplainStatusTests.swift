import Glibc
import TestSupport
import Testing

/// The exit code of `qli explain` is that of the run, and nothing is done for it.
@Suite struct ExplainStatusTests {
  struct Scene: CustomTestStringConvertible, Sendable {
    let testDescription: String
    var manifest = ""
    var script = "#!/bin/sh\nexit 0\n"
    var isExecutable = true
    var options: [String] = []
    var environment: [String: String] = [:]
    let code: Int32
  }

  static let scenes: [Scene] = [
    Scene(testDescription: "no guards", code: 0),
    Scene(testDescription: "a variable", manifest: "requires_env.A = true", code: 120),
    Scene(
      testDescription: "a variable that is set", manifest: "requires_env.A = true",
      environment: ["A": "1"], code: 0),
    Scene(
      testDescription: "a variable that differs", manifest: "requires_env.A = \"1\"",
      environment: ["A": "2"], code: 120),
    Scene(testDescription: "a command", manifest: "requires_commands = [\"no-such\"]", code: 120),
    Scene(testDescription: "y/N", manifest: "confirm = true", code: 121),
    Scene(testDescription: "y/N with -y", manifest: "confirm = true", options: ["-y"], code: 0),
    Scene(
      testDescription: "a word with -y", manifest: "confirm = \"w\"", options: ["-y"], code: 121),
    Scene(
      testDescription: "a word", manifest: "confirm = \"w\"", options: ["--confirm=w"], code: 0),
    Scene(testDescription: "a reason", manifest: "reason = true", code: 121),
    Scene(
      testDescription: "a reason that doesn't match", manifest: "reason = \"INC-*\"",
      options: ["--reason=x"], code: 121),
    Scene(
      testDescription: "a reason that matches", manifest: "reason = \"INC-*\"",
      options: ["--reason=INC-1"], code: 0),
    Scene(
      testDescription: "the longest reason that a variable holds", manifest: "reason = true",
      options: ["--reason", String(repeating: "x", count: 131_060)], code: 0),
    Scene(
      testDescription: "a longer one", manifest: "reason = true",
      options: ["--reason", String(repeating: "x", count: 131_061)], code: 126),
    Scene(
      testDescription: "several at once", manifest: "confirm = true\nrequires_env.A = true",
      code: 120),
    Scene(testDescription: "env", manifest: secret("env", "A"), code: 122),
    Scene(
      testDescription: "env, set", manifest: secret("env", "A"), environment: ["A": "x"], code: 0),
    Scene(
      testDescription: "env, empty", manifest: secret("env", "A"), environment: ["A": ""],
      code: 122),
    Scene(testDescription: "no file", manifest: secret("file", "$HOME/none"), code: 122),
    Scene(testDescription: "a folder", manifest: secret("file", "$HOME"), code: 122),
    Scene(testDescription: "no op", manifest: secret("one_password", "op://a/b/c"), code: 122),
    Scene(testDescription: "no plugin", manifest: secret("vault", "a"), code: 122),
    Scene(testDescription: "a log that is a folder", manifest: "audit_log = \"$HOME\"", code: 123),
    Scene(testDescription: "a log without a place", manifest: "audit_log = \"$NONE/x\"", code: 123),
    Scene(
      testDescription: "a log below a file", manifest: "audit_log = \"/etc/passwd/x\"", code: 123),
    Scene(testDescription: "a log", manifest: "audit_log = \"$HOME/a/b/log\"", code: 0),
    Scene(
      testDescription: "a log called like a folder", manifest: "audit_log = \"$HOME/a/\"", code: 123
    ),
    Scene(
      testDescription: "a log with too long a name",
      manifest: "audit_log = \"$HOME/a/\(String(repeating: "n", count: 256))\"", code: 123),
    Scene(testDescription: "no folder", manifest: "run.cwd = \"$HOME/none\"", code: 126),
    Scene(testDescription: "a folder without a place", manifest: "run.cwd = \"$NONE\"", code: 126),
    Scene(testDescription: "no interpreter", script: "#!/no/such\n", code: 126),
    Scene(testDescription: "an interpreter that isn't one", script: "#!/etc/passwd\n", code: 126),
    Scene(testDescription: "a folder as interpreter", script: "#!/etc\n", code: 126),
    Scene(testDescription: "no interpreter named", script: "#!\n", code: 126),
    Scene(testDescription: "CR LF", script: "#!/bin/sh\r\nexit 0\r\n", code: 126),
    Scene(
      testDescription: "a carriage return as argument", script: "#!/bin/true \r\nexit 0\n", code: 0),
    Scene(testDescription: "a NUL in the #! line", script: "#!/bin/sh\0x\nexit 0\n", code: 0),
    Scene(
      testDescription: "an interpreter relative to its folder", manifest: "run.cwd = \"/\"",
      script: "#!bin/sh\nexit 0\n", code: 0),
    Scene(
      testDescription: "a relative interpreter that isn't there", script: "#!bin/sh\n", code: 126),
    Scene(testDescription: "no #! line", script: "exit 0\n", code: 0),
    Scene(testDescription: "an empty file", script: "", code: 0),
    Scene(testDescription: "no execute bit", isExecutable: false, code: 126),
    Scene(testDescription: "an exclusive one", manifest: "run.exclusive = true", code: 0),
    Scene(testDescription: "one on the machine", manifest: "run.exclusive = 'machine'", code: 0),
    Scene(
      testDescription: "an exclusive one without a place", manifest: "run.exclusive = true",
      environment: ["HOME": "", "XDG_STATE_HOME": ""], code: 120),
  ]

  static func secret(_ provider: String, _ reference: String) -> String {
    """
    [[secrets]]
    env = "TOKEN"
    provider = "\(provider)"
    ref = "\(reference)"
    """
  }

  @Test(arguments: scenes) func theCodeIsThatOfTheRun(_ scene: Scene) throws {
    let home = try TestHome()
    try home.group("g", scene.manifest)
    try home.file(
      "$DATA/qli/extensions/g/x", scene.script, mode: scene.isExecutable ? 0o755 : 0o644)
    let explained = try home.qli("explain", "--json").arguments(scene.options).arguments("g", "x")
      .environment(scene.environment).run()
    #expect(explained.ending == .exited(scene.code))
    let run = try home.qli().arguments(scene.options)
      .arguments("--status-file", home.path("$ROOT/status"), "g", "x")
      .environment(scene.environment).run()
    #expect(run.ending == explained.ending)
    guard !explained.stdout.isEmpty else { return }
    let said = try JSON.parse(explained.stdout)
    #expect(said["exit_code"] == .integer(Int(scene.code)))
    let status = try JSON.parse(try home.read("$ROOT/status"))
    #expect(said["step"] == status["step"])
  }

  /// The interpreter is a script itself, `depth` times; the last one names `program`.
  @Test(arguments: [
    (1, "/bin/sh", 0), (1, "/no/such", 126), (4, "/bin/sh", 0), (5, "/bin/sh", 126),
  ])
  func interpretersOfInterpreters(_ depth: Int, _ program: String, _ code: Int32) throws {
    let home = try TestHome()
    try home.group("g")
    var last = program
    for number in 0..<depth {
      try home.file("$HOME/i\(number)", "#!\(last)\n", mode: 0o755)
      last = home.path("$HOME/i\(number)")
    }
    try home.extension("g", "x", "#!\(last)\n")
    let explained = try home.qli("explain", "g", "x").run()
    #expect(explained.ending == .exited(code))
    #expect(try home.qli("g", "x").stdin(.null).run().ending == explained.ending)
  }

  /// The loader that `/bin/true` names is missing, a folder, or as it was.
  @Test(arguments: ["/no-", "\0ld-", "/ld-"]) func theLoaderOfABinary(_ start: String) throws {
    let home = try TestHome()
    try home.group("g")
    let binary = try home.readBytes("/bin/true")
    let patched = binary.replacing("/ld-".utf8, with: start.utf8, maxReplacements: 1)
    let code: Int32 = start == "/ld-" ? 0 : 126
    let isMissing = start == "/no-"
    try home.extension("g", "x", patched)
    try home.file("$HOME/interpreter", patched, mode: 0o755)
    try home.extension("g", "y", home.expand("#!$HOME/interpreter\n"))
    for name in ["x", "y"] {
      let explained = try home.qli("explain", "--json", "g", name).run()
      let run = try home.qli("g", name).run()
      #expect(explained.ending == .exited(code))
      #expect(run.ending == explained.ending)
      // Whichever of the two needs it.
      #expect(run.stderr.contains("the loader that the binary needs isn't there") == isMissing)
      #expect(
        try JSON.parse(explained.stdout)["verdict"] == (code == 0 ? "passed" : "blocked"))
    }
    #expect(try home.qli("doctor").run().ending == .exited(code == 0 ? 0 : 1))
  }

  /// Such a one is looked for where the extension runs.
  @Test func aLoaderThatIsNoAbsolutePath() throws {
    let home = try TestHome()
    try home.group("g", "run.cwd = \"$HOME/tools\"")
    let binary = try home.readBytes("/bin/true")
    let start = try #require(binary.firstRange(of: Array("/lib".utf8))?.lowerBound)
    let loader = binary[start...].prefix { $0 != 0 }
    let relative = Array("loader".utf8) + [UInt8](repeating: 0, count: loader.count - 6)
    try home.extension("g", "x", binary.replacing(loader, with: relative, maxReplacements: 1))
    for code in [126, 0] as [Int32] {
      #expect(try home.qli("explain", "g", "x").run().ending == .exited(code))
      try home.directory("$HOME/tools")
      #expect(try home.qli("g", "x").run().ending == .exited(code))
      if code != 0 {
        try home.link("$HOME/tools/loader", to: String(decoding: loader, as: UTF8.self))
      }
    }
  }

  /// Whether the system can run it isn't said to be known.
  @Test(arguments: ["\u{1}\0", "#!$HOME/text\n"])
  func aKindThatOnlyTheSystemKnows(_ content: String) throws {
    let home = try TestHome()
    try home.group("g")
    try home.file("$HOME/text", "hello\n", mode: 0o755)
    try home.extension("g", "x", home.expand(content))
    let explained = try home.qli("explain", "--json", "g", "x").run()
    #expect(explained.ending == .exited(0))
    #expect(try JSON.parse(explained.stdout)["verdict"] == "unknown")
  }

  /// `TOKEN=value` has 131,071 bytes at most, and the newline doesn't count.
  @Test(arguments: [(131_066, 0), (131_067, 122)] as [(Int, Int32)])
  func aFileThatIsTooLongForAVariable(_ size: Int, _ code: Int32) throws {
    let home = try TestHome()
    try home.group("g", Self.secret("file", "$HOME/token"))
    try home.extension("g", "x", sh: "exit 0")
    try home.file("$HOME/token", String(repeating: "x", count: size - 1) + "\n", mode: 0o600)
    let explained = try home.qli("explain", "g", "x").run()
    #expect(explained.ending == .exited(code))
    #expect(try home.qli("g", "x").run().ending == explained.ending)
  }

  @Test(.requireTool("setpriv")) func aFolderThatMayNotBeEntered() throws {
    let home = try TestHome()
    try home.group("g", "run.cwd = \"$HOME/closed\"")
    try home.extension("g", "x", sh: "exit 0")
    try home.directory("$HOME/closed", mode: 0o600)
    // Root may enter it, unless it has no capabilities.
    let drop = ["/usr/bin/setpriv", "--bounding-set=-all", "--inh-caps=-all"]
    for run in [home.qli("explain", "g", "x"), home.qli("g", "x")] {
      let outcome = try (geteuid() == 0 ? run.wrapped(drop[0], drop[1], drop[2]) : run).run()
      #expect(outcome.ending == .exited(126))
      #expect((outcome.stdout + outcome.stderr).contains("that it is to run in:"))
    }
  }

  /// Standard input is a terminal that can't be read.
  @Test func aTerminalToWriteToAlone() throws {
    let home = try TestHome()
    try home.group("g", "confirm = true")
    try home.extension("g", "x", sh: "exit 0")
    for run in [home.qli("explain", "g", "x"), home.qli("g", "x")] {
      let terminal = try run.wrapped("/bin/sh", "-c", "exec \"$0\" \"$@\" 0>/dev/tty")
        .startOnTerminal()
      #expect(try terminal.wait().ending == .exited(121))
    }
  }

  /// Links that lead nowhere, where a run makes a file: from, to, and whether that can be made.
  @Test(arguments: [
    ("$HOME/log", "$HOME/target", true), ("$HOME/log", "$HOME/no/target", false),
    ("$HOME/folder", "$HOME/no", false),
  ])
  func linksThatLeadNowhere(_ link: String, _ target: String, _ isFine: Bool) throws {
    let home = try TestHome()
    let log = link.hasSuffix("log") ? link : "\(link)/log"
    try home.group("g", "audit_log = \"\(log)\"")
    try home.extension("g", "x", sh: "exit 0")
    try home.link(link, to: target)
    let explained = try home.qli("explain", "g", "x").run()
    #expect(explained.ending == .exited(isFine ? 0 : 123))
    #expect(try home.qli("g", "x").run().ending == explained.ending)
  }

  /// What lies where the lock is: a run that can't take it for that is refused.
  @Test(arguments: ["gate", "lock"]) func aFolderInPlaceOfTheLock(_ kind: String) throws {
    let home = try TestHome()
    try home.group("g", "run.exclusive = true")
    try home.extension("g", "x", sh: "exit 0")
    try home.directory("$STATE/qli/locks/g/x.\(kind)")
    let explained = try home.qli("explain", "g", "x").run()
    #expect(explained.ending == .exited(120))
    #expect(try home.qli("g", "x").run().ending == explained.ending)
  }

  /// Everything that a run could touch is there, and none of it is.
  private func fullGroup() throws -> TestHome {
    let home = try TestHome()
    try home.group(
      "g",
      """
      confirm = true
      audit_log = "$XDG_STATE_HOME/deep/audit.jsonl"
      audit_refusals = true
      [run]
      exclusive = true
      [[secrets]]
      env = "A"
      provider = "one_password"
      ref = "op://a/b/c"
      [[secrets]]
      env = "B"
      provider = "file"
      ref = "$HOME/token"
      [[secrets]]
      env = "C"
      provider = "vault"
      ref = "a"
      """)
    try home.extension("g", "x", sh: "exit 0")
    try home.pathExecutable("op", sh: "echo value")
    try home.file("$HOME/token", "the-value-of-the-file\n", mode: 0o600)
    try home.plugin("vault")
    return home
  }

  @Test(.requireTool("strace")) func explainTouchesNothing() throws {
    let home = try fullGroup()
    let trace = home.path("$ROOT/trace")
    let outcome = try home.qli("explain", "-y", "g", "x")
      .wrapped("/usr/bin/strace", "-f", "-o", trace).run()
    #expect(outcome.ending == .exited(0))
    let calls = try home.read(trace).split(separator: "\n").map {
      $0.drop { !$0.isLetter }
    }
    #expect(calls.contains { $0.hasPrefix("openat(") && $0.contains("_manifest.toml") })
    // strace starts qli; nothing else is started.
    #expect(calls.count { $0.hasPrefix("execve(") } == 1)
    let forbidden = [
      "fork(", "vfork(", "clone(", "clone3(", "socket(", "connect(", "flock(", "mkdir(",
      "mkdirat(", "unlink(", "unlinkat(", "rename(", "renameat(", "renameat2(", "link(", "linkat(",
      "symlink(", "symlinkat(", "truncate(", "ftruncate(", "chmod(", "fchmod(", "fchmodat(",
      "chown(", "fchown(", "utimensat(", "mknod(", "mknodat(", "kill(", "setxattr(",
    ]
    for call in calls {
      #expect(!forbidden.contains { call.hasPrefix($0) }, "\(call)")
      #expect(!call.contains("F_SETLK"), "\(call)")
      if call.hasPrefix("open(") || call.hasPrefix("openat(") {
        #expect(
          !["O_WRONLY", "O_RDWR", "O_CREAT", "O_TRUNC", "O_APPEND"].contains { call.contains($0) }
            || call.contains("\"/dev/null\""), "\(call)")
        // No secret is read.
        #expect(!call.contains("token\""), "\(call)")
      }
      if call.hasPrefix("write(") { #expect(call.hasPrefix("write(1,"), "\(call)") }
    }
    #expect(!home.exists("$STATE/deep"))
    #expect(!home.exists("$STATE/qli"))
  }

  @Test func aDisabledPluginBlocks() throws {
    let home = try fullGroup()
    try home.crashes("vault", 50)
    let outcome = try home.qli("explain", "-y", "g", "x").run()
    #expect(outcome.ending == .exited(122))
    #expect(outcome.stdout.contains("help: mend it, then: qli sources reset vault\n"))
  }

  @Test func noValueIsShown() throws {
    let home = try fullGroup()
    for options in [["--json"], []] {
      let outcome = try home.qli("explain", "-y", "g", "x").arguments(options).run()
      #expect(!outcome.stdout.contains("the-value-of-the-file"))
      #expect(outcome.stdout.contains("$HOME/token") || outcome.stdout.contains("~/token"))
    }
  }
}
