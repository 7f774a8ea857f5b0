import TestSupport
import Testing

/// What `qli doctor` says of how extensions run, and of their own rules.
@Suite struct DoctorRunTests {
  let home: TestHome
  private let group = "$DATA/qli/extensions/g"

  init() throws {
    home = try TestHome()
    try home.extension("g", "x", sh: "true")
  }

  private func expectFindings(
    _ lines: String, _ findings: String, errors: Int = 0, warnings: Int = 0,
    _ change: (QliRun) -> QliRun = { $0 }, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try home.group("g", lines)
    try change(home.qli("doctor")).expectFindings(
      findings, home: home, errors: errors, warnings: warnings, sourceLocation: sourceLocation)
  }

  @Test func aGroupWhereAllIsInOrder() throws {
    try home.directory("$HOME/infra")
    try expectFindings(
      """
      requires_commands = ["sh"]
      [run]
      timeout = "10m"
      grace = "1s"
      env = ["HOME"]
      cwd = "$HOME/infra"
      exclusive = true
      [extensions.x]
      description = "Own"
      run.cwd = "~"
      """, "")
    // It reads everything and makes nothing.
    #expect(!home.exists("$STATE/qli"))
  }

  @Test func missingCommands() throws {
    try expectFindings(
      "requires_commands = ['no-a', 'sh', \"no\\u001b\"]",
      """
      warning  group 'g': the command 'no-a' isn't on PATH now
               help: install 'no-a', or add its folder to PATH
      warning  group 'g': the command 'no\\x1b' isn't on PATH now
               help: install 'no\\x1b', or add its folder to PATH
      """, warnings: 2)
  }

  @Test(arguments: ["^OPS-[0-9]*", "OPS-*$", "OPS-[0-9]+", "OPS-[0-9]{4}", "OPS-\\d", "\\w*"])
  func patternsThatAreExpressions(_ pattern: String) throws {
    let help = "* is any text, ? one character, [0-9] one digit, as in 'INC-[0-9]*'"
    try expectFindings(
      "reason = '\(pattern)'\n[extensions.x]\nconfirm = true",
      """
      warning  group 'g': 'reason' is a pattern as shells have them for files, and '\(pattern)' looks like a \
      regular expression
               help: \(help)
      """, warnings: 1)
    try expectFindings(
      "[extensions.x.service]\nready = 'line:\(pattern)'",
      """
      warning  'g x': 'ready' is a pattern as shells have them for files, and '\(pattern)' looks like a \
      regular expression
               help: \(help)
      """, warnings: 1)
  }

  @Test func patternsOfTheShell() throws {
    try expectFindings(
      "reason = 'OPS-[0-9]*.* (a|b) $5 [a-z]'\n[extensions.x.service]\nready = 'line:*on \\[*'", "")
  }

  @Test func foldersToRunIn() throws {
    try expectFindings(
      "run.cwd = '$HOME/in fra'",
      """
      error    group 'g': the folder '$HOME/in fra' that it is to run in: No such file or directory
               help: mkdir -p '$HOME/in fra'
               help: change 'cwd' in the manifest
      """, errors: 1)
    try home.file("$HOME/file")
    try expectFindings(
      "run.cwd = '$HOME/file'",
      """
      error    group 'g': the folder '$HOME/file' that it is to run in: Not a directory
               help: change 'cwd' in the manifest
      """, errors: 1)
    try home.link("$HOME/loop", to: "loop")
    try expectFindings(
      "run.cwd = '$HOME/loop'",
      """
      error    group 'g': the folder '$HOME/loop' that it is to run in: Too many levels of symbolic links
               help: change 'cwd' in the manifest
      """, errors: 1)
    try expectFindings(
      "run.cwd = '$PLACE'",
      "warning  group 'g': the folder that it runs in isn't known now: "
        + "the variable 'PLACE' isn't set", warnings: 1)
    try expectFindings(
      "run.cwd = '$PLACE'",
      "warning  group 'g': the folder that it runs in isn't known now: "
        + "'./x' isn't an absolute path", warnings: 1
    ) { $0.environment(["PLACE": "./x"]) }
  }

  @Test func locksThatCannotBeMade() throws {
    try home.file("$STATE/qli/locks")
    try expectFindings(
      "run.exclusive = true",
      "error    group 'g': cannot take the lock '$STATE/qli/locks/g': Not a directory", errors: 1)
    try home.remove("$STATE/qli")
    try expectFindings(
      "run.exclusive = true",
      """
      warning  HOME: isn't set: '~' and the defaults of the XDG folders can't be used
               help: \(TestHome.settingHome)
      error    group 'g': the lock of this exclusive extension has no place: neither XDG_STATE_HOME \
      nor HOME is set to an absolute path
               help: \(TestHome.settingHome)
      """, errors: 1, warnings: 1
    ) { $0.unset("HOME", "XDG_STATE_HOME") }
    // What has no lock needs no folder.
    try home.file("$STATE/qli/locks")
    try expectFindings("run.exclusive = false", "")
  }

