import TestSupport
import Testing

/// How much of a captured run's output is kept, and what holds nothing up.
@Suite struct CaptureLimitTests {
  let home: TestHome
  private static let limit = 8 << 20
  private let tooMuch =
    "the extension was ended by SIGTERM: it wrote more than the 8 MiB that can be kept"

  init() throws { home = try TestHome() }

  /// A script that writes so many bytes `x` to each stream, both at the same time.
  private func script(output: Int = 0, errors: Int = 0) -> String {
    "head -c \(errors) /dev/zero | tr '\\0' x >&2 & head -c \(output) /dev/zero | tr '\\0' x; wait"
  }

  private func expectBytes(
    _ value: JSON?, _ count: Int, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let text = value?.string ?? ""
    #expect(text.utf8.count == count, sourceLocation: sourceLocation)
    #expect(text.utf8.allSatisfy { $0 == UInt8(ascii: "x") }, sourceLocation: sourceLocation)
  }

  @Test func noOutputAtAll() throws {
    try home.captureGroup(sh: "")
    try home.captured().capture(home).expect(
      #""outcome":"finished","exit_code":0,"duration_ms":MS,"stdout":null,"stderr":null"#)
    // Nor descriptors to write to.
    try home.captureGroup(sh: "exec >&- 2>&-; exit 5")
    try home.captured().capture(home).expect(
      #""outcome":"finished","exit_code":5,"duration_ms":MS,"stdout":null,"stderr":null"#)
  }

  @Test func muchMoreThanAPipeHolds() throws {
    try home.captureGroup(sh: script(output: 1_000_000, errors: 3_000_000) + "; exit 6")
    let run = try home.captured().capture(home)
    #expect(run.object["exit_code"] == 6)
    expectBytes(run.object["stdout"], 1_000_000)
    expectBytes(run.object["stderr"], 3_000_000)
  }

  @Test func asMuchAsTheLimit() throws {
    try home.captureGroup(sh: script(output: Self.limit, errors: Self.limit))
    let run = try home.captured().capture(home)
    #expect(run.object["outcome"] == "finished")
    #expect(run.outcome.stderr.isEmpty)
    expectBytes(run.object["stdout"], Self.limit)
    expectBytes(run.object["stderr"], Self.limit)
  }

  /// Whatever is seen first, the byte too many or the extension's end.
  @Test(arguments: ["stdout", "stderr"]) func oneByteMoreThanTheLimit(_ stream: String) throws {
    try home.captureGroup(
      "audit_log = '$XDG_STATE_HOME/log'",
      sh: script(
        output: stream == "stdout" ? Self.limit + 1 : 0,
        errors: stream == "stderr" ? Self.limit + 1 : 0))
    let run = try home.captured().capture(home)
    let object = run.object
    #expect(object["outcome"] == "output_limit" && object["exit_code"] == 125)
    #expect(object["signal"] == "SIGTERM" && object["error"] == .string(tooMuch))
    #expect(object["step"] == nil)
    #expect(run.outcome.stderr == "error: \(tooMuch)\n")
    expectBytes(object[stream], Self.limit)
    #expect(object[stream == "stdout" ? "stderr" : "stdout"] == .null)
    let record = try #require(home.auditLines("$STATE/log").last)
    #expect(record["event"] == "output_limit" && record["exit_code"] == 125)
    #expect(record["signal"] == "SIGTERM" && record["run_id"] == object["run_id"])
    #expect(
      record.keys == [
        "cause", "duration_ms", "event", "exit_code", "extension", "group", "host", "pid", "run_id",
        "signal", "timestamp", "uid", "user",
      ])
  }

  /// The whole tree is ended, as on a time-out.
  @Test func whoeverWritesWithoutEndIsEnded() throws {
    try home.captureGroup(
      sh: "sleep 1000 & echo $! > pids; setsid sleep 1000 & echo $! >> pids; exec yes")
    let run = try home.captured().capture(home)
    #expect(run.object["outcome"] == "output_limit" && run.object["signal"] == "SIGTERM")
    #expect(run.object["stdout"]?.string?.utf8.count == Self.limit - 1)
    try expectGone()
  }

  /// While it is being ended, what it writes is read and dropped, and the grace still passes.
  @Test func whoeverWritesWithoutEndIsEndedThoughItIgnoresSIGTERM() throws {
    try home.captureGroup(
      "run.grace = '1ms'", sh: "echo $$ > pids; trap '' TERM; exec yes")
    let run = try home.captured().capture(home)
    #expect(run.object["outcome"] == "output_limit" && run.object["signal"] == "SIGKILL")
    #expect(run.object["exit_code"] == 125)
    #expect(run.object["stdout"]?.string?.utf8.count == Self.limit - 1)
    try expectGone()
  }

  /// Each process whose number is in the file `pids` is gone.
  private func expectGone(sourceLocation: SourceLocation = #_sourceLocation) throws {
    for pid in try home.read("pids").split(separator: "\n") {
      #expect(!home.exists("/proc/\(pid)"), "\(pid)", sourceLocation: sourceLocation)
    }
  }

  // MARK: - What the extension leaves behind

  /// It holds the pipes; what was written is taken, and the pipes are let go.
  @Test func aProcessThatKeepsThePipesOpen() throws {
    try home.captureGroup(sh: "probe hold-pipe 'some text' --until '\(home.path("go"))'; exit 4")
    let running = try home.captured().start()
    // It has ended before the other process does.
    let run = try CapturedRun(running.wait(), home)
    run.expect(
      #""outcome":"finished","exit_code":4,"duration_ms":MS,"stdout":"some text","stderr":null,"#
        + #""output_incomplete":true"#)
    try home.file("go")
  }

  /// It is left alone, as it would be without qli.
  @Test func aProcessThatKeepsThePipesOpenIsLeftAlone() throws {
    let done = try home.fifo("done")
    try home.captureGroup(
      sh:
        "sh -c 'trap \"\" PIPE; read line < \"$0\"; echo more; echo > \"$0.done\"' '\(done.path)' &"
    )
    let answer = try home.fifo("done.done")
    try home.captured().capture(home).expect(
      #""outcome":"finished","exit_code":0,"duration_ms":MS,"stdout":null,"stderr":null,"#
        + #""output_incomplete":true"#)
    try done.release()
    try answer.wait()
  }

  /// It writes without a pause, and can't keep qli for all that.
  @Test func aProcessThatGoesOnWriting() throws {
    try home.captureGroup(sh: "yes & echo $! > pid; exit 4")
    let object = try home.captured().capture(home).object
    // Whether it is too much within the second, the machine decides.
    #expect(
      (object["outcome"] == "output_limit" && object["exit_code"] == 125)
        || (object["outcome"] == "finished" && object["exit_code"] == 4))
    let pid = try home.read("pid").split(separator: "\n")[0]
    try waitUntil("yes is gone") { !home.exists("/proc/\(pid)") }
  }

  @Test func descriptorsForTheCaptureAreMissing() throws {
    try home.captureGroup(sh: "echo ran > ran")
    let run = try home.captured().descriptorLimit(4).capture(home)
    run.expect(
      #""outcome":"failed","step":"spawn","cause":"system_error","error":"the step 'spawn' failed: Too many open files","#
        + #""exit_code":125,"duration_ms":MS,"stdout":null,"stderr":null"#,
      stderr: "error: the step 'spawn' failed: Too many open files\n")
    #expect(!home.exists("ran"))
  }

  /// The extension has no descriptor of qli's beside the three.
  @Test func noOtherDescriptorIsInherited() throws {
    try home.captureGroup(
      "run.timeout = '1h'\naudit_log = '$XDG_STATE_HOME/log'", sh: "exec probe descriptors")
    let lines = try #require(
      home.captured("--output=lines").capture(home).object["stdout"]?.array)
    #expect(lines.count == 3 && lines[0] == "0 /dev/null")
    for (index, line) in lines.enumerated().dropFirst() {
      #expect(line.string?.hasPrefix("\(index) pipe:[") == true)
    }
    // Also where qli started without its own.
    let closed = try home.captured().stdin(.closed).stderr(.closed).run()
    #expect(closed.stdout.contains(#""stdout":"0 /dev/null\n1 pipe:["#))
  }
}
