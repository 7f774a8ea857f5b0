/// The one JSON object that `qli run --json` prints, whatever the ending.
struct RunReport {
  let runID: RunID
  let group: ByteString
  let name: ByteString
  private let result: RunResult
  let shape: OutputShape
  private let output: [UInt8]
  private let errors: [UInt8]

  /// The output as JSON, where that was asked for and the run ended by itself.
  private let document: JSONText?
  /// Why it isn't JSON.
  private let malformed: JSONError?

  /// - Parameter capture: what the extension wrote, or nil where not even that could be prepared.
  init(
    runID: RunID, group: ByteString, extension name: ByteString, _ result: RunResult,
    _ capture: OutputCapture?, _ shape: OutputShape
  ) {
    self.runID = runID
    self.group = group
    self.name = name
    self.result = result
    self.shape = shape
    output = capture?.outputBytes ?? []
    errors = capture?.errorBytes ?? []
    var document: JSONText?
    var malformed: JSONError?
    if case .finished = result.outcome, shape == .json {
      do throws(JSONError) { document = try JSONText(output) } catch { malformed = error }
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
    RunEnding(result, failedOutput: malformed == nil ? nil : ExitStatus(.qliFailed))
  }

  /// The object, on a line of its own.
  var line: [UInt8] {
    // With room for some escapes: growing would move all of it.
    let count = output.count + errors.count
    var writer = JSONWriter(capacity: count + count / 8 + 1024)
    let ending = ending
    writer.object { writer in
      writer.member("run_id", runID.text)
      writer.member("group", group)
      writer.member("extension", name)
      writer.member("outcome", ending.outcome)
      if let step = ending.step { writer.member("step", step) }
      if let error { writer.member("error", error) }
      writer.member("exit_code", Int64(ending.status.code))
      if let signal = ending.signal { writer.member("signal", signal.name) }
      writer.member("duration_ms", result.duration)
      writeOutput(to: &writer)
      writeText("stderr", Self.trimmed(errors[...]), lossy: "stderr_lossy", to: &writer)
    }
    return writer.endLine()
  }

  private var error: String? {
    (problem ?? ErrorReport(result.outcome))?.headline
  }

  private func writeOutput(to writer: inout JSONWriter) {
    switch shape {
    case .text: writeText("stdout", Self.trimmed(output[...]), lossy: "stdout_lossy", to: &writer)
    case .json:
      writer.name("stdout")
      if let document {
        writer.value(document)
      } else {
        writer.null()
        writeText("stdout_text", output[...], lossy: "stdout_lossy", to: &writer)
      }
    case .lines: writeLines(to: &writer)
    }
  }

  private func writeLines(to writer: inout JSONWriter) {
    var isLossy = false
    writer.name("stdout")
    writer.array { writer in
      var rest = output[...]
      while !rest.isEmpty {
        let line = rest.prefix { $0 != UInt8(ascii: "\n") }
        rest = rest[line.endIndex...].dropFirst()
        let text = Self.trimmed(line)
        if !text.isEmpty, !text.withUnsafeBufferPointer({ writer.string($0) }) { isLossy = true }
      }
    }
    if isLossy { writer.member("stdout_lossy", true) }
  }

  private func writeText(
    _ name: StaticString, _ bytes: ArraySlice<UInt8>, lossy: StaticString,
    to writer: inout JSONWriter
  ) {
    writer.name(name)
    if bytes.isEmpty {
      writer.null()
    } else if !bytes.withUnsafeBufferPointer({ writer.string($0) }) {
      writer.member(lossy, true)
    }
  }

  /// Without the ASCII white space around it.
  private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let isBlank: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0d).contains($0) }
    let start = bytes.firstIndex { !isBlank($0) } ?? bytes.endIndex
    let last = bytes.lastIndex { !isBlank($0) } ?? start
    return bytes[start..<min(last + 1, bytes.endIndex)]
  }
}
