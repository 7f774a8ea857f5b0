/// Keeps what a service writes, in two files of a size that is set.
///
/// The bytes are kept as they come. No value of a secret is hidden: qli shows the service its
/// secrets and nobody else, but what the service prints of them is the service's to decide. The log
/// is only the user's to read.
final class ServiceLog: OutputSink {
  private let file: ServiceLogFile
  private let output: LogInput
  private let errors: LogInput
  /// Where is read to, for both: the lines are copied from here.
  private let room: UnsafeMutablePointer<UInt8>
  /// Whether a line was what is looked for.
  private(set) var hasMatched = false
  private(set) var lineMatcher: ((UnsafeBufferPointer<UInt8>) -> Bool)?

  /// Opens the log in `folder`, and makes it where it is missing.
  ///
  /// - Parameter size: the most bytes of each of the two files.
  /// - Parameter copies: where the same bytes go, too: streams of qli's own.
  init(
    folder: FilePath, size: Int64, _ safety: PathSafety, _ clock: Clock,
    copies: (out: FileDescriptor, err: FileDescriptor)? = nil
  ) throws(PathError) {
    file = try ServiceLogFile(in: folder, limit: size, safety, clock)
    output = LogInput(.output, file, clock, copy: copies.map { LogCopy(to: $0.out) })
    errors = LogInput(.errors, file, clock, copy: copies.map { LogCopy(to: $0.err) })
    room = .allocate(capacity: LogInput.capacity)
  }

  deinit { room.deallocate() }

  /// Gives the service that is started new pipes for its standard output and standard error, in a
  /// session of its own with nothing to read. What came from the one before it ends here.
  func connect(to launch: inout Launch) throws(Errno) {
    finish()
    file.closeOpenLines()
    file.flush()
    launch.hasOwnSession = true
    launch.input = .nothing
    launch.output = .descriptor(try output.open())
    launch.errors = .descriptor(try errors.open())
  }

  /// Looks for a line, whatever was found before: `matcher` is asked about each whole line of both streams
  /// that ends from now on, without its newline, until it says true. Of a line longer than 64 KiB it is
  /// given the last part.
  func look(for matcher: @escaping (UnsafeBufferPointer<UInt8>) -> Bool) {
    hasMatched = false
    lineMatcher = matcher
  }

  /// Leaves the pipes to the service, so that they end when nobody writes.
  func closeWritingEnds() {
    output.closeWritingEnd()
    errors.closeWritingEnd()
  }

  var interests: [Poll.Interest] {
    [output, errors].compactMap { $0.interest }
  }

  var count: Int { output.count + errors.count }

  /// There is no limit: what is too much takes the place of what is old.
  var isOverLimit: Bool { false }

  /// When it has to be drained at the latest, also if nothing comes: a line without its end is due
  /// then. Nil as long as nothing waits.
  var deadline: MonotonicTime? {
    guard let first = output.deadline else { return errors.deadline }
    return errors.deadline.map { min(first, $0) } ?? first
  }

  func drain() throws(Errno) {
    try output.drain(room, tell)
    try errors.drain(room, tell)
  }

  /// Adds a line of qli's own.
  func note(_ text: String) {
    var text = Visible.text(text)
    file.setTime()
    text.withUTF8 { text in
      let line = UnsafeBufferPointer(rebasing: text.prefix(file.longestText))
      file.add(.qli, isPartial: false, line)
    }
    file.flush()
  }

  /// Writes what is left, and reads no more. What the service may still hold open is left to
  /// itself.
  func finish() {
    for input in [output, errors] {
      // As much as a pipe holds, and no more of one who goes on writing.
      try? input.drain(room, isLast: true, tell)
      input.close()
    }
  }

  private func tell(_ line: UnsafeBufferPointer<UInt8>) {
    guard let lineMatcher, lineMatcher(line) else { return }
    hasMatched = true
    self.lineMatcher = nil
  }
}
