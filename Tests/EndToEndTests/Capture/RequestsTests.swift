import Glibc
import TestSupport
import Testing

/// `qli run --json -`: requests as JSON Lines, and an answer to each.
@Suite struct RequestsTests {
  let home: TestHome

  init() throws {
    home = try TestHome()
    try home.group(
      "g",
      """
      audit_log = "$XDG_STATE_HOME/log"
      [extensions.asks]
      confirm = "word"
      reason = true
      [extensions.strict]
      confirm = "word"
      reason = "INC-?*"
      [extensions.kept]
      run.with_qli = true
      """)
    try home.extension("g", "x", sh: "printf '%s\\n' \"$@\"; cat")
    try home.extension("g", "asks", sh: "echo \"$QLI_REASON\"")
    try home.extension("g", "strict", sh: "true")
    try home.extension("g", "kept", sh: "echo kept")
    try home.extension("g", "wait", sh: "echo > begun; exec probe wait-for never")
  }

  private func answers(_ requests: String...) throws -> [JSON] {
    let outcome = try home.qli("run", "--json", "-")
      .stdin(.text(requests.joined(separator: "\n"))).run()
    #expect(outcome.ending == .exited(0))
    return try outcome.stdout.split(separator: "\n").map { try JSON.parse(String($0)) }
  }

  @Test func oneAnswerForEachInTheirOrder() throws {
    let answers = try answers(
      #"{"group":"g","extension":"x","args":["a b","ü"]}"#, "",
      #"{"group":"g","extension":"x","stdin":"line 1\nline 2\n","output":"lines"}"#,
      #"{"group":"g","extension":"none"}"#, "  ",
      #"{"extension":"kept","group":"g"}"#)
    #expect(answers.map { $0["outcome"] } == ["finished", "finished", "not_found", "finished"])
    #expect(answers[0]["stdout"] == "a b\nü")
    #expect(answers[1]["stdout"] == .array(["line 1", "line 2"]))
    #expect(answers[2]["exit_code"]?.integer == 127)
    #expect(answers[3]["stdout"] == "kept")
    // Each is a run of its own, on record as such.
    let records = try home.auditLines("$STATE/log")
    #expect(
      records.map { $0["event"] } == ["start", "finish", "start", "finish", "start", "finish"])
    let ids = records.compactMap { $0["run_id"]?.string }
    #expect(Set(ids).count == 3 && ids[0] == answers[0]["run_id"]?.string)
    #expect(Set(records.compactMap { $0["pid"]?.integer }).count == 3)
  }

