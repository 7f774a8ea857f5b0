import Foundation
import TestSupport
import Testing

/// What a captured run left: its object, beside all else.
struct CapturedRun {
  /// All that the run left.
  let outcome: TestSupport.Outcome
  /// The object on standard output.
  let object: JSON
  private let home: TestHome

  /// Reads what a captured run left. Issues are recorded where standard output isn't one JSON object
  /// and a newline, where the object always has a member that isn't there, or where qli ended with
  /// another code than the object says.
  init(
    _ outcome: TestSupport.Outcome, _ home: TestHome,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    self.outcome = outcome
    self.home = home
    #expect(outcome.stdoutBytes.last == UInt8(ascii: "\n"), sourceLocation: sourceLocation)
    object = try JSON.parse(outcome.stdoutBytes)
    let always = [
      "duration_ms", "exit_code", "extension", "group", "host", "outcome", "run_id", "stderr",
      "stdout",
    ]
    #expect(always.allSatisfy { object.keys.contains($0) }, sourceLocation: sourceLocation)
    let code = object["exit_code"]?.integer ?? -1
    // 130 is the one code that qli dies for, see `ExitStatus`.
    let isEnding =
      outcome.ending == .exited(Int32(code))
      || (code == 128 + 2 && outcome.ending == .signalled(2))
    #expect(isEnding, "\(outcome.ending), exit_code \(code)", sourceLocation: sourceLocation)
  }

  /// The object as it was printed, without `help` and `details`, and with `ID` and `MS` for what differs from run to run, and
  /// `$HOME` and the like for the home's paths.
  var text: String {
    var text = home.collapse(outcome.stdout)
    for (pattern, name) in [
      (
        #"(?<=^\{"run_id":")[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"#,
        "ID"
      ),
      (#"(?<="duration_ms":)\d+"#, "MS"), (#""(?:help|details)":\[("([^"\\]|\\.)*",?)*\],"#, ""),
    ] {
      text = text.replacingOccurrences(of: pattern, with: name, options: .regularExpression)
    }
    return text
  }

  /// Compares the object as it was printed, but for its `run_id`, and what was on standard error.
  /// Begins behind the names: `"outcome":…`.
  @discardableResult
  func expect(
    _ members: String, group: String = "g", name: String = "x", stderr: String = "",
    sourceLocation: SourceLocation = #_sourceLocation
  ) -> CapturedRun {
    let line =
      "{\"run_id\":\"ID\",\"host\":\"\((try? Machine.host) ?? "")\",\"group\":\"\(group)\",\"extension\":\"\(name)\",\(members)}\n"
    #expect(
      text == home.collapse(home.expand(line)), sourceLocation: sourceLocation)
    #expect(outcome.stderr == home.expand(stderr), sourceLocation: sourceLocation)
    // What it says to type is what a person reads, unless it is to be quiet.
    let lines = outcome.stderr.split(separator: "\n").filter { $0.hasPrefix("help: ") }
    if !lines.isEmpty {
      let help = (object["help"]?.array ?? []).compactMap(\.string).map { "help: \($0)" }
      #expect(help == lines.map { String($0) }, sourceLocation: sourceLocation)
    }
    return self
  }
}

extension TestHome {
  /// `qli run --json` with further options, for the extension `x` of the group `g`.
  func captured(_ options: String...) -> QliRun {
    qli("run", "--json").arguments(options).arguments("g", "x")
  }

  /// Makes the extension `x` of the group `g`, in sh, and the group with these lines.
  func captureGroup(_ lines: String = "", sh script: String) throws {
    try group("g", lines)
    try self.extension("g", "x", sh: script)
  }
}

extension QliRun {
  /// Runs to the end, and reads the object.
  func capture(
    _ home: TestHome, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> CapturedRun {
    try CapturedRun(
      run(sourceLocation: sourceLocation), home, sourceLocation: sourceLocation)
  }
}
