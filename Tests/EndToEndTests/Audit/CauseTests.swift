import Foundation
import TestSupport
import Testing

/// The stable word for why a run was refused or has failed: the same in its report, its record and its
/// forecast.
@Suite struct CauseTests {
  let home: TestHome

  init() throws {
    home = try TestHome()
    try home.extension("g", "x", sh: "echo ran")
  }

  private static func secret(_ provider: String, _ ref: String) -> String {
    "secrets = [{ env = 'S', provider = '\(provider)', ref = '\(ref)' }]"
  }

  private static let refusals = [
    ("requires_env.NEEDED = true", "env_unset"),
    ("requires_env.EMPTY = true", "env_empty"),
    ("requires_env.HOME = 'elsewhere'", "env_differs"),
    ("requires_commands = ['none-such']", "command_missing"),
    ("requires_commands = ['plain']", "command_not_executable"),
    ("requires_env.NEEDED = true\nrequires_commands = ['none-such']", "env_unset"),
    ("run.write = ['/none/such']", "write_path_missing"),
    ("run.write = ['$NOT_SET/x']", "write_path_unknown"),
    ("confirm = true", "no_terminal"),
    ("reason = true", "no_terminal"),
    (secret("env", "NOT_SET"), "secret_unset"),
    (secret("env", "EMPTY"), "secret_malformed"),
    (secret("file", "/none/such"), "secret_file_unusable"),
    (secret("none", "x"), "source_missing"),
  ]

  @Test(arguments: refusals) func aRefusal(_ lines: String, _ cause: String) throws {
    try home.group(
      "g", "audit_log = \"$XDG_STATE_HOME/log\"\naudit_refusals = true\n\(lines)")
    try home.file("$BIN/plain", "no program")
    let environment = ["EMPTY": ""]
    let run = try home.qli("run", "--json", "g", "x").environment(environment).run()
    #expect(try JSON.parse(run.stdout)["cause"]?.string == cause)
    let record = try #require(home.auditLines("$STATE/log").first)
    #expect(record["event"] == "refused" && record["cause"]?.string == cause)
    let forecast = try JSON.parse(
      home.qli("explain", "--json", "g", "x").environment(environment).run().stdout)
    #expect(forecast["cause"]?.string == cause)
    let remarks = (forecast["steps"]?.array ?? []).flatMap { $0["remarks"]?.array ?? [] }
    for remark in remarks { #expect((remark["cause"] != nil) == (remark["verdict"] == "blocked")) }
    #expect(remarks.contains { $0["cause"]?.string == cause })
  }

  /// The further lines of an error are told to programs as well.
  @Test func theDetails() throws {
    try home.group("g", "requires_env = { A = true, HOME = 'x' }")
    let run = try JSON.parse(home.qli("run", "--json", "g", "x").run().stdout)
    #expect(run["details"] == ["A isn't set", "HOME has another value; it must be 'x'"])
    try home.qli("--status-file", "status", "g", "x").run().expectCode(120)
    #expect(try JSON.parse(home.read("status"))["details"] == run["details"])
    try home.group("g")
    #expect(try JSON.parse(home.qli("run", "--json", "g", "x").run().stdout)["details"] == nil)
  }

  /// Each of several remarks has its own.
  @Test func severalAtOnce() throws {
    try home.group(
      "g", "requires_env = { A = true, HOME = 'x' }\nrequires_commands = ['none-such']")
    let forecast = try JSON.parse(home.qli("explain", "--json", "g", "x").run().stdout)
    let remarks = (forecast["steps"]?.array ?? []).flatMap { $0["remarks"]?.array ?? [] }
    #expect(
      remarks.compactMap { $0["cause"]?.string } == ["env_unset", "env_differs", "command_missing"])
  }

  @Test(arguments: [
    ("#!/none/such\n", "interpreter_missing"), ("#!\n", "interpreter_malformed"),
    ("#!/bin/sh\r\n", "interpreter_malformed"), ("\u{7f}ELF\u{0}\u{1}", "wrong_format"),
  ]) func aFailure(_ text: String, _ cause: String) throws {
    try home.group("g", "audit_log = \"$XDG_STATE_HOME/log\"")
    try home.extension("g", "x", text)
    let run = try home.qli("run", "--json", "g", "x").run()
    #expect(try JSON.parse(run.stdout)["cause"]?.string == cause)
    let record = try #require(home.auditLines("$STATE/log").last)
    #expect(record["event"] == "failed" && record["cause"]?.string == cause)
  }

  @Test func whatEndsByItselfHasNone() throws {
    try home.group("g", "audit_log = \"$XDG_STATE_HOME/log\"")
    try home.extension("g", "x", sh: "exit 120")
    let run = try home.qli("run", "--json", "g", "x").run()
    #expect(try JSON.parse(run.stdout)["cause"] == nil)
    #expect(try home.auditLines("$STATE/log").allSatisfy { $0["cause"] == nil })
  }

  @Test func theAnswersAtATerminal() throws {
    try home.group("g", "confirm = true")
    #expect(try answered("n\n", waitingFor: "[y/N] ") == "not_confirmed")
    try home.group("g", "reason = 'INC-*'")
    #expect(try answered("\n", waitingFor: ": ") == "reason_missing")
    #expect(try answered("none\n", waitingFor: "(INC-*): ", times: 3) == "reason_differs")
    try home.group("g", "confirm = 'word'")
    let status = home.path("status")
    _ = try home.qli("--status-file", status, "--confirm=other", "g", "x").run()
    #expect(try JSON.parse(home.read("status"))["cause"] == "word_differs")
  }

  private func answered(
    _ answer: String, waitingFor question: String, times: Int = 1
  ) throws -> String? {
    let terminal = try home.qli("--status-file", home.path("status"), "g", "x").startOnTerminal()
    for _ in 0..<times {
      try terminal.waitFor(question)
      try terminal.type(answer)
    }
    _ = try terminal.wait()
    return try JSON.parse(home.read("status"))["cause"]?.string
  }

  /// The reports of a service, its state and its record.
  @Test func aServiceThatIsNotReady() throws {
    try home.group(
      "g",
      """
      audit_log = "$XDG_STATE_HOME/log"
      [extensions.x.service]
      ready = "file:$HOME/never"
      ready_timeout = "50ms"
      """)
    try home.extension("g", "x", sh: "exec probe wait-for never")
    let report = try JSON.parse(home.qli("start", "--json", "g", "x").run().stdout)
    #expect(report["outcome"] == "not_ready" && report["cause"] == "not_ready")
    let status = try JSON.parse(home.qli("status", "--json", "g", "x").run().stdout)
    #expect(status["services"]?[0]?["cause"] == "not_ready")
    #expect(try home.auditLines("$STATE/log").last?["cause"] == "not_ready")
  }
}
