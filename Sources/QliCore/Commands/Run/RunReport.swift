/// The one JSON object that `qli run --json` prints, whatever the ending.
struct RunReport {
  let runID: RunID
  let group: ByteString
  let name: ByteString
  private let result: RunResult
  let shape: OutputShape
  /// What the extension wrote, or nil where not even that could be prepared.
  private let capture: OutputCapture?

  /// The output as JSON, where that was asked for and the run ended by itself.
  private let document: JSONText?
  /// Why it isn't JSON.
  private let malformed: JSONError?
  /// What was said of the run on standard error, if anything.
  var report: ErrorReport?

  init(
    runID: RunID, group: ByteString, extension name: ByteString, _ result: RunResult,
    _ capture: OutputCapture?, _ shape: OutputShape
  ) {
    self.runID = runID
    self.group = group
    self.name = name
    self.result = result
    self.shape = shape
    self.capture = capture
    var document: JSONText?
    var malformed: JSONError?
    // What wrote nothing has nothing to say, as with a text.
    if case .finished = result.outcome, let capture, let room = capture.documentRoom,
      !capture.output.bytes.trimmed.isEmpty
    {
      // Sound: the report has the capture as long as the document.
      do throws(JSONError) {
        document = try JSONText(capture.output.bytes, copiedInto: room)
      } catch {
        malformed = error
      }
    }
    self.document = document
    self.malformed = malformed
  }

  /// What is wrong beyond the outcome, or nil.
  var problem: ErrorReport? {
    malformed.map { error in
      ErrorReport(
        "standard output isn't JSON: line \(error.line), column \(error.column): \(error.message)")
    }
  }

  /// How the run ended.
  var ending: RunEnding {
    RunEnding(
      result,
      failedOutput: malformed.map { _ in
        RunEnding.FailedOutput(status: ExitStatus(.qliFailed), cause: .outputNotJSON)
      }, report: problem ?? report)
  }

  /// Writes the object.
  func write(to writer: inout JSONWriter) {
    let ending = ending
    // The bytes that are written lie in these two.
    withExtendedLifetime((capture, document)) {
      writer.object { writer in
        writer.member("run_id", runID.text)
        writer.member("host", Host.name)
        writer.member("group", group)
        writer.member("extension", name)
        writer.member("outcome", ending.outcome)
        if let step = ending.step { writer.member("step", step) }
        if let cause = ending.cause { writer.member("cause", cause.rawValue) }
        if let report = ending.report { report.write(to: &writer) }
        writer.member("exit_code", Int64(ending.status.code))
        if let signal = ending.signal { writer.member("signal", signal.name) }
        writer.member("duration_ms", result.duration)
        if let write = result.write { writer.member("write", write) }
        writeOutput(to: &writer)
        writeText("stderr", errors.trimmed, lossy: "stderr_lossy", to: &writer)
        if result.outcome.hasRun, capture?.isCutOff == true {
          writer.member("output_incomplete", true)
        }
      }
    }
  }

  private var output: UnsafeBufferPointer<UInt8> {
    capture?.output.bytes ?? UnsafeBufferPointer(start: nil, count: 0)
  }

  private var errors: UnsafeBufferPointer<UInt8> {
    capture?.errors.bytes ?? UnsafeBufferPointer(start: nil, count: 0)
  }

  private func writeOutput(to writer: inout JSONWriter) {
    switch shape {
    case .text: writeText("stdout", output.trimmed, lossy: "stdout_lossy", to: &writer)
    case .json:
      writer.name("stdout")
      if let document {
        writer.value(document)
      } else {
        writer.null()
        if !output.trimmed.isEmpty {
          writeText("stdout_text", output, lossy: "stdout_lossy", to: &writer)
        }
      }
    case .lines:
      writer.name("stdout")
      if !writer.lines(output) { writer.member("stdout_lossy", true) }
    }
  }

  private func writeText(
    _ name: StaticString, _ bytes: UnsafeBufferPointer<UInt8>, lossy: StaticString,
    to writer: inout JSONWriter
  ) {
    writer.name(name)
    if bytes.isEmpty {
      writer.null()
    } else if !writer.string(bytes) {
      writer.member(lossy, true)
    }
  }
}

extension ErrorReport {
  /// The most further lines that a program is given.
  private static let mostDetails = 100

  /// Writes what failed, and what to type next, as members of an object.
  func write(to writer: inout JSONWriter) {
    writer.member("error", headline)
    if !details.isEmpty, !hasFittedDetails {
      // On a terminal they are set in.
      let lines = details.prefix(Self.mostDetails)
        .map { $0.utf8.starts(with: "  ".utf8) ? String($0.dropFirst(2)) : $0 }
      let left = details.count - lines.count
      writer.member("details", lines + (left > 0 ? ["and \(left) more lines"] : []))
    }
    if !help.isEmpty { writer.member("help", help) }
  }
}
