import Glibc
import TestSupport
import Testing

/// A log that can't be written: at the start nothing runs, at the end the exit code stands, and in
/// no case is a line torn.
@Suite struct AuditFaultTests {
  let home: TestHome
  private let log = "$STATE/log"
  private let help =
    "help: mend the path or its permissions, or change 'audit_log' in the group's manifest\n"

  init() throws {
    home = try TestHome()
    try home.group("g", "audit_log = \"$XDG_STATE_HOME/log\"")
    try home.extension("g", "x", sh: "echo ran >&2; exit 3")
  }

  private func refusal(
    _ reason: String, path: String = "$STATE/log", help: String? = nil
  ) -> String {
    "error: cannot write the audit log '\(path)': \(reason); nothing was run\n\(help ?? self.help)"
  }

  private var fullDisk: String {
    refusal(
      "File too large; the file is as it was",
      help: "help: see how full the disk is: df $STATE/log\n")
  }

  // MARK: - What is no regular file

  @Test func aFIFOIsRefused() throws {
    try #require(mkfifo(home.path(log), 0o600) == 0)
    try home.qli("g", "x").expect(stderr: refusal("it is a FIFO, not a regular file"), code: 123)
  }

  /// Somebody who reads from it makes no difference.
  @Test func aFIFOWithAReaderIsRefused() throws {
    let fifo = try home.fifo("log")
    try home.link(log, to: fifo.path)
    try home.qli("g", "x").expect(stderr: refusal("it is a FIFO, not a regular file"), code: 123)
  }

  @Test func aFolderIsRefused() throws {
    try home.directory(log)
    try home.qli("g", "x").expect(stderr: refusal("Is a directory"), code: 123)
  }

  @Test(arguments: ["/dev/null", "/dev/full", "/dev/tty"])
  func aDeviceIsRefused(_ device: String) throws {
    try home.group("g", "audit_log = '\(device)'")
    let outcome = try home.qli("g", "x").run()
    let reason =
      device == "/dev/tty" ? "No such device or address" : "it is a device, not a regular file"
    outcome.expect(stderr: refusal(reason, path: device), code: 123)
  }

  @Test func aDeviceAtATerminalIsRefused() throws {
    try home.group("g", "audit_log = '/dev/tty'")
    let terminal = try home.qli("g", "x").startOnTerminal()
    try terminal.wait().expect(
      terminal: refusal("it is a device, not a regular file", path: "/dev/tty")
        .replacingHeads(), code: 123)
  }

  @Test func aPathBelowAFileIsRefused() throws {
    try home.group("g", "audit_log = \"$XDG_STATE_HOME/file/log\"")
    try home.file("$STATE/file", "kept")
    try home.qli("g", "x").expect(
      stderr: refusal("Not a directory", path: "$STATE/file/log"), code: 123)
    #expect(try home.read("$STATE/file") == "kept")
  }

  @Test func aLinkInACircleIsRefused() throws {
    try home.link(log, to: "log")
    try home.qli("g", "x").expect(
      stderr: refusal("Too many levels of symbolic links"), code: 123)
  }

  @Test func aNameThatIsTooLongIsRefused() throws {
    let name = String(repeating: "n", count: 300)
    try home.group("g", "audit_log = \"$XDG_STATE_HOME/\(name)\"")
    try home.qli("g", "x").expect(
      stderr: refusal("File name too long", path: "$STATE/\(name)"), code: 123)
  }

  @Test func quietDropsTheHintOnly() throws {
    try home.directory(log)
    try home.qli("-q", "g", "x").expect(
      stderr: "error: cannot write the audit log '$STATE/log': Is a directory; nothing was run\n",
      code: 123)
  }

  // MARK: - A full disk

  /// The limit lets a part of the record in; what went in is taken out again.
  @Test(arguments: [0, 1, 100])
  func aFullDiskAtTheStartRunsNothing(_ room: Int) throws {
    let before = "{\"before\":\"\(String(repeating: "x", count: 500))\"}\n"
    try home.file(log, before)
    try home.qli("g", "x").fileSizeLimit(before.utf8.count + room).expect(
      stderr: fullDisk, code: 123)
    #expect(try home.read(log) == before)
  }

  @Test func aFullDiskLeavesATornLineAsItWas() throws {
    let before = "{\"torn\":\"\(String(repeating: "x", count: 500))"
    try home.file(log, before)
    try home.qli("g", "x").fileSizeLimit(before.utf8.count + 50).expect(
      stderr: fullDisk, code: 123)
    #expect(try home.read(log) == before)
  }