  @Test func whatARequestAnswersInAdvance() throws {
    let id = "0199c82c-cf49-7000-8000-000000000001"
    let answers = try answers(
      #"{"group":"g","extension":"asks"}"#,
      #"{"group":"g","extension":"asks","yes":true,"reason":"why"}"#,
      #"{"group":"g","extension":"asks","confirm":"word","reason":"why","parent_run":"\#(id)"}"#,
      #"{"group":"g","extension":"wait","timeout":"1ms"}"#)
    #expect(answers.map { $0["outcome"] } == ["refused", "refused", "finished", "timed_out"])
    #expect(answers[0]["cause"] == "no_input" && answers[0]["help"]?.array?.isEmpty == false)
    #expect(answers[2]["stdout"] == "why")
    let records = try home.auditLines("$STATE/log")
    #expect(records.first?["parent_run_id"]?.string == id)
  }

  @Test(arguments: [
    ("x", "it isn't JSON: column 1: "), ("[]", "it isn't a JSON object"),
    ("{}", "it has no 'group'"), (#"{"group":"g"}"#, "it has no 'extension'"),
    (#"{"group":"g","extension":"x","confrm":"w"}"#, "it has the unknown member 'confrm'"),
    (#"{"group":"g","extension":"x","args":"a"}"#, "'args' must be an array of strings"),
    (#"{"group":"g","extension":"x","args":["\u0000"]}"#, "'args' must be an array of strings"),
    (#"{"group":"g","extension":"x","yes":1}"#, "'yes' must be true or false"),
    (#"{"group":"g","extension":"x","timeout":"5"}"#, "'timeout' must be a span of time"),
    (#"{"group":"g","extension":"x","wait":10}"#, "'wait' must be a span of time"),
    (#"{"group":"g","extension":"x","reason":""}"#, "'reason' must be one line of text"),
    (#"{"group":"g","extension":"x","write":[""]}"#, "'write' must be paths"),
    (#"{"group":"g","extension":"x","output":"xml"}"#, #"'output' must be "text""#),
    (#"{"group":"g","extension":"x","parent_run":"x"}"#, "'parent_run' must be the whole id"),
    (#"{"group":"g","group":"g","extension":"x"}"#, "it isn't JSON: "),
  ]) func aLineThatIsNoRequest(_ line: String, _ problem: String) throws {
    let answers = try answers(line, #"{"group":"g","extension":"x"}"#)
    try #require(answers.count == 2)
    #expect(answers[0]["cause"] == "request_invalid" && answers[0]["outcome"] == "failed")
    #expect(answers[0]["exit_code"]?.integer == 125 && answers[0]["line"]?.integer == 1)
    let error = answers[0]["error"]?.string ?? ""
    #expect(error.hasPrefix("line 1 of the requests: \(problem)"), "\(error)")
    // The rest goes on.
    #expect(answers[1]["outcome"] == "finished")
  }

  @Test func aLineThatIsTooLong() throws {
    let long = String(repeating: "a", count: 17 << 20)
    let answers = try answers(long, #"{"group":"g","extension":"x"}"#)
    #expect(answers.map { $0["outcome"] } == ["failed", "finished"])
    #expect(answers[0]["error"] == "line 1 of the requests: it is longer than 16 MiB")
  }

  /// While another run has it to itself.
  @Test func aRequestThatWaits() throws {
    try home.group("one", "run.exclusive = true")
    try home.extension("one", "x", sh: "echo > begun; exec probe wait-for go")
    let first = try home.qli("one", "x").start()
    try home.waitForFile("begun")
    let request = #"{"group":"one","extension":"x"}"#
    #expect(try answers(request).first?["outcome"] == "refused")
    let second = try home.qli("run", "--json", "-").stdin(.pipe).start()
    second.write(request.replacing("}", with: #","wait":"1h"}"#) + "\n")
    try second.waitForErrors("waiting up to 1h")
    try home.file("go")
    try first.wait()
    second.closeInput()
    #expect(try JSON.parse(second.wait().stdout)["outcome"] == "finished")
  }

  /// A program that waits for each answer before it asks again.
  @Test func aConversation() throws {
    let running = try home.qli("run", "--json", "-").stdin(.pipe).start()
    for word in ["one", "two"] {
      running.write("{\"group\":\"g\",\"extension\":\"x\",\"args\":[\"\(word)\"]}\n")
      try running.waitForOutput("\"stdout\":\"\(word)\"")
    }
    running.closeInput()
    #expect(try running.wait().ending == .exited(0))
  }

  /// The run that goes on is ended and answered, and nothing more is run.
  @Test(arguments: [SIGTERM, SIGINT, SIGHUP]) func aSignalEndsIt(_ signal: Int32) throws {
    let running = try home.qli("run", "--json", "-").stdin(.pipe).start()
    running.write(
      "{\"group\":\"g\",\"extension\":\"wait\"}\n{\"group\":\"g\",\"extension\":\"x\"}\n")
    try home.waitForFile("begun")
    try running.signal(signal)
    let outcome = try running.wait()
    #expect(outcome.ending == (signal == SIGINT ? .signalled(SIGINT) : .exited(128 + signal)))
    let answer = try JSON.parse(outcome.stdout)
    #expect(answer["outcome"] == "interrupted")
    let events = try home.auditLines("$STATE/log").map { $0["event"] }
    #expect(events == ["start", "interrupted"])
  }

  /// Who has started the qli that reads the requests, is the caller of each run.
  @Test func theCallerIsKilled() throws {
    try home.file(
      "requests",
      #"{"group":"g","extension":"wait","with_caller":true}"# + "\n"
        + #"{"group":"g","extension":"x"}"# + "\n")
    let caller = try home.qli("run", "--json", "-").stdout(.file("out")).stderr(.file("err"))
      .wrapped("/bin/sh", "-c", "\"$0\" \"$@\" <requests & exec probe wait-for never").start()
    try home.waitForFile("begun")
    try caller.signal(SIGKILL)
    try caller.wait()
    try waitUntil("it has ended") { try home.auditLines("$STATE/log").count > 1 }
    try HomeProcesses(home).waitUntilGone()
    #expect(try home.auditLines("$STATE/log").map { $0["event"] } == ["start", "interrupted"])
    #expect(try JSON.parse(home.read("out"))["outcome"] == "interrupted")
  }

  @Test func aSignalBetweenRequests() throws {
    let running = try home.qli("run", "--json", "-").stdin(.pipe).start()
    running.write("{\"group\":\"g\",\"extension\":\"kept\"}\n")
    try running.waitForOutput("\n")
    try running.signal(SIGTERM)
    #expect(try running.wait().ending == .exited(128 + SIGTERM))
  }

  /// What nobody reads any more isn't run.
  @Test func nobodyReadsTheAnswers() throws {
    let outcome = try home.qli("run", "--json", "-").stdout(.brokenPipe)
      .stdin(.text(String(repeating: "{\"group\":\"g\",\"extension\":\"x\"}\n", count: 9))).run()
    #expect(outcome.ending == .exited(0))
    #expect(try home.auditLines("$STATE/log").count <= 2)
  }

  @Test(arguments: [
    (["run", "-"], "option '-' means nothing without '--json'"),
    (["run", "--json", "-", "x"], "'run' doesn't know what to do with 'x'"),
    (["run", "--json", "--yes", "-"], "'run --json -' takes no option '--yes'"),
  ]) func linesThatMeanNothing(_ words: [String], _ error: String) throws {
    let outcome = try home.qli().arguments(words).run()
    #expect(outcome.ending == .exited(125) && outcome.stdout.isEmpty)
    #expect(outcome.stderr.hasPrefix("error: \(error)\n"), "\(outcome.stderr)")
    #expect(!outcome.stderr.contains("- --help"))
    if error.contains("takes no option") { #expect(outcome.stderr.hasSuffix("in: man qli-json\n")) }
  }

  /// It isn't told of options that nobody typed.
  @Test func whatHasToBeInTheRequest() throws {
    let answers = try answers(#"{"group":"g","extension":"asks"}"#)
    #expect(answers[0]["error"]?.string?.contains("a request forbids to ask") == true)
    let help = answers[0]["help"]?.array?.compactMap { $0.string } ?? []
    #expect(help.contains("put it into the request: \"confirm\""), "\(help)")
    #expect(help.contains("put it into the request: \"reason\""), "\(help)")
    let others = try self.answers(
      #"{"group":"g","extension":"asks","yes":true,"reason":"why"}"#,
      #"{"group":"g","extension":"asks","confirm":"wrod","reason":"why"}"#,
      #"{"group":"g","extension":"strict","confirm":"wrod","reason":"nope"}"#)
    #expect(others[0]["details"]?.array == ["\"yes\" is not enough for it"], "\(others[0])")
    #expect(
      others[1]["error"]?.string?.contains("and \"confirm\" has another one;") == true,
      "\(others[1])")
    #expect(others[1]["help"] == nil && others[2]["help"] == nil, "\(others)")
    #expect(others[2]["details"]?.array?.count == 1, "\(others[2])")
  }
}