  /// The file of one extension's lock is said of that extension; what none can have, once.
  @Test func theLockOfOneExtension() throws {
    try home.extension("g", "y", sh: "true")
    try home.extension("g", "z", sh: "true")
    try home.directory("$STATE/qli/locks/g/y.lock")
    try expectFindings(
      "run.exclusive = true",
      "error    'g y': cannot take the lock '$STATE/qli/locks/g/y.lock': Is a directory", errors: 1)
    try home.remove("$STATE/qli/locks/g")
    try home.file("$STATE/qli/locks/g")
    try expectFindings(
      "run.exclusive = true",
      "error    group 'g': cannot take the lock '$STATE/qli/locks/g': Not a directory", errors: 1)
  }

  // MARK: - Secrets

  @Test func secretsThatCannotBeUsed() throws {
    try home.file("$STATE/long", String(repeating: "x", count: 200_000), mode: 0o600)
    let secrets = """
      secrets = [
        { env = "EMPTY", provider = "env", ref = "NOTHING" },
        { env = "LONG", provider = "file", ref = "$XDG_STATE_HOME/long" },
      ]
      """
    try home.group("g", secrets)
    let outcome = try home.qli("g", "x").environment(["NOTHING": ""]).run()
    #expect(outcome.ending == .exited(122))
    try expectFindings(
      secrets,
      """
      warning  group 'g': secret 'EMPTY' couldn't be resolved: its value is empty
               help: export NOTHING=<value>
      warning  group 'g': secret 'LONG' couldn't be resolved: its value is longer than the 131066 \
      bytes that an environment variable can hold
               help: write its file anew: printf %s <value> > $STATE/long
      """, warnings: 2
    ) { $0.environment(["NOTHING": ""]) }
  }

  // MARK: - Rules of extensions

  @Test func rulesForExtensionsThatAreNotThere() throws {
    try home.pathExecutable("qli-g-found", sh: "true")
    try home.extension("g", "_data", sh: "true")
    let manifest = "\(group)/_manifest.toml"
    try expectFindings(
      "[extensions.fond]\n[extensions.found]\n[extensions.x]\n[extensions.gone]\nconfirm = true",
      """
      warning  \(manifest): [extensions.fond] is for an extension that isn't there; did you mean 'found'?
      warning  \(manifest): [extensions.gone] is for an extension that isn't there
      """, warnings: 2)
  }

