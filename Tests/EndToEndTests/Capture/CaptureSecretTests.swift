import TestSupport
import Testing

/// A secret that a captured extension prints is its output, and nowhere else.
@Suite struct CaptureSecretTests {
  let home: TestHome
  private let value = "hunter2-0123456789"

  init() throws {
    home = try TestHome()
    try home.group(
      "g",
      """
      audit_log = "$XDG_STATE_HOME/log"
      secrets = [{ env = "TOKEN", provider = "env", ref = "SOURCE" }]
      """)
  }

  private func capture(
    _ script: String, _ options: String...,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> CapturedRun {
    try home.extension("g", "x", sh: script)
    let run = try home.qli("run", "--json").arguments(options).arguments("g", "x", value)
      .environment(["SOURCE": value]).capture(home, sourceLocation: sourceLocation)
    #expect(
      !run.outcome.stderr.contains(value), "\(run.outcome.stderr)", sourceLocation: sourceLocation)
    let error = run.object["error"]?.string ?? ""
    #expect(!error.contains(value), "\(error)", sourceLocation: sourceLocation)
    let log = try home.read("$STATE/log")
    #expect(!log.contains(value), "\(log)", sourceLocation: sourceLocation)
    #expect(log.contains(#""args":["<redacted>"]"#), sourceLocation: sourceLocation)
    return run
  }

  @Test func aPrintedSecretIsInTheOutput() throws {
    try capture("echo $TOKEN; echo $TOKEN >&2").expect(
      #""outcome":"finished","exit_code":0,"duration_ms":MS,"#
        + "\"stdout\":\"\(value)\",\"stderr\":\"\(value)\"")
    let lines = try capture("echo $TOKEN", "--output=lines").object
    #expect(lines["stdout"] == [.string(value)])
    let json = try capture("echo \"\\\"$TOKEN\\\"\"", "--output=json").object
    #expect(json["stdout"] == .string(value))
  }

  /// The place of the error is told, and nothing of the text.
  @Test func aPrintedSecretIsInNoErrorOfOutputThatIsNoJSON() throws {
    let run = try capture("echo $TOKEN", "--output=json")
    #expect(run.object["stdout_text"] == .string("\(value)\n"))
    #expect(
      run.object["error"]?.string == "standard output isn't JSON: line 1, column 1: "
        + "expected a value, found a word; only true, false and null stand without quotes")
    for text in [
      "[$TOKEN]", "{\\\"$TOKEN\\\"}", "{\\\"a\\\": 1, $TOKEN}", "\\\"$TOKEN", "01$TOKEN",
    ] {
      #expect(try capture("echo \"\(text)\"", "--output=json").object["step"] == "output")
    }
  }

  @Test func aPrintedSecretIsInNoErrorOfAnyOtherEnding() throws {
    #expect(
      try capture("echo $TOKEN; kill -TERM $$").object["outcome"] == "signalled")
    #expect(
      try capture("echo $TOKEN; exec sleep 1000", "--timeout=100ms").object["outcome"]
        == "timed_out")
    #expect(try capture("exec yes $TOKEN").object["outcome"] == "output_limit")
    try home.extension("g", "x", "#!/no/such/program\n")
    let failed = try home.captured().arguments(value).environment(["SOURCE": value]).capture(home)
    #expect(failed.object["outcome"] == "failed")
    #expect(!failed.text.contains(value) && !failed.outcome.stderr.contains(value))
    #expect(try !home.read("$STATE/log").contains(value))
  }
}
