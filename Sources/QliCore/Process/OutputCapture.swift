/// What a child writes, kept up to a limit for each of its two streams.
final class OutputCapture: OutputSink {
  /// The most bytes that are kept of one stream.
  static let limit = 8 << 20

  /// Its standard output.
  let output: CapturedStream
  /// Its standard error.
  let errors: CapturedStream
  /// Room for its output as JSON, where that is wanted: had before anything runs.
  let documentRoom: LargeMemory?

  /// Makes the two pipes.
  ///
  /// - Parameter isJSON: whether its output is to be JSON.
  init(limit: Int = OutputCapture.limit, isJSON: Bool = false) throws(Errno) {
    documentRoom = isJSON ? try LargeMemory(count: JSONText.room(for: limit)) : nil
    output = try CapturedStream(limit: limit)
    errors = try CapturedStream(limit: limit)
  }

  /// Gives the program that is started the pipes for its standard output and standard error, in a
  /// session of its own with nothing to read.
  func connect(to launch: inout Launch) {
    launch.hasOwnSession = true
    launch.input = .nothing
    launch.output = output.stream
    launch.errors = errors.stream
  }

  /// Leaves the pipes to the program that was started, so that they end when nobody writes.
  func closeWritingEnds() {
    output.closeWritingEnd()
    errors.closeWritingEnd()
  }

  /// Whether somebody could still write when it was read last.
  var isCutOff: Bool { output.isOpen || errors.isOpen }

  var count: Int { output.count + errors.count }

  /// Whether one of the streams had more than the limit.
  var isOverLimit: Bool { output.isOverLimit || errors.isOverLimit }

  /// The pipes that somebody may still write to.
  var interests: [Poll.Interest] {
    [output, errors].filter { $0.isOpen }.map { .reading($0.descriptor) }
  }

  /// Takes some of what is there, without waiting.
  func drain() throws(Errno) {
    try output.drain()
    try errors.drain()
  }
}