  /// A file that can't be run yet is there, and one beside a command isn't made a second one.
  @Test func filesWithoutAnExecuteBit() throws {
    try home.file("$DATA/qli/extensions/g/later.sh", "#!/bin/sh\n")
    try home.file("$DATA/qli/extensions/g/lint.sh", "#!/bin/sh\n")
    try home.file("$DATA/qli/extensions/g/x.py", "#!/usr/bin/env python3\n")
    let file = "\(group)/later.sh"
    try expectFindings(
      "[extensions.later]\nconfirm = true\n[extensions.lint]\ncommand = \"true\"",
      """
      warning  \(file): has no execute bit, and so can't be run
               help: chmod +x \(file)
               help: or, where none is meant, leave it out above the first '[' of the manifest: ignore = \
      ["later.sh"]
      """, warnings: 1)
    // Nothing else says that these are no extensions.
    try home.directory("$DATA/qli/extensions/g/folder")
    try home.file("$DATA/qli/extensions/g/notes", "text\n")
    try home.group("g", "[extensions.folder]\nconfirm = true\n[extensions.notes]\nconfirm = true")
    let rules = try home.qli("doctor", "g").run().stdout
    for name in ["folder", "notes"] {
      #expect(
        rules.contains("[extensions.\(name)] is for an extension that isn't there"), "\(rules)")
    }
    // What is set here alone stops a pull.
    try home.directory("$DATA/qli/extensions/g/.git")
    let doctor = try home.qli("doctor").run().stdout
    let run = try home.qli("g", "later").run().stderr
    for text in [doctor, run] {
      #expect(
        text.contains(
          "help: if this git checkout is only pulled, do it where the script is written, and commit it: here "
            + "it stops the next pull\n"), "\(text)")
      #expect(text.contains("help: or, where nothing is pulled: chmod +x "), "\(text)")
    }
  }

  /// A pattern takes the names of files, and not those of extensions.
  @Test func anExtensionAmongWhatIsIgnored() throws {
    try home.file("$DATA/qli/extensions/g/lib.sh", "#!/bin/sh\n", mode: 0o755)
    let manifest = "\(group)/_manifest.toml"
    try expectFindings(
      "ignore = [\"lib\", \"none\"]",
      """
      warning  \(manifest): 'ignore' has 'lib', and no file is called so: the extension runs
               help: name its file: ignore = ["lib.sh"]
      """, warnings: 1)
    try home.group("g", "ignore = [\"lib.sh\"]")
    #expect(try home.qli("doctor", "-q").run().stdout.isEmpty)
    // A folder of that name is what is meant.
    try home.directory("$DATA/qli/extensions/g/lib")
    try home.group("g", "ignore = [\"lib\"]")
    #expect(try home.qli("doctor", "-q").run().stdout.isEmpty)
  }

  /// What the group needs is said of the group, once; what one extension needs beyond it, of that.
  @Test func whatOneExtensionNeeds() throws {
    try home.extension("g", "y", sh: "true")
    try home.directory("$STATE/folder")
    try expectFindings(
      """
      requires_commands = ["no-a"]
      requires_env = { STAGE = true }
      run.cwd = "/no/such/folder"

      [extensions.x]
      requires_commands = ["no-b"]
      requires_env = { STAGE = "it", OTHER = "x" }
      audit_log = "$XDG_STATE_HOME/folder"
      secrets = [{ env = "T", provider = "env", ref = "SOURCE" }]
      run.cwd = "/no/other/folder"

      [extensions.y]
      confirm = true
      """,
      """
      warning  group 'g': requirement not met now: STAGE isn't set
               help: export STAGE=<value>
      warning  group 'g': the command 'no-a' isn't on PATH now
               help: install 'no-a', or add its folder to PATH
      error    group 'g': the folder '/no/such/folder' that it is to run in: No such file or directory
               help: mkdir -p /no/such/folder
               help: change 'cwd' in the manifest
      warning  'g x': requirement not met now: STAGE isn't set; it must be 'it'
               help: export STAGE=it
      warning  'g x': requirement not met now: OTHER isn't set; it must be 'x'
               help: export OTHER=x
      warning  'g x': the command 'no-b' isn't on PATH now
               help: install 'no-b', or add its folder to PATH
      error    'g x': the folder '/no/other/folder' that it is to run in: No such file or directory
               help: mkdir -p /no/other/folder
               help: change 'cwd' in the manifest
      warning  'g x': secret 'T' couldn't be resolved: the environment variable 'SOURCE' isn't set
               help: export SOURCE=<value>
      error    $STATE/folder: cannot write the audit log '$STATE/folder': it is a folder, not a \
      regular file
               help: mend the path or its permissions, or change 'audit_log' in the group's manifest
      """, errors: 3, warnings: 6)
  }

  /// The same words about another file are another finding.
  @Test func whatTwoExtensionsHaveAlike() throws {
    try home.extension("g", "y", sh: "true")
    try home.file("$STATE/a", "secret", mode: 0o644)
    try home.file("$STATE/b", "secret", mode: 0o644)
    let rule = { (name: String, file: String) in
      """
      [extensions.\(name)]
      secrets = [{ env = "T", provider = "file", ref = "$XDG_STATE_HOME/\(file)" }]
      requires_env = { STAGE = true }
      """
    }
    try expectFindings(
      rule("x", "a") + "\n" + rule("y", "b"),
      """
      warning  'g x': requirement not met now: STAGE isn't set
               help: export STAGE=<value>
      warning  $STATE/a: it holds the secret 'T', and others can read it
               help: chmod o= $STATE/a
      warning  $STATE/b: it holds the secret 'T', and others can read it
               help: chmod o= $STATE/b
      """, warnings: 3)
  }

  @Test func everyWeakening() throws {
    let manifest = "\(group)/_manifest.toml"
    try expectFindings(
      """
      confirm = true
      run.exclusive = true

      [extensions.x]
      confirm = false
      run.exclusive = false
      """,
      """
      error    \(manifest): the manifest has 2 problems
               \(manifest):7:11: 'confirm' would weaken the group's confirmation; leave it out
                 7 | confirm = false
                   |           ^^^^^
               \(manifest):8:17: 'exclusive' would weaken the group's 'exclusive'; leave it out
                 8 | run.exclusive = false
                   |                 ^^^^^
               help: see the format: qli help manifest
      """, errors: 1)
  }
}
