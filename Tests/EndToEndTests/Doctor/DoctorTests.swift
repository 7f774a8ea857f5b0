import Glibc
import TestSupport
import Testing

/// `qli doctor` as a whole, and what it says of variables, roots and `PATH`.
@Suite struct DoctorTests {
  /// Sentences are as wide as the terminal; what a program reads is a line each.
  @Test func longSentencesAreWrapped() throws {
    let home = try TestHome()
    try home.group("dev", "requires_env.A_LONG_NAME = \"the one value that will do for it\"")
    let terminal = try home.qli("doctor", "--color=never").startOnTerminal(columns: 50).wait()
    #expect(
      terminal.terminal.contains(
        """
        warning  group 'dev': requirement not met now:
                 A_LONG_NAME isn't set; it must be
                 'the one value that will do for it'
                 help: export A_LONG_NAME='the one value that will do for it'

        """))
    #expect(
      try home.qli("doctor").run().stdout.contains(
        "warning  group 'dev': requirement not met now: A_LONG_NAME isn't set; it must be 'the one "
          + "value that will do for it'\n"))
  }

  let home: TestHome

  init() throws { home = try TestHome() }

  private func expectFindings(
    _ findings: String, errors: Int = 0, warnings: Int = 0,
    environment: [String: String] = [:], without names: String...,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    var run = home.qli("doctor").environment(environment)
    for name in names { run = run.unset(name) }
    try run.expectFindings(
      findings, home: home, errors: errors, warnings: warnings, sourceLocation: sourceLocation)
  }

  private func makeGroup() throws {
    try home.group("g")
    try home.extension("g", "x", sh: "true")
  }

  private let noGroups = """
    warning  groups: there are none yet
             help: make a group, and an extension in it: qli new mine && qli new mine hello
             help: make one of a folder of scripts that is there: qli new mine --from DIR
             help: what a group can ask for: qli help manifest
    """

  // MARK: - The report

  /// Quiet, it says nothing where nothing is wrong, and else that alone.
  @Test func problemsAlone() throws {
    try makeGroup()
    for line in [["doctor", "-q"], ["-q", "doctor"]] { try home.qli().arguments(line).expect() }
    try home.group("bad", "requires_env.A = true\nbanner = 1")
    // The last line counts them.
    let problems = try home.qli("doctor").run().stdout.split(separator: "\n").dropLast()
      .filter { !$0.hasPrefix("ok  ") }
    try home.qli("doctor", "-q").expect(
      stdout: problems.map { "\($0)\n" }.joined(), code: 1)
    #expect(try home.qli("doctor", "-q", "--json").run().stdout.contains("\"level\":\"ok\""))
  }

  @Test func aHomeWhereAllIsWell() throws {
    try makeGroup()
    try home.qli("doctor").expect(
      stdout: """
        ok       environment: XDG folders and PATH are in order
        ok       $DATA/qli/extensions: 1 group
        ok       $SYSTEM/qli/extensions: isn't there
        ok       $DATA/qli/extensions/g: 1 extension, untrusted
        0 errors, 0 warnings

        """)
  }

  @Test func aHomeWithoutGroups() throws { try expectFindings(noGroups, warnings: 1) }

  @Test func findingsAsJSON() throws {
    try makeGroup()
    try home.extension("g", "data", "#!/bin/sh\n", mode: 0o644)
    try home.extension("g", "old", "#!/no/such/program\n")
    let path = "$DATA/qli/extensions"
    try home.qli("doctor", "--json").expect(
      stdout: """
        {"version":1,"errors":1,"warnings":1,"findings":[\
        {"level":"ok","place":"environment","message":"XDG folders and PATH are in order",\
        "details":[],"help":[]},\
        {"level":"ok","place":"\(path)","message":"1 group","details":[],"help":[]},\
        {"level":"ok","place":"$SYSTEM/qli/extensions","message":"isn't there","details":[],\
        "help":[]},\
        {"level":"warning","place":"\(path)/g/data",\
        "message":"has no execute bit, and so can't be run","details":[],\
        "help":["chmod +x \(path)/g/data",\
        "or, where none is meant, leave it out above the first '[' of the manifest: ignore = \
        [\\"data\\"]"]},\
        {"level":"error","place":"\(path)/g/old",\
        "message":"cannot execute '\(path)/g/old': its interpreter '/no/such/program' isn't there",\
        "details":[],"help":["install the interpreter, or mend the first line of the script"]}]}

        """, code: 1)
  }

  @Test func warningsAloneAreNoFailure() throws {
    try makeGroup()
    try home.group("list")
    try expectFindings(
      """
      warning  $DATA/qli/extensions/list: is called like a command of qli's, which 'qli list' is
               help: run its extensions so: qli run list EXTENSION
      """, warnings: 1)
  }

  @Test func coloursOfTheFindings() throws {
    try home.group("bad", manifest: "")
    try home.file("\(home.extensions())/file")
    let text = try home.qli("doctor", "--color=always").run().stdout
    for label in [
      "\u{1b}[32mok     \u{1b}[0m  environment: ", "\u{1b}[1;31merror  \u{1b}[0m  ",
      "\u{1b}[1;33mwarning\u{1b}[0m  ", "\n         \u{1b}[36mhelp:\u{1b}[0m see the format",
    ] {
      #expect(text.contains(label), "\(label.debugDescription)")
    }
    #expect(try !home.qli("doctor").run().stdout.contains("\u{1b}"))
  }

  /// Every kind of thing to complain about, and nothing is touched.
  @Test func doctorChangesNothing() throws {
    try makeGroup()
    try home.group("bad", manifest: "x")
    try home.group(
      "logs", "audit_log = '$XDG_STATE_HOME/new/folder/log'\nrequires_env = { NEVER_SET = true }")
    try home.group("torn", "audit_log = '$XDG_STATE_HOME/torn'")
    try home.file("$STATE/torn", "{")
    try home.group(
      "op", "secrets = [{ env = 'T', provider = 'one_password', ref = 'op://a/b/c' }]")
    try home.pathExecutable(
      "op", sh: "echo called >> '\(home.path("$WORK/op-was-called"))'; exit 1")
    try home.extension("g", "y", "#!/bin/sh\n", mode: 0o644)
    try home.extension("g", "z", sh: "echo called >> '\(home.path("$WORK/z-was-called"))'")
    try home.chmod("\(home.extensions())/g/z", 0o777)
    let before = try home.inventory()
    for words in [["doctor"], ["doctor", "--json"], ["-q", "doctor"]] {
      let outcome = try home.qli().arguments(words).run()
      #expect(outcome.ending == .exited(1))
      #expect(outcome.stderr.isEmpty)
    }
    #expect(try home.inventory() == before)
  }

  // MARK: - Variables

  @Test(arguments: [
    "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR",
  ])
  func relativeXDGFolders(_ name: String) throws {
    try home.file("$HOME/.local/share/qli/extensions/g/_manifest.toml", TestHome.manifest())
    try home.copy("/bin/true", to: "$HOME/.local/share/qli/extensions/g/x")
    if name != "XDG_DATA_HOME" { try makeGroup() }
    try expectFindings(
      """
      warning  \(name): 'some/folder' is relative, and ignored
               help: export \(name)=/an/absolute/path
      """, warnings: 1, environment: [name: "some/folder"])
  }

  @Test func aMissingHome() throws {
    try makeGroup()
    try expectFindings(
      """
      warning  HOME: isn't set: '~' and the defaults of the XDG folders can't be used
               help: \(TestHome.settingHome)
      """, warnings: 1, without: "HOME")
    try home.group("s", root: .system)
    try expectFindings(
      """
      warning  HOME: isn't set: only the system's groups are found
               help: \(TestHome.settingHome)
      """, warnings: 1, environment: ["HOME": ""], without: "XDG_DATA_HOME")
    try expectFindings(
      """
      warning  HOME: 'here' is relative, and ignored
               help: export HOME=/an/absolute/path
      """, warnings: 1, environment: ["HOME": "here"])
  }

  @Test func relativeEntriesOfLists() throws {
    try makeGroup()
    let data = "a:\(home.path("$SYSTEM")):\u{1b}[31mb"
    let path = ":\(home.path("$BIN")):bin"
    try expectFindings(
      """
      warning  XDG_DATA_DIRS: the entry 'a' is relative, and ignored
      warning  XDG_DATA_DIRS: the entry '\\x1b[31mb' is relative, and ignored
      warning  PATH: the entry '' is empty or relative, and what qli starts gets PATH without it
      warning  PATH: the entry 'bin' is empty or relative, and what qli starts gets PATH without it
      """, warnings: 4, environment: ["XDG_DATA_DIRS": data, "PATH": path])
  }

  // MARK: - Roots, and what lies in them

  @Test func aRootThatIsNoFolder() throws {
    try makeGroup()
    try home.file("$SYSTEM/qli/extensions")
    try expectFindings(
      "error    $SYSTEM/qli/extensions: cannot be read: Not a directory", errors: 1)
  }

  @Test func foldersThatAreNoGroups() throws {
    try makeGroup()
    let root = home.extensions()
    try home.file("\(root)/README")
    try home.directory("\(root)/empty")
    try home.link("\(root)/gone", to: "nowhere")
    try home.group("a b")
    try home.group("é\n")
    for name in [".git", "_drafts", "_file"] { try home.directory("\(root)/\(name)") }
    let rule =
      "help: names are letters, digits, '.', '_', '+' and '-', not beginning with punctuation, "
      + "at most 64 bytes"
    try expectFindings(
      """
      warning  $DATA/qli/extensions/README: isn't a folder, and so no group
      warning  $DATA/qli/extensions/a b: can't be a group's name, and is skipped
               \(rule)
      warning  $DATA/qli/extensions/empty: has no _manifest.toml, and so is no group
               help: write one: qli new empty --from $DATA/qli/extensions/empty
      error    $DATA/qli/extensions/gone: is a link that leads nowhere
               help: ls -l $DATA/qli/extensions/gone
               help: link it to where the folder is now: ln -sfn <folder> $DATA/qli/extensions/gone
      warning  $DATA/qli/extensions/é\\n: can't be a group's name, and is skipped
               \(rule)
      """, errors: 1, warnings: 4)
  }

  @Test func shadowedGroups() throws {
    try makeGroup()
    try home.group("g", root: .system)
    try home.extension("g", "other", sh: "true", root: .system)
    try expectFindings(
      """
      warning  $SYSTEM/qli/extensions/g: is shadowed by $DATA/qli/extensions/g: nothing in it is \
      ever used
      """, warnings: 1)
  }

  // MARK: - PATH

  @Test func orphansOnPath() throws {
    try makeGroup()
    try home.pathExecutable("qli-g-fine", sh: "true")
    try home.pathExecutable("qli-h-orphan", sh: "true")
    try home.pathExecutable("qli-", sh: "true")
    try home.pathExecutable("qli-g-data", "x", mode: 0o644)
    try expectFindings(
      """
      warning  $BIN/qli-: belongs to no group that exists; it is never run through qli
      warning  $BIN/qli-h-orphan: belongs to no group that exists; it is never run through qli
      warning  $BIN/qli-g-data: has no execute bit, and is skipped
               help: chmod +x $BIN/qli-g-data
      """, warnings: 3)
  }
}
