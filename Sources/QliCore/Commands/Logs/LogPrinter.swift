/// Writes what a service has written: what came from its standard output to qli's, and what came
/// from its standard error to that.
///
/// It goes out byte for byte, to a terminal, too: it is what the user's own program would show
/// there itself, with its colours, as `journalctl -o cat` and `docker logs` have it. (What is on a
/// line of qli's own, such as the last line of output in `qli status`, is made safe to show.) Only
/// the strings of JSON are escaped.
struct LogPrinter: ~Copyable {
  private let options: LogsCommand.Options
  private var output: ByteBuffer
  private var errors: ByteBuffer
  private var json: JSONWriter
  /// Of which stream a line without its end was written last to standard output, and to standard
  /// error.
  private var open: (output: LogStream?, errors: LogStream?) = (nil, nil)
  /// Whether the last one went to standard error.
  private var wasError = false
  /// Whether standard error couldn't be written.
  private(set) var hasLostErrors = false

  init(
    _ options: LogsCommand.Options, output: FileDescriptor = .standardOutput,
    errors: FileDescriptor = .standardError
  ) {
    self.options = options
    self.output = ByteBuffer(passingTo: output)
    self.errors = ByteBuffer(passingTo: errors)
    json = JSONWriter(writingTo: output)
  }

  /// Whether nothing more arrives at standard output.
  var hasFailed: Bool { output.hasFailed || json.hasFailed }

  /// Writes a record, if it is one that is asked for.
  mutating func write(_ record: LogRecord) {
    guard options.wants(record.stream) else { return }
    if options.isJSON { return writeJSON(record) }
    let isError = record.stream == .errors
    // Both may be one terminal: what is shown keeps its order.
    if isError != wasError { passOn() }
    wasError = isError
    if isError {
      open.errors = Self.write(record, to: &errors, behind: open.errors, options)
    } else {
      open.output = Self.write(record, to: &output, behind: open.output, options)
    }
  }

  /// Passes on what was written so far.
  ///
  /// - Throws: why it didn't arrive at standard output. Whoever has closed standard error doesn't
  ///   want that.
  mutating func flush() throws(Errno) {
    passOn()
    try output.finish()
    try json.flush()
  }

  private mutating func passOn() {
    do throws(Errno) { try output.finish() } catch {
      // Told by `flush`.
    }
    do throws(Errno) { try errors.finish() } catch {
      if error != .brokenPipe { hasLostErrors = true }
    }
  }

  /// - Returns: the stream, if its line goes on.
  private static func write(
    _ record: LogRecord, to buffer: inout ByteBuffer, behind open: LogStream?,
    _ options: LogsCommand.Options
  ) -> LogStream? {
    if options.hasTimestamps, open != record.stream {
      if open != nil { buffer.append(.lineFeed) }
      buffer.append(record.time)
      buffer.append(.space)
      buffer.append(record.stream.name)
      buffer.append(.space)
    }
    buffer.append(record.text)
    if record.isPartial { return record.stream }
    buffer.append(.lineFeed)
    return nil
  }

  private mutating func writeJSON(_ record: LogRecord) {
    json.object { writer in
      writer.name("time")
      _ = writer.string(record.time)
      writer.member("stream", record.stream.name)
      writer.name("text")
      _ = writer.string(record.text)
      if record.isPartial { writer.member("partial", true) }
    }
    json.separateLines()
  }
}
