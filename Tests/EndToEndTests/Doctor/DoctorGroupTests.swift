import Glibc
import TestSupport
import Testing

/// What `qli doctor` says of a group: its manifest, its files, its permissions, its guards.
@Suite struct DoctorGroupTests {
  let home: TestHome
  private let group = "$DATA/qli/extensions/g"

  init() throws {
    home = try TestHome()
    try home.group("g")
    try home.extension("g", "x", sh: "true")
  }

  private func expectFindings(
    _ findings: String, errors: Int = 0, warnings: Int = 0, environment: [String: String] = [:],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try home.qli("doctor").environment(environment).expectFindings(
      findings, home: home, errors: errors, warnings: warnings, sourceLocation: sourceLocation)
  }

  // MARK: - The manifest

  @Test func everyProblemOfAManifest() throws {
    try home.group(
      "g", manifest: "schema_version = 1\naudti_log = '/x'\nconfirm = 'true'\n")
    let path = "\(group)/_manifest.toml"
    try expectFindings(
      """
      error    \(path): the manifest has 3 problems
               \(path):1:1: missing key 'description'; write 'description = "what the group is for"'
                 1 | schema_version = 1
                   | ^
               \(path):2:1: unknown key 'audti_log'; did you mean 'audit_log'?
                 2 | audti_log = '/x'
                   | ^^^^^^^^^
               \(path):3:11: 'confirm' is the word 'true' here; write true without quotes
                 3 | confirm = 'true'
                   |           ^^^^^^
               help: see the format: qli help manifest
      """, errors: 1)
  }

  @Test func manifestsThatCannotBeRead() throws {
    let path = "\(group)/_manifest.toml"
    try home.remove(path)
    try home.directory(path)
    try expectFindings(
      "error    \(path): cannot read the manifest '\(path)': it is a folder, not a regular file",
      errors: 1)
    try home.remove(path)
    try home.link(path, to: "nowhere")
    try expectFindings(
      "error    \(path): cannot read the manifest '\(path)': No such file or directory", errors: 1)
    try home.remove(path)
    try home.file(path, String(repeating: "#", count: (1 << 20) + 1))
    try expectFindings(
      "error    \(path): the manifest '\(path)' is larger than 1 MiB", errors: 1)
  }

