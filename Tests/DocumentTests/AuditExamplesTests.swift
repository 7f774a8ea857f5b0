import Foundation
import TestSupport
import Testing

/// The lines to type in qli-audit(5) do what the page says, on a real log.
@Suite struct AuditExamplesTests {
  let home: TestHome
  let page: ManPage
  private let folder = "$HOME/.local/state/qli"

  init() throws {
    home = try TestHome()
    page = try ManPage("qli-audit.5")
    try home.group("prod", "audit_log = \"$HOME/.local/state/qli/prod.jsonl\"")
    try home.extension("prod", "deploy", sh: "exit \"${2:-0}\"")
    try home.extension("prod", "linger", sh: "echo here; read line")
  }

  // MARK: - jq

  /// The output of the example with this text in it.
  private func output(
    _ part: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> String {
    let text = page.section("EXAMPLES").displays.filter { $0.contains(part) }
    try #require(text.count == 1, sourceLocation: sourceLocation)
    let outcome = try home.program("/bin/sh", "-c", text[0]).run()
    #expect(outcome.ending == .exited(0) && outcome.stderr == "", sourceLocation: sourceLocation)
    return outcome.stdout
  }

  @Test(.requireTool("jq")) func theQuestionsAreAnswered() throws {
    #expect(try home.qli("prod", "deploy", "v42").run().ending == .exited(0))
    #expect(try home.qli("prod", "deploy").arguments("v43", "3").run().ending == .exited(3))
    _ = try home.qli("prod", "deploy").arguments([0xFF] as [UInt8]).run()
    let running = try home.qli("prod", "linger").stdin(.pipe).start()
    try running.waitForOutput("here\n")
    let log = try home.auditLines("\(folder)/prod.jsonl")
    let starts = log.filter { $0["event"] == "start" }
    let times = starts.compactMap { $0["timestamp"]?.string }
    let user = starts.first?["user"]?.string ?? ""
    try #require(log.count == 7 && times.count == 4)

    let failed = try TestSupport.JSON.parse(try output("select(.exit_code > 0)"))
    #expect(failed["exit_code"]?.integer == 3 && failed["event"] == "finish")
    #expect(
      try output("@tsv' ~/.local/state/qli/prod.jsonl\n", not: "group_by")
        == "\(times[0])\t\(user)\tv42\n\(times[1])\t\(user)\tv43 3\n\(times[2])\t\(user)\t\u{FFFD}\n"
    )
    #expect(
      try output("(.[1] // .[0]).exit_code")
        == zip(times, ["deploy\t0", "deploy\t3", "deploy\t0", "linger\t"])
        .map { "\($0)\t\(user)\t\($1)\n" }.joined())
    let pid = try #require(starts[3]["pid"]?.integer)
    let host = try #require(starts[3]["host"]?.string)
    #expect(try output("select(all(") == "pid \(pid) on \(host) since \(times[3])\n")
    #expect(try output("sort -nr").split(separator: "\n").count == 3)
    let bytes = page.section("EXAMPLES").displays.filter { $0.contains("base64 -d") }
    #expect(
      try home.program("/bin/sh", "-c", bytes[0]).run().stdoutBytes == [0xFF])
    running.closeInput()
    _ = try running.wait()
  }

  private func output(_ part: String, not other: String) throws -> String {
    let text = page.section("EXAMPLES").displays.filter {
      $0.contains(part) && !$0.contains(other) && $0.contains("select(.event")
    }
    try #require(text.count == 1)
    return try home.program("/bin/sh", "-c", text[0]).run().stdout
  }

  // MARK: - logrotate

  /// Where the package of Debian has it.
  private static let logrotate = "/usr/sbin/logrotate"

  /// What the page says to write, with this home in place of that of the page.
  private func configure(_ change: (String) -> String = { $0 }) throws -> String {
    let displays = page.section("ROTATION").displays
    try #require(displays.count == 2)
    let text = change(displays[0]).replacingOccurrences(of: "/home/me", with: home.path("$HOME"))
    // It refuses a file that others may write to.
    try home.file("$HOME/.config/qli/logrotate.conf", text)
    return displays[1].trimmingCharacters(in: .newlines)
      .replacingOccurrences(of: "logrotate --state", with: "\(Self.logrotate) --state")
  }

  @Test(
    .enabled(if: FileManager.default.isExecutableFile(atPath: logrotate), "needs 'logrotate'"))
  func aLogIsRotatedInTheMiddleOfARun() throws {
    let command = try configure()
    let running = try home.qli("prod", "linger").stdin(.pipe).start()
    try running.waitForOutput("here\n")
    try home.program("/bin/sh", "-c", "\(command) --force").expect()
    #expect(!home.exists("\(folder)/prod.jsonl"))
    running.closeInput()
    #expect(try running.wait().ending == .exited(1))
    func events(_ name: String) throws -> [String] {
      try home.auditLines("\(folder)/\(name)").compactMap { $0["event"]?.string }
    }
    #expect(try events("prod.jsonl.1") == ["start"])
    #expect(try events("prod.jsonl") == ["finish"])
    #expect(try home.mode("\(folder)/prod.jsonl") == 0o600)
    // The one before the last is compressed.
    try home.program("/bin/sh", "-c", "\(command) --force").expect()
    #expect(home.exists("\(folder)/prod.jsonl.2.gz"))
    #expect(try events("prod.jsonl.1") == ["finish"])
  }

  @Test(
    .enabled(if: FileManager.default.isExecutableFile(atPath: logrotate), "needs 'logrotate'"))
  func aSmallLogStays() throws {
    _ = try home.qli("prod", "deploy").run()
    try home.program("/bin/sh", "-c", try configure()).expect()
    #expect(try home.auditLines("\(folder)/prod.jsonl").count == 2)
    // With a limit that it has passed, it doesn't.
    let command = try configure { $0.replacingOccurrences(of: "size 100M", with: "size 1") }
    try home.program("/bin/sh", "-c", command).expect()
    #expect(try home.auditLines("\(folder)/prod.jsonl.1").count == 2)
  }
}
