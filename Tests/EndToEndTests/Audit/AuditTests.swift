import Foundation
import Glibc
import TestSupport
import Testing

/// What the records of a run say.
@Suite struct AuditTests {
  let home: TestHome
  private let log = "$STATE/log.jsonl"

  init() throws {
    home = try TestHome()
    try home.group("g", "audit_log = \"$XDG_STATE_HOME/log.jsonl\"")
    try home.extension("g", "x", sh: "exit 3")
  }

  /// The start record of `g x` in `$WORK`, but for what is stated.
  private func start(
    parent: String = "", sudo: String = "", cwd: String = "\"$WORK\"", name: String = "x",
    args: String = "[]", more: String = "", secrets: String = "[]"
  ) throws -> String {
    "{\"event\":\"start\",\"timestamp\":\"TIME\",\"run_id\":\"ID\"\(parent),"
      + (try who(sudo)) + ",\"pid\":PID,\"cwd\":\(cwd),\"group\":\"g\",\"extension\":\"\(name)\","
      + "\"path\":\"$DATA/qli/extensions/g/\(name)\",\"args\":\(args)\(more),"
      + "\"env_var_names\":\(secrets)}\n"
  }

  private func who(_ sudo: String) throws -> String {
    let who = try Machine.identity.split(separator: ",\"host\"", maxSplits: 1)
    return "\(who[0])\(sudo),\"host\"\(who[1])"
  }

  private func closing(
    _ event: String, name: String = "x", sudo: String = "", _ middle: String
  ) throws -> String {
    "{\"event\":\"\(event)\",\"timestamp\":\"TIME\",\"run_id\":\"ID\","
      + (try who(sudo)) + ",\"pid\":PID,"
      + "\"group\":\"g\",\"extension\":\"\(name)\",\(middle),\"duration_ms\":MS}\n"
  }

