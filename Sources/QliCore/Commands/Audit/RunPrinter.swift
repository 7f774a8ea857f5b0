/// A run, and how many of those that are shown stand above it.
struct ShownRun {
  let run: TrailRun
  var depth = 0
}

/// Writes runs, mostly each on a line: for a person at a terminal, for programs in columns, or as JSON.
struct RunPrinter: ~Copyable {
  private enum Format {
    case json
    case table
    case lines(RunLine)
  }

  /// How many lines were written for a person.
  private(set) var lineCount = 0
  private var format: Format
  private var text: ByteBuffer
  private var json: JSONWriter

  /// - Parameter keeping: whether nothing but JSON is written before it is told where to.
  init(_ line: AuditCommand.Line, _ context: RunContext, keeping: Bool = false) {
    let output = context.console.output
    text = ByteBuffer(capacity: 1 << 16)
    json = JSONWriter(writingTo: output.descriptor)
    if !keeping { text.pass(to: output.descriptor) }
    format =
      if line.isJSON {
        .json
      } else if let width = output.columns {
        .lines(RunLine(width: width, style: output.style))
      } else {
        .table
      }
  }

  /// Whether nothing more arrives.
  var hasFailed: Bool { text.hasFailed || json.hasFailed }

  /// Writes a run.
  mutating func write(_ run: TrailRun) { write(ShownRun(run: run)) }

  /// Writes a run at its place.
  mutating func write(_ shown: ShownRun) {
    switch format {
    case .json: RunJSON.write(shown.run, to: &json)
    case .table: RunTable.write(shown.run, to: &text)
    case .lines(var line):
      let lines = line.text(shown.run, depth: shown.depth)
      lineCount += lines.utf8.count { $0 == .lineFeed }
      RecordText.write(lines, to: &text)
      format = .lines(line)
    }
  }

  /// Passes on what was written so far.
  ///
  /// - Throws: why it didn't arrive, or what came before.
  mutating func flush() throws(Errno) {
    try text.finish()
    try json.flush()
  }

  /// Writes what was kept, `first` and all runs that follow to `descriptor`.
  ///
  /// - Returns: why it didn't arrive; nil also where whoever reads has seen enough.
  mutating func write(
    _ first: ShownRun?, andAllOf rest: () -> ShownRun?, to descriptor: FileDescriptor
  ) -> Errno? {
    text.pass(to: descriptor)
    if let first {
      write(first)
      while !hasFailed, let run = rest() { write(run) }
    }
    do throws(Errno) { try flush() } catch { return error == .brokenPipe ? nil : error }
    return nil
  }
}