  @Test func aFullDiskAtTheStartLeavesANewLogEmpty() throws {
    try home.qli("g", "x").fileSizeLimit(100).expect(
      stderr: fullDisk, code: 123)
    #expect(try home.read(log).isEmpty)
  }

  @Test func aFullDiskAtTheFinishIsAWarning() throws {
    // How long the two records are.
    try home.qli("g", "x").expect(stderr: "ran\n", code: 3)
    let lines = try home.read(log).split(separator: "\n").map { $0.utf8.count + 1 }
    try #require(lines.count == 2)
    try home.remove(log)
    try home.qli("g", "x").fileSizeLimit(lines[0] + lines[1] / 2).expect(
      stderr: """
        ran
        warning: the end of this run isn't on record: cannot write the audit log '$STATE/log': \
        File too large; the file is as it was

        """, code: 3)
    #expect(try home.auditLines(log).map { $0["event"] } == ["start"])
    // With more room it goes on where it was.
    try home.qli("-q", "g", "x").expect(stderr: "ran\n", code: 3)
    #expect(try home.auditLines(log).map { $0["event"] } == ["start", "start", "finish"])
  }

  @Test func quietSilencesTheWarningOfALostFinishRecord() throws {
    try home.extension("g", "x", sh: "rm '\(home.path(log))'; mkdir '\(home.path(log))'; exit 3")
    try home.qli("-q", "g", "x").expect(code: 3)
  }

  @Test func aLogThatIsReplacedByAFolderMeanwhileIsAWarning() throws {
    try home.extension(
      "g", "x", sh: "rm '\(home.path(log))'; mkdir '\(home.path(log))'; kill -9 $$")
    try home.qli("g", "x").expect(
      stderr: """
        warning: the end of this run isn't on record: cannot write the audit log '$STATE/log': \
        Is a directory

        """, code: 137)
  }

  // MARK: - A last line that somebody tore

  @Test func aTornLineGetsItsNewline() throws {
    try home.file(log, "{\"event\":\"start\",\"cut\":\"o")
    try home.qli("g", "x").expect(stderr: "ran\n", code: 3)
    let lines = try home.read(log).split(separator: "\n", omittingEmptySubsequences: false)
    try #require(lines.count == 4)
    #expect(lines[0] == "{\"event\":\"start\",\"cut\":\"o")
    #expect(lines[1].hasPrefix("{\"event\":\"start\",\"timestamp\":"))
    #expect(lines[2].hasPrefix("{\"event\":\"finish\",\"timestamp\":"))
    #expect(lines[3].isEmpty)
  }

  @Test func aWholeLineAndAnEmptyFileGetNoNewline() throws {
    for before in ["", "\n", "{}\n"] {
      try home.file(log, before)
      try home.qli("g", "x").expect(stderr: "ran\n", code: 3)
      #expect(try home.read(log).hasPrefix(before + "{\"event\":\"start\""))
    }
  }

  /// The extension tears the line, or empties the file, while it runs.
  @Test func whatTheExtensionDoesToTheLogIsMended() throws {
    try home.extension("g", "x", sh: "printf torn >> '\(home.path(log))'")
    try home.qli("g", "x").expect()
    #expect(
      try home.read(log).split(separator: "\n").map { $0.prefix(14) }
        == ["{\"event\":\"star", "torn", "{\"event\":\"fini"])
    try home.extension("g", "x", sh: ": > '\(home.path(log))'")
    try home.qli("g", "x").expect()
    #expect(try home.auditLines(log).map { $0["event"] } == ["finish"])
  }

  // MARK: - The end of qli itself

  @Test func aKilledQliLeavesAWellFormedLog() throws {
    let gate = try home.fifo("gate")
    try home.extension("g", "x", sh: "echo > '\(gate.path)'; exec sleep 100")
    let running = try home.qli("g", "x").start()
    try gate.wait(for: running)
    try running.signal(SIGKILL)
    #expect(try running.wait().ending == .signalled(SIGKILL))
    #expect(try home.auditLines(log).map { $0["event"] } == ["start"])
    try home.extension("g", "y", sh: "exit 0")
    try home.qli("g", "y").expect()
    #expect(try home.auditLines(log).map { $0["event"] } == ["start", "start", "finish"])
  }
}

extension String {
  /// The text as a terminal gets it, with the two labels coloured.
  fileprivate func replacingHeads() -> String {
    split(separator: "\n", omittingEmptySubsequences: false).map { line in
      if line.hasPrefix("error:") { return "\u{1b}[1;31merror:\u{1b}[0m" + line.dropFirst(6) }
      if line.hasPrefix("help:") { return "\u{1b}[36mhelp:\u{1b}[0m" + line.dropFirst(5) }
      return String(line)
    }.joined(separator: "\n")
  }
}
