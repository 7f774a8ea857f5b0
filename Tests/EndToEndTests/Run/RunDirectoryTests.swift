import TestSupport
import Testing

/// `run.cwd`: the folder that an extension runs in.
@Suite struct RunDirectoryTests {
  let home: TestHome
  private let extensionPath = "$DATA/qli/extensions/g/x"

  init() throws { home = try TestHome() }

  private func makeGroup(_ folder: String, _ more: String = "") throws {
    try home.captureGroup(
      "audit_log = '$XDG_STATE_HOME/log'\nrun.cwd = '\(folder)'\n\(more)", sh: "pwd; pwd -P")
  }

  @Test(arguments: [
    ("$HOME/infra", "$HOME/infra"), ("~/infra", "$HOME/infra"), ("${HOME}/./infra/", "$HOME/infra"),
    ("$PLACE", "$HOME/infra"), ("$XDG_STATE_HOME/../home/infra", "$HOME/infra"), ("/", "/"),
  ])
  func aFolderThatIsThere(_ written: String, _ folder: String) throws {
    try home.directory("$HOME/infra")
    try makeGroup(written)
    let run = home.qli("g", "x").environment(["PLACE": home.path("$HOME/infra")])
    let lines = try run.run().stdout.split(separator: "\n")
    #expect(lines.last.map(String.init) == home.expand(folder))
    // The record tells where qli was started.
    let records = try home.auditLines("$STATE/log")
    #expect(records.first?["cwd"] == .string(home.path("$WORK")))
    #expect(records.map { $0["event"] } == ["start", "finish"])
  }

  /// The extension's path is qli's, whatever folder it runs in, and arguments are handed on as they
  /// are.
  @Test func theFolderChangesNothingElse() throws {
    try home.directory("$HOME/infra")
    try makeGroup("$HOME/infra")
    try home.extension("g", "x", sh: "echo \"$0\" \"$1\"; cat < \"$1\"")
    try home.file("file", "in the caller's folder")
    try home.file("$HOME/infra/file", "in the other\n")
    try home.qli("g", "x", "file").expect(stdout: "\(extensionPath) file\nin the other\n")
  }

  /// Also in a captured run, for a script without `#!` and for a folder that is a link.
  @Test func theFolderOfOtherKindsOfRuns() throws {
    try home.directory("$HOME/real")
    try home.link("$HOME/link", to: "real")
    try makeGroup("~/link", "run.timeout = '1h'")
    try home.extension("g", "x", "pwd -P\n")
    try home.qli("g", "x").expect(stdout: "$HOME/real\n")
    try home.captured().capture(home).expect(
      #""outcome":"finished","exit_code":0,"duration_ms":MS,"stdout":"$HOME/real","stderr":null"#)
    // Where the caller's own folder is gone.
    try home.qli("g", "x").deletedDirectory().expect(stdout: "$HOME/real\n")
  }

  // MARK: - Folders that can't be used

  /// Expects that nothing runs, a message, and a closing record that holds it.
  private func expectFailure(
    _ message: String, help: String, _ change: (QliRun) -> QliRun = { $0 },
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let error = "cannot execute '\(extensionPath)': \(message)"
    try change(home.qli("g", "x")).expect(
      stderr: "error: \(error)\n\(help.isEmpty ? "" : "help: \(help)\n")", code: 126,
      sourceLocation: sourceLocation)
    let records = try home.auditLines("$STATE/log")
    #expect(records.map { $0["event"] } == ["start", "failed"], sourceLocation: sourceLocation)
    #expect(records.last?["step"] == "spawn", sourceLocation: sourceLocation)
    #expect(records.last?["exit_code"] == 126, sourceLocation: sourceLocation)
    #expect(
      records.last?["error"] == .string(home.expand(error)), sourceLocation: sourceLocation)
  }

  @Test func aFolderThatIsMissing() throws {
    try makeGroup("$HOME/in fra")
    try expectFailure(
      "the folder '$HOME/in fra' that it is to run in: No such file or directory",
      help: "mkdir -p '$HOME/in fra'\nhelp: change 'cwd' in the manifest")
    #expect(!home.exists("$HOME/in fra"))
  }

  @Test func aFileInPlaceOfTheFolder() throws {
    try home.file("$HOME/infra")
    try makeGroup("$HOME/infra")
    try expectFailure(
      "the folder '$HOME/infra' that it is to run in: Not a directory",
      help: "change 'cwd' in the manifest")
  }

  @Test func aFolderWithAVariableThatIsNotSet() throws {
    try makeGroup("$PLACE/x")
    try expectFailure(
      "'cwd' in the manifest needs the variable 'PLACE', which isn't set",
      help: "export PLACE=<value>")
    try home.remove("$STATE/log")
    try expectFailure(
      "'cwd' in the manifest needs the variable 'PLACE', which isn't set",
      help: "export PLACE=<value>"
    ) { $0.environment(["PLACE": ""]) }
  }

  @Test func aFolderThatIsNotAbsolute() throws {
    try makeGroup("$PLACE/x")
    try home.directory("x")
    try expectFailure(
      "'cwd' in the manifest is './x', which isn't absolute", help: ""
    ) { $0.environment(["PLACE": "."]) }
  }

  /// The same in a captured run.
  @Test func aMissingFolderOfACapturedRun() throws {
    try makeGroup("/no/such/folder")
    let object = try home.captured().capture(home).object
    #expect(object["outcome"] == "failed" && object["step"] == "spawn")
    #expect(object["exit_code"] == 126)
    #expect(
      object["error"]
        == .string(
          home.expand(
            "cannot execute '\(extensionPath)': the folder '/no/such/folder' that it is to run in: "
              + "No such file or directory")))
  }

  // MARK: - The extension's own

  @Test func theExtensionsFolderReplacesTheGroups() throws {
    try home.directory("$HOME/own")
    try makeGroup("/no/such/folder", "[extensions.x.run]\ncwd = '~/own'")
    try home.qli("g", "x").expect(stdout: "$HOME/own\n$HOME/own\n")
  }
}
