/// A run on a line for programs: columns with tabs between them, in full.
enum RunTable {
  /// Writes the line.
  static func write(_ run: TrailRun, to buffer: inout ByteBuffer) {
    RecordText.write(run.start?.string(.timestamp), to: &buffer)
    buffer.append(.tab)
    RecordText.write(run.end?.string(.timestamp), to: &buffer)
    buffer.append(.tab)
    RecordText.write(run.fullOutcomeText, to: &buffer)
    buffer.append(.tab)
    if let code = run.end?[.exitCode] { buffer.append(code) }
    buffer.append(.tab)
    if let duration = run.end?[.duration] { buffer.append(duration) }
    buffer.append(.tab)
    RecordText.write(run.string(.user), to: &buffer)
    buffer.append(.tab)
    RecordText.write(run.string(.sudoUser), to: &buffer)
    buffer.append(.tab)
    RecordText.write(run.string(.runID), to: &buffer)
    buffer.append(.tab)
    RecordText.write(run.string(.group), to: &buffer)
    buffer.append(.tab)
    RecordText.write(run.string(.extension), to: &buffer)
    buffer.append(.tab)
    RecordText.write(arguments: run[.args], to: &buffer)
    buffer.append(.tab)
    RecordText.write(run.string(.reason), to: &buffer)
    buffer.append(.lineFeed)
  }
}