  @Test func startAndFinish() throws {
    try home.qli("g", "x", "a b", "é", "\"\\\n\t\u{1}\u{7f}", "").expect(code: 3)
    let args = #"["a b","é","\"\\\n\t\u0001\u007f",""]"#
    #expect(
      try home.shownLog(log) == start(args: args) + closing("finish", #""exit_code":3"#))
    let records = try home.auditLines(log)
    try #require(records.count == 2)
    #expect(records[0]["run_id"] == records[1]["run_id"])
    #expect(records[0]["args"] == ["a b", "é", "\"\\\n\t\u{1}\u{7f}", ""])
  }

  @Test func theProcessIsQli() throws {
    try home.extension("g", "parent", sh: "echo $PPID")
    let outcome = try home.qli("g", "parent").run()
    let pid = try #require(home.auditLines(log).first?["pid"]?.integer)
    outcome.expect(stdout: "\(pid)\n")
  }

  @Test func timesAreUTCAndInOrder() throws {
    let before = Date()
    try home.qli("g", "x").expect(code: 3)
    let after = Date()
    let texts = try home.auditLines(log).map { try #require($0["timestamp"]?.string) }
    let formatter = ISO8601DateFormatter()
    formatter.formatOptions = [.withInternetDateTime, .withFractionalSeconds]
    let times = try texts.map { try #require(formatter.date(from: $0)) }
    // The formatter drops what is below a millisecond.
    let bounds = before.addingTimeInterval(-0.002)...after
    #expect(times.allSatisfy { bounds.contains($0) })
    #expect(texts == texts.sorted())
    #expect(texts.allSatisfy { $0.utf8.count == "2026-01-31T08:05:09.000123Z".utf8.count })
  }

  /// The first 48 bits of a UUIDv7 are the start's time in milliseconds, so that they sort by it.
  /// The run has its number before its guards are asked, which may take a while.
  @Test func runIDsHoldATimeUpToTheStarts() throws {
    let before = Int(Date().timeIntervalSince1970 * 1000)
    for _ in 0..<3 { try home.qli("g", "x").expect(code: 3) }
    let starts = try home.auditLines(log).filter { $0["event"] == "start" }
    let formatter = ISO8601DateFormatter()
    formatter.formatOptions = [.withInternetDateTime]
    for record in starts {
      let id = try #require(record["run_id"]?.string)
      let time = try #require(record["timestamp"]?.string)
      let seconds = try #require(formatter.date(from: time.prefix(19) + "Z"))
      let fraction = try #require(Int(time.dropFirst(20).prefix(3)))
      let digits = id.prefix(13).filter { $0 != "-" }
      let milliseconds = try #require(Int(digits, radix: 16))
      #expect(milliseconds >= before)
      #expect(milliseconds <= Int(seconds.timeIntervalSince1970) * 1000 + fraction)
    }
    #expect(Set(starts.compactMap { $0["run_id"]?.string }).count == 3)
  }

  @Test func aNestedRunNamesItsParent() throws {
    try home.extension("g", "outer", sh: "\"$QLI\" g inner; echo \"$QLI_RUN_ID\"")
    try home.extension("g", "inner", sh: "echo \"$QLI_RUN_ID\"")
    let lines = try home.qli("g", "outer").run().stdout.split(separator: "\n").map { String($0) }
    let records = try home.auditLines(log)
    try #require(records.map { $0["extension"] } == ["outer", "inner", "inner", "outer"])
    #expect(records.map { $0["event"] } == ["start", "start", "finish", "finish"])
    #expect(records[0]["parent_run_id"] == nil)
    #expect(records[1]["parent_run_id"] == records[0]["run_id"])
    #expect(lines == [records[1], records[0]].compactMap { $0["run_id"]?.string })
    #expect(
      try home.shownLog(log).contains(
        start(parent: #","parent_run_id":"ID""#, name: "inner").replacing(
          "]}\n", with: "],\"trace_id\":")))
  }

  /// What is no UUID names no run.
  @Test(arguments: [
    "", "prod", "01a1fbed-ecb6-7fbd-979c-0328f7ffcfb", "x1a1fbed-ecb6-7fbd-979c-0328f7ffcfb3",
  ])
  func aParentThatIsNone(_ text: String) throws {
    try home.qli("g", "x").environment(["QLI_RUN_ID": text, "SUDO_USER": ""]).expect(code: 3)
    #expect(try home.shownLog(log) == start() + closing("finish", #""exit_code":3"#))
  }

  @Test func theUserIsNotWhatTheEnvironmentSays() throws {
    try home.qli("g", "x")
      .environment(["USER": "somebody", "LOGNAME": "somebody", "SUDO_USER": "alice"])
      .expect(code: 3)
    #expect(
      try home.shownLog(log)
        == start(sudo: #","sudo_user":"alice""#)
        + closing("finish", sudo: #","sudo_user":"alice""#, #""exit_code":3"#))
  }

  @Test func aDeletedFolderIsNull() throws {
    // A shell would complain about it.
    try home.copy("/bin/true", to: "$DATA/qli/extensions/g/x")
    try home.qli("g", "x").deletedDirectory().expect()
    #expect(
      try home.shownLog(log) == start(cwd: "null") + closing("finish", #""exit_code":0"#))
  }

  @Test func aFolderWithAnOddNameIsShown() throws {
    let folder = try home.directory("odd \"name\"\n")
    try home.qli("g", "x").directory(folder).expect(code: 3)
    #expect(try home.auditLines(log).first?["cwd"] == .string(folder))
  }

  @Test func argumentsThatAreNoTextAreAlsoKeptExactly() throws {
    let odd: [UInt8] = [0x61, 0xff, 0xfe, 0x62]
    try home.qli("g", "x", odd, "é", "").expect(code: 3)
    #expect(
      try home.shownLog(log)
        == start(
          args: "[\"a\u{fffd}\u{fffd}b\",\"é\",\"\"]",
          more: ",\"args_base64\":[\"\(Data(odd).base64EncodedString())\",\"w6k=\",\"\"]")
        + closing("finish", #""exit_code":3"#))
  }

  @Test func longArgumentsAreKeptWhole() throws {
    let long = String(repeating: "0123456789", count: 10_000)
    try home.qli("g", "x", long, long).expect(code: 3)
    #expect(try home.auditLines(log).first?["args"] == .array([.string(long), .string(long)]))
  }

  @Test func signalsAreNamed() throws {
    try home.extension("g", "x", sh: "exec probe kill-self TERM")
    try home.qli("g", "x").expect(code: 143)
    #expect(
      try home.shownLog(log)
        == start() + closing("finish", #""exit_code":143,"signal":"SIGTERM""#))
  }

  @Test func aRunThatWasToldToStopIsInterrupted() throws {
    try home.extension("g", "x", sh: "exec probe trap TERM --ready \(home.path("ready")) --exit 7")
    let running = try home.qli("g", "x").start()
    try home.waitForFile("ready", toContain: "\n")
    try running.signal(SIGTERM)
    try running.expect(code: 7)
    #expect(
      try home.shownLog(log)
        == start() + closing("interrupted", #""exit_code":7,"signal":"SIGTERM""#))
  }

  @Test func theFirstStopSignalIsRecorded() throws {
    try home.extension(
      "g", "x",
      sh: "exec probe trap USR1 TERM HUP --count 3 --ready \(home.path("ready")) "
        + "--log \(home.path("log")) --die")
    let running = try home.qli("g", "x").start()
    try home.waitForFile("ready", toContain: "\n")
    for (signal, name) in [(SIGUSR1, "SIGUSR1"), (SIGTERM, "SIGTERM"), (SIGHUP, "SIGHUP")] {
      try running.signal(signal)
      try home.waitForFile("log", toContain: name)
    }
    try running.expect(code: 128 + SIGHUP)
    #expect(
      try home.shownLog(log)
        == start() + closing("interrupted", #""exit_code":129,"signal":"SIGTERM""#))
  }

  @Test func aSignalThatStopsNothingInterruptsNothing() throws {
    try home.extension("g", "x", sh: "exec probe trap USR1 --ready \(home.path("ready")) --exit 7")
    let running = try home.qli("g", "x").start()
    try home.waitForFile("ready", toContain: "\n")
    try running.signal(SIGUSR1)
    try running.expect(code: 7)
    #expect(try home.shownLog(log) == start() + closing("finish", #""exit_code":7"#))
  }

  @Test func whatCouldNotBeStartedIsFailed() throws {
    try home.extension("g", "x", [0x7f, 0x45, 0x4c, 0x46, 0, 1, 2] as [UInt8])
    let text =
      "cannot execute '$DATA/qli/extensions/g/x': it is a binary of another machine, or a broken one"
    try home.qli("g", "x").expect(
      stderr: "error: \(text)\nhelp: see what it is: file $DATA/qli/extensions/g/x\n", code: 126)
    #expect(
      try home.shownLog(log)
        == start()
        + closing(
          "failed", #""step":"spawn","cause":"wrong_format","exit_code":126,"error":"\#(text)""#))
  }

  @Test func refusalsBeforeTheFifthStepLeaveNoRecord() throws {
    try home.group(
      "g", "audit_log = \"$XDG_STATE_HOME/log.jsonl\"\nrequires_env = { NEVER_SET = true }")
    #expect(try home.qli("g", "x").run().ending == .exited(120))
    #expect(!home.exists(log))
    #expect(try home.qli("g", "y").run().ending == .exited(127))
    #expect(!home.exists(log))
  }

  @Test func aGroupWithoutALogLeavesNoRecord() throws {
    try home.group("g")
    try home.qli("g", "x").expect(code: 3)
    #expect(try home.program("/bin/ls", "-A", home.path("$STATE")).run().stdout.isEmpty)
  }
}
