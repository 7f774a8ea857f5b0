/// Standard output or standard error.
struct OutputStream {
  let descriptor: FileDescriptor
  private let mode: ColorMode
  private let environment: Environment
  private let signals: HeldSignals

  init(
    _ descriptor: FileDescriptor, _ mode: ColorMode, _ environment: Environment,
    _ signals: HeldSignals
  ) {
    self.signals = signals
    self.descriptor = descriptor
    self.mode = mode
    self.environment = environment
  }

  /// Whether a person is likely to read it.
  var isTerminal: Bool { Terminal(descriptor) != nil }

  /// How many columns a person sees, or nil where none is likely to read it.
  var columns: Int? { Terminal(descriptor).map { $0.columns ?? 80 } }

  /// How many lines a person sees, or nil where that isn't known.
  var rows: Int? { Terminal(descriptor)?.rows }

  /// How text is set off, if at all.
  var style: Style { Style(isEnabled: mode.isEnabled(environment, isTerminal: isTerminal)) }

  /// Both how text is set off and how many columns there are, by one look at what it is.
  var look: (style: Style, columns: Int?) {
    let columns = columns
    return (Style(isEnabled: mode.isEnabled(environment, isTerminal: columns != nil)), columns)
  }

  /// Writes `text`, and lets a failure pass: there is nobody left to tell.
  func write(_ text: String) {
    try? writeResult(Array(text.utf8))
  }

  /// Writes a result.
  ///
  /// - Throws: why it didn't arrive.
  func writeResult(_ bytes: [UInt8]) throws(Errno) {
    try bytes.withUnsafeBufferPointer { bytes throws(Errno) in
      try signals.write(UnsafeRawBufferPointer(bytes), to: descriptor)
    }
  }

  /// Writes a result of any length while `body` makes it.
  ///
  /// - Throws: why it didn't arrive.
  func writeResult(_ body: (inout ByteBuffer) -> Void) throws(Errno) {
    var buffer = ByteBuffer(passingTo: descriptor, releasing: signals)
    body(&buffer)
    try buffer.finish()
  }

  /// Writes a result of any length while `body` makes it, as JSON on a line of its own.
  ///
  /// - Throws: why it didn't arrive.
  func writeResult(json body: (inout JSONWriter) -> Void) throws(Errno) {
    var writer = JSONWriter(writingTo: descriptor, releasing: signals)
    body(&writer)
    try writer.finishLine()
  }
}
