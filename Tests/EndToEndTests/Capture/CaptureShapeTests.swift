import TestSupport
import Testing

/// `qli run --json --output SHAPE`: what becomes of the extension's output.
@Suite struct CaptureShapeTests {
  let home: TestHome

  init() throws { home = try TestHome() }

  /// The object's output, for an extension that prints these bytes (as printf has them) and exits
  /// with this code.
  private func expect(
    _ bytes: String, _ shape: String, code: Int = 0, _ members: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try home.captureGroup(sh: "printf '\(bytes)'; exit \(code)")
    try home.captured("--output=\(shape)").capture(home, sourceLocation: sourceLocation).expect(
      "\"outcome\":\"finished\",\"exit_code\":\(code),\"duration_ms\":MS,\(members)",
      sourceLocation: sourceLocation)
  }

  // MARK: - Text

  @Test func textIsTrimmed() throws {
    try expect("", "text", #""stdout":null,"stderr":null"#)
    try expect(" \\t\\r\\n\\v\\f", "text", #""stdout":null,"stderr":null"#)
    try expect("a\\n", "text", #""stdout":"a","stderr":null"#)
    try expect("\\n\\n  a b\\n c \\n\\n", "text", code: 3, #""stdout":"a b\n c","stderr":null"#)
    try expect("\\303\\251 \"\\\\\\033", "text", #""stdout":"é \"\\\u001b","stderr":null"#)
  }

  @Test func textIsTheDefault() throws {
    try home.captureGroup(sh: "echo out; echo err >&2; exit 7")
    for line in [["run", "--json", "g", "x"], ["--json", "g", "x"], ["g", "--json", "x"]] {
      try home.qli().arguments(line).capture(home).expect(
        #""outcome":"finished","exit_code":7,"duration_ms":MS,"stdout":"out","stderr":"err""#)
    }
  }

  @Test func argumentsAreTheExtensionsOwn() throws {
    try home.captureGroup(sh: #"printf '%s,' "$@""#)
    try home.captured().arguments("--json", "a b", "--output=json", "-y").capture(home).expect(
      #""outcome":"finished","exit_code":0,"duration_ms":MS,"#
        + #""stdout":"--json,a b,--output=json,-y,","stderr":null"#)
  }

  @Test func bytesThatAreNoTextAreReplaced() throws {
    try expect(
      "a\\377b", "text", #""stdout":"a\#u{fffd}b","stdout_lossy":true,"stderr":null"#)
    try expect(
      "a\\377\\nb\\n", "lines",
      #""stdout":["a\#u{fffd}","b"],"stdout_lossy":true,"stderr":null"#)
    // The character itself loses nothing.
    try expect("\\357\\277\\275", "text", #""stdout":"\#u{fffd}","stderr":null"#)
    try home.captureGroup(sh: "printf '\\303' >&2")
    try home.captured("--output=json").capture(home).expect(
      #""outcome":"finished","exit_code":0,"duration_ms":MS,"#
        + #""stdout":null,"stderr":"\#u{fffd}","stderr_lossy":true"#)
  }

  /// As with a text: what says nothing has nothing to say.
  @Test(arguments: ["", " \\n"]) func anEmptyOutputIsNull(_ bytes: String) throws {
    try expect(bytes, "json", code: 3, #""stdout":null,"stderr":null"#)
  }

  /// Python writes half of a pair for a byte that is no text: it is taken through.
  @Test func halfOfAPair() throws {
    let text = #"{"a":"\udce9 \ud800","b":"\ud83d\ude00"}"#
    try home.file("output", text)
    try home.captureGroup(sh: "cat output")
    let outcome = try home.captured("--output=json").run()
    #expect(outcome.ending == .exited(0) && outcome.stdout.contains("\"stdout\":\(text),"))
  }

  /// Every byte there is, on both streams, is in the object: as text, or replaced.
  @Test func everyByteIsInTheObject() throws {
    let bytes: [UInt8] = Array(0...255)
    try home.file("all", bytes)
    try home.captureGroup(sh: "cat all; cat all >&2")
    let object = try home.captured().capture(home).object
    // White space is trimmed only from the ends, and NUL isn't white space.
    let text = String(decoding: bytes, as: UTF8.self)
    for name in ["stdout", "stderr"] {
      #expect(object[name] == .string(text))
      #expect(object["\(name)_lossy"] == .bool(true))
    }
  }

  // MARK: - Lines

  @Test func linesAreTrimmedAndNotEmpty() throws {
    try expect("", "lines", #""stdout":[],"stderr":null"#)
    try expect("\\n \\n\\t\\r\\n", "lines", #""stdout":[],"stderr":null"#)
    try expect("a\\n", "lines", #""stdout":["a"],"stderr":null"#)
    try expect(
      "  a b \\r\\n\\n\\tc\\r\\n \\nd", "lines", code: 1, #""stdout":["a b","c","d"],"stderr":null"#
    )
    // Only a line feed ends a line.
    try expect("a\\rb\\fc", "lines", #""stdout":["a\rb\u000cc"],"stderr":null"#)
  }

  // MARK: - JSON

  @Test func jsonIsEmbeddedAsItIs() throws {
    for text in [
      "{}", "[]", "null", "true", "-0.0e+10", "123456789012345678901234567890", #""a\u00e9é\/""#,
      #"{"b":[1,{"a":1.50}],"a":{"b":1,"b":2},"":" : , "}"#,
    ] {
      try home.file("output", text)
      try home.captureGroup(sh: "cat output")
      try home.captured("--output=json").capture(home).expect(
        "\"outcome\":\"finished\",\"exit_code\":0,\"duration_ms\":MS,"
          + "\"stdout\":\(text),\"stderr\":null")
    }
  }

  /// The object is one line: white space stays only in strings.
  @Test func jsonIsEmbeddedOnOneLine() throws {
    try expect(
      "\\r\\n\\t [1,\\r\\n\\t{ \"a\\\\n b\" : \" \" } , true ]\\n\\n", "json",
      #""stdout":[1,{"a\n b":" "},true],"stderr":null"#)
  }

  /// What a terminal would obey is escaped, which means the same.
  @Test func jsonWithHiddenCharacters() throws {
    try expect(
      "\"\\177\\302\\233\"", "json", #""stdout":"\u007f\u009b","stderr":null"#)
  }

  @Test func theCodeStaysTheExtensionsOwn() throws {
    try expect("{}", "json", code: 3, #""stdout":{},"stderr":null"#)
    try expect("{}", "json", code: 125, #""stdout":{},"stderr":null"#)
  }

  @Test(arguments: [
    ("{\"a\": }", "line 1, column 7: expected a value, found '}'", #""{\"a\": }""#),
    (
      "[1]\n[2]\n", "line 2, column 1: expected the end of the document, found '['",
      #""[1]\n[2]\n""#
    ),
    ("done\n", "", #""done\n""#), ("[1,]", "", #""[1,]""#), ("\u{c}1", "", #""\u000c1""#),
    ("\u{feff}1", "", "\"\u{feff}1\""), ("NaN", "", #""NaN""#),
  ])
  func whatIsNoJSON(_ text: String, _ problem: String, _ shown: String) throws {
    try home.file("output", text)
    try home.captureGroup("audit_log = '$XDG_STATE_HOME/log'", sh: "cat output; exit 3")
    let run = try home.captured("--output=json").capture(home)
    let object = run.object
    #expect(object["outcome"] == "failed" && object["step"] == "output")
    #expect(object["exit_code"] == 125)
    #expect(object["stdout"] == .null)
    #expect(run.text.contains("\"duration_ms\":MS,\"stdout\":null,\"stdout_text\":\(shown),"))
    let error = try #require(object["error"]?.string)
    let head = "standard output isn't JSON: "
    #expect(problem.isEmpty ? error.hasPrefix("\(head)line 1, column ") : error == head + problem)
    #expect(run.outcome.stderr == "error: \(error)\n")
    // The record is of the run, and that ended with 3.
    let records = try home.auditLines("$STATE/log")
    #expect(records.map { $0["event"] } == ["start", "finish"])
    #expect(records.last?["exit_code"] == 3)
    #expect(records.last?["run_id"] == object["run_id"])
  }

  @Test func bytesThatAreNoTextAreNoJSON() throws {
    try home.captureGroup(sh: "printf '\"\\377\"'")
    let run = try home.captured("--output=json").capture(home)
    #expect(run.object["stdout_text"] == .string("\"\u{fffd}\""))
    #expect(run.object["stdout_lossy"] == .bool(true))
    #expect(
      run.object["error"] == "standard output isn't JSON: line 1, column 2: invalid UTF-8")
  }

  /// What was cut off isn't judged: it is there as text.
  @Test func jsonOfARunThatDidNotEndByItself() throws {
    try home.captureGroup(sh: "printf '{}'; kill -KILL $$")
    try home.captured("--output=json").capture(home).expect(
      #""outcome":"signalled","exit_code":137,"signal":"SIGKILL","duration_ms":MS,"#
        + #""stdout":null,"stdout_text":"{}","stderr":null"#)
  }
}