  @Test func eachGroupHasItsOwnFindings() throws {
    try home.group("a", manifest: "x")
    try home.group("b", manifest: "schema_version = 2\ndescription = 'later'\n")
    let outcome = try home.qli("doctor").run()
    for name in ["a", "b"] {
      #expect(
        outcome.stdout.contains(
          home.expand("error    $DATA/qli/extensions/\(name)/_manifest.toml: the manifest has 1 ")))
    }
    #expect(outcome.stdout.contains(home.expand("ok       \(group): 1 extension, untrusted\n")))
    #expect(outcome.stdout.hasSuffix("\n2 errors, 0 warnings\n"))
  }

  // MARK: - Extensions

  @Test func scriptsWithoutTheirExecuteBit() throws {
    try home.extension("g", "y", "#!/bin/sh\n", mode: 0o644)
    try home.extension("g", "_data", "x", mode: 0o644)
    try home.extension("g", ".hidden", "x", mode: 0o644)
    try home.directory("\(group)/folder")
    try expectFindings(
      """
      warning  \(group)/y: has no execute bit, and so can't be run
               help: chmod +x \(group)/y
               help: or, where none is meant, leave it out above the first '[' of the manifest: ignore = ["y"]
      """, warnings: 1)
  }

  @Test func missingInterpreters() throws {
    try home.extension("g", "a", "#!/no/such/program -x\n")
    try home.extension("g", "b", "#!/bin/sh\r\necho\r\n")
    try home.extension("g", "c", "#!\n")
    try home.extension("g", "d", "#! /bin/sh\n")
    try home.extension("g", "e", "text without a line\n")
    try home.extension("g", "f", "#!/etc/passwd\n")
    try home.pathExecutable("qli-g-p", "#!/no/such/program\n")
    let missing = "help: install the interpreter, or mend the first line of the script"
    try expectFindings(
      """
      error    \(group)/a: cannot execute '\(group)/a': its interpreter '/no/such/program' isn't \
      there
               \(missing)
      error    \(group)/b: cannot execute '\(group)/b': its first line ends in a carriage return \
      (Windows line ends)
               help: sed -i 's/\\r$//' \(group)/b
      error    \(group)/c: cannot execute '\(group)/c': its '#!' line names no program that can run
               help: write '#!/bin/sh' or another interpreter in its first line
      error    \(group)/f: cannot execute '\(group)/f': permission denied to it or to its \
      interpreter
               help: ls -l \(group)/f
      error    $BIN/qli-g-p: cannot execute '$BIN/qli-g-p': its interpreter '/no/such/program' \
      isn't there
               \(missing)
      """, errors: 5)
  }

  /// env(1) looks for a name with it; -S takes it for a blank, and most others don't know what to do
  /// with it.
  @Test func carriageReturnsBehindTheInterpreter() throws {
    try home.extension("g", "a", "#!/usr/bin/env sh\r\necho\r\n")
    try home.extension("g", "b", "#!/bin/sh -e\r\nexit 0\n")
    try home.extension("g", "c", "#!/usr/bin/env -S sh\r\nexit 0\n")
    #expect(try home.qli("g", "a").run().ending == .exited(127))
    #expect(try home.qli("g", "b").run().ending == .exited(2))
    try home.qli("g", "c").run().expect()
    try expectFindings(
      """
      error    \(group)/a: cannot execute '\(group)/a': its first line ends in a carriage return \
      (Windows line ends)
               help: sed -i 's/\\r$//' \(group)/a
      warning  \(group)/b: its first line ends in a carriage return (Windows line ends), which its \
      interpreter gets
               help: sed -i 's/\\r$//' \(group)/b
      """, errors: 1, warnings: 1)
  }

  /// One that isn't an absolute path is looked for in the folder that the extension runs in.
  @Test func interpretersInTheFolder() throws {
    try home.link("$HOME/tools/sh", to: "/bin/sh")
    try home.group("g", "run.cwd = '$HOME'")
    try home.extension("g", "a", "#!tools/sh\nexit 0\n")
    try home.pathExecutable("qli-g-p", "#!tools/sh\nexit 0\n")
    try home.qli("g", "a").run().expect()
    try home.qli("g", "p").run().expect()
    try expectFindings("")
  }

  /// Whether env(1) finds one depends on the moment.
  @Test func interpretersThatEnvDoesNotFind() throws {
    try home.extension("g", "a", "#!/usr/bin/env no-such-program\n")
    try home.extension("g", "b", "#!/usr/bin/env -S other-program -x\n")
    // Without -S that is one word for Linux.
    try home.extension("g", "c", "#!/usr/bin/env sh -x\n")
    try home.extension("g", "d", "#!/usr/bin/env /no/such/program\n")
    let fine = [
      "env sh", "env -S sh -x", "env -Ssh", "env -vS sh -x", "env -S A=1 sh", "env /bin/sh",
      "env -S -i /bin/sh",
    ]
    for (number, line) in fine.enumerated() {
      try home.extension("g", "fine\(number)", "#!/usr/bin/\(line)\n")
    }
    let help = "         help: install the interpreter, or mend PATH"
    try expectFindings(
      """
      warning  \(group)/a: its interpreter 'no-such-program' isn't on PATH now
      \(help)
      warning  \(group)/b: its interpreter 'other-program' isn't on PATH now
      \(help)
      error    \(group)/c: its first line makes env look for a program called 'sh -x'
               help: let env split it: #!/usr/bin/env -S sh -x
      warning  \(group)/d: its interpreter '/no/such/program' can't be executed now
               help: install the interpreter, or mend its path
      """, errors: 1, warnings: 3)
  }

  /// So it can't be judged, either: that is no all-clear.
  @Test(arguments: ["env", "env -i sh", "env A=1 sh", "env -S -i sh", "env -S PATH=/x sh"])
  func whatOnlyEnvKnows(_ line: String) throws {
    try home.extension("g", "a", "#!/usr/bin/\(line)\n")
    try expectFindings(
      """
      warning  \(group)/a: only env knows what its first line makes it execute, and so not whether \
      others could change that
               help: name the program plainly: #!/usr/bin/env -S NAME ARGUMENT
      """, warnings: 1)
    let explained = try home.qli("explain", "g", "a").run().stdout.replacing(#/\s+/#, with: " ")
    #expect(
      explained.contains("by /usr/bin/\(line), of which only env knows what it executes"),
      "\(explained)")
  }

  @Test func namesThatNobodyCouldType() throws {
    try home.extension("g", "a b", sh: "true")
    try home.extension("g", "-x", sh: "true")
    try home.extension("g", "new\nline\u{1b}", sh: "true")
    let rule =
      "         help: names are letters, digits, '.', '_', '+' and '-', not beginning with "
      + "punctuation, at most 64 bytes"
    let ignoring =
      "         help: or, where none is meant, leave it out above the first '[' of the manifest: ignore = "
    try expectFindings(
      ["-x", "a b", "new\\nline\\x1b"].map {
        "warning  \(group)/\($0): can't be an extension's name, and is skipped\n\(rule)"
          + ($0.contains("\\") ? "" : "\n\(ignoring)[\"\($0)\"]")
      }.joined(separator: "\n"), warnings: 3)
    try home.group("g", "ignore = [\"-x\", \"a b\", \"new*\"]")
    try expectFindings("")
  }

  @Test func extensionsThatAreNoFiles() throws {
    try home.link("\(group)/gone", to: "nowhere")
    try home.link("\(group)/pipe", to: home.fifo("pipe").path)
    try expectFindings(
      """
      error    \(group)/gone: is a link to a file that isn't there
      warning  \(group)/pipe: is a FIFO, and so no extension
      """, errors: 1, warnings: 1)
  }

  // MARK: - Permissions and owners

  private func unsafe(_ path: String, isFolder: Bool = false) -> String {
    """
    error    \(path): unsafe: anyone on this machine can write to \
    \(isFolder ? "the folder " : "")'\(path)', and so change what runs
             help: chmod o-w \(path)
    """
  }

  @Test func whatEverybodyCanWriteTo() throws {
    try home.pathExecutable("qli-g-p", sh: "true")
    for (path, isFolder) in [
      ("$DATA/qli/extensions", true), (group, true), ("\(group)/_manifest.toml", false),
      ("\(group)/x", false), ("$BIN/qli-g-p", false), ("$BIN", true),
    ] {
      let mode = try home.mode(path)
      try home.chmod(path, mode | 0o002)
      try expectFindings(unsafe(path, isFolder: isFolder), errors: 1)
      try home.chmod(path, mode)
    }
    try expectFindings("")
  }

  /// A run is refused for the same reason.
  @Test func anEarlierFolderOfPathThatEverybodyCanWriteTo() throws {
    try home.pathExecutable("qli-g-p", sh: "true")
    try home.directory("$ROOT/earlier", mode: 0o777)
    let path = "\(home.path("$ROOT/earlier")):\(home.path("$BIN")):/usr/bin:/bin"
    try expectFindings(
      """
      error    $BIN/qli-g-p: unsafe: anyone on this machine can write to the folder \
      '$ROOT/earlier', and so change what runs
               help: chmod o-w $ROOT/earlier
      """, errors: 1, environment: ["PATH": path])
  }

  /// As a umask of 002 leaves it, where each user has a group of their own.
  @Test func whatTheUsersOwnGroupCanWriteToIsInOrder() throws {
    for path in ["$DATA/qli/extensions", group, "\(group)/_manifest.toml", "\(group)/x"] {
      try home.chmod(path, try home.mode(path) | 0o020)
    }
    try expectFindings("")
  }

  @Test(.enabled(if: geteuid() == 0, "only root can give a file away"))
  func whatBelongsToSomebodyElse() throws {
    for (path, isFolder) in [
      ("$DATA/qli/extensions", true), (group, true), ("\(group)/_manifest.toml", false),
      ("\(group)/x", false),
    ] {
      #expect(chown(home.path(path), 54_321, 0) == 0)
      try expectFindings(
        """
        error    \(path): unsafe: \(isFolder ? "the folder " : "")'\(path)' belongs to the user \
        '54321', who can change what runs
                 help: chown -h root \(path)
        """, errors: 1)
      #expect(chown(home.path(path), 0, 0) == 0)
    }
  }

  // MARK: - Guards

  @Test func whatDependsOnTheMomentIsAWarning() throws {
    try home.group(
      "g",
      """
      secrets = [
        { env = "A", provider = "env", ref = "A_SOURCE" },
        { env = "B", provider = "one_password", ref = "op://vault/item/field" },
        { env = "C", provider = "one_password", ref = "op://vault/item/other" },
      ]
      audit_log = "$LOGS/log"
      [requires_env]
      STAGE = "production"
      KUBECONFIG = true
      """)
    try expectFindings(
      """
      warning  group 'g': requirement not met now: STAGE has another value; it must be 'production'
               help: export STAGE=production
      warning  group 'g': requirement not met now: KUBECONFIG isn't set
               help: export KUBECONFIG=<value>
      warning  group 'g': secret 'A' couldn't be resolved: the environment variable 'A_SOURCE' \
      isn't set
               help: export A_SOURCE=<value>
      warning  group 'g': secret 'B' couldn't be resolved: 'op', the command of 1Password, isn't \
      on PATH
               help: install it from https://developer.1password.com/docs/cli/get-started
               help: then: op signin
      warning  group 'g': cannot write the audit log '$LOGS/log': the variable 'LOGS' isn't set
               help: export LOGS=<value>
      """, warnings: 5, environment: ["STAGE": "test", "PATH": home.path("$BIN")])
    try home.pathExecutable("op", sh: "exit 1")
    try expectFindings(
      "",
      environment: [
        "STAGE": "production", "KUBECONFIG": "x", "A_SOURCE": "x", "LOGS": home.path("$STATE"),
      ])
  }

  @Test func logsThatCannotBeWritten() throws {
    let help =
      "help: mend the path or its permissions, or change 'audit_log' in the group's manifest"
    func expectError(_ log: String, _ reason: String) throws {
      try home.group("g", "audit_log = '\(log)'")
      try expectFindings(
        "error    \(log): cannot write the audit log '\(log)': \(reason)\n         \(help)",
        errors: 1)
    }
    let state = home.path("$STATE")
    try home.directory("$STATE/folder")
    try home.file("$STATE/file", "x\n")
    try expectError("\(state)/folder", "it is a folder, not a regular file")
    try expectError("\(state)/file/log", "Not a directory")
    try expectError("\(state)/file/a/log", "Not a directory")
    try expectError("/dev/null", "it is a device, not a regular file")
    try expectError(home.fifo("log").path, "it is a FIFO, not a regular file")
  }

  @Test func logsThatCanBeWritten() throws {
    try home.file("$STATE/log")
    for log in ["log", "new", "new/folder/log"] {
      try home.group("g", "audit_log = '$XDG_STATE_HOME/\(log)'")
      try expectFindings("")
    }
  }

  @Test func aTornLog() throws {
    try home.group("g", "audit_log = '$XDG_STATE_HOME/log'")
    try home.file("$STATE/log", "{\"event\":")
    try expectFindings(
      """
      warning  $STATE/log: its last line is torn; the next record begins on a line of its own
      warning  $STATE/log: line 1 of '$STATE/log' is left out: it is torn
      """, warnings: 2)
  }

  @Test func groupsCalledLikeACommand() throws {
    for name in ["run", "doctor", "audit", "status"] { try home.group(name) }
    try expectFindings(
      ["audit", "doctor", "run", "status"].map {
        "warning  $DATA/qli/extensions/\($0): is called like a command of qli's, which 'qli \($0)' is\n"
          + "         help: run its extensions so: qli run \($0) EXTENSION"
      }.joined(separator: "\n"), warnings: 4)
  }
}
