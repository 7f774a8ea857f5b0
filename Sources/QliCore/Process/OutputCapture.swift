/// What a child writes, kept up to a limit for each of its two streams, and what it has to read.
final class OutputCapture: OutputSink {
  /// The most bytes that are kept of one stream.
  static let limit = 8 << 20

  /// Its standard output.
  let output: CapturedStream
  /// Its standard error.
  let errors: CapturedStream
  /// Room for its output as JSON, where that is wanted: had before anything runs.
  let documentRoom: LargeMemory?
  /// What it reads where its policy doesn't keep it from that.
  private let input: Launch.Stream

  /// Makes the two pipes.
  ///
  /// - Parameter isJSON: whether its output is to be JSON.
  /// - Parameter input: what it reads; it has to be open until the child was started.
  init(
    limit: Int = OutputCapture.limit, isJSON: Bool = false, input: Launch.Stream = .nothing
  ) throws(Errno) {
    self.input = input
    documentRoom = isJSON ? try LargeMemory(count: JSONText.room(for: limit)) : nil
    output = try CapturedStream(limit: limit)
    errors = try CapturedStream(limit: limit)
  }

  /// Gives the program that is started the pipes for its standard output and standard error, in a
  /// session of its own.
  func connect(to launch: inout Launch) {
    launch.hasOwnSession = true
    if case .inherited = launch.input { launch.input = input }
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
