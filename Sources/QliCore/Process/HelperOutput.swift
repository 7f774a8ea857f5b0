/// What a helper answers on standard output, and the end of what it writes to standard error.
final class HelperOutput: OutputSink {
  /// All of standard output, as far as it was read.
  let output = SecretBuffer()
  private let limit: Int
  private var pipe: OwnedDescriptor?
  private var isOpen = true
  private var tail: ErrorTail?
  // Until the program has them.
  private var writingOutput: OwnedDescriptor?
  private var writingErrors: OwnedDescriptor?

  /// - Parameter limit: the most bytes of standard output.
  init(limit: Int) { self.limit = limit }

  /// Makes the pipes, and gives them to what is started, with nothing to read unless it was given that.
  ///
  /// - Parameter number: where it answers in place of standard output, of which nothing is kept then.
  func connect(
    to launch: inout Launch, answeringAt number: FileDescriptor = .standardOutput
  ) throws(Errno) {
    let output = try Pipe.nonBlocking()
    let errors = try Pipe.nonBlocking()
    if case .inherited = launch.input { launch.input = .nothing }
    if number == .standardOutput {
      launch.output = .descriptor(output.writing.number)
    } else {
      launch.output = .descriptor(errors.writing.number)
      launch.answer = (output.writing.number, number)
    }
    launch.errors = .descriptor(errors.writing.number)
    pipe = .some(output.reading)
    writingOutput = .some(output.writing)
    tail = ErrorTail(errors.reading)
    writingErrors = .some(errors.writing)
  }

  /// Leaves the pipes to the program, so that they end when nobody writes.
  func closeWritingEnds() {
    writingOutput = nil
    writingErrors = nil
  }

  /// What was written last to standard error.
  var errors: ErrorTail.Text { tail?.text ?? ErrorTail.Text() }

  var count: Int { output.count }

  var isOverLimit: Bool { output.count > limit }

  var interests: [Poll.Interest] {
    (isOpen ? number.map { [.reading($0)] } ?? [] : []) + (tail?.interests ?? [])
  }

  func drain() throws(Errno) {
    try tail?.drain()
    while isOpen, let number, !isOverLimit {
      do throws(Errno) {
        isOpen = try output.read(from: number, atMost: 65536) > 0
      } catch .wouldBlock {
        return
      }
    }
  }

  private var number: FileDescriptor? {
    switch pipe {
    case .some(let pipe): pipe.number
    case .none: nil
    }
  }
}
