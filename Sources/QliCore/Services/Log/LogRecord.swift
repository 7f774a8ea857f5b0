/// Where a line of a service's log comes from.
enum LogStream: UInt8, CaseIterable {
  /// The service's standard output.
  case output
  /// Its standard error.
  case errors
  /// qli, which says what has become of the service.
  case qli

  /// As the log has it: three letters.
  var name: String {
    switch self {
    case .output: "out"
    case .errors: "err"
    case .qli: "qli"
    }
  }

  /// The three letters, the first one lowest. No string: they are copied for each line.
  @inline(__always)
  var letters: UInt32 {
    switch self {
    case .output: 0x74756F
    case .errors: 0x727265
    case .qli: 0x696C71
    }
  }
}

/// A line of a service's log, in the format of CRI, which log collectors read:
/// `TIME STREAM TAG text`, where the tag `F` says that a line ends with the text, and `P` that more
/// of it follows.
struct LogRecord {
  /// When it was read from the service, as RFC 3339 in UTC with microseconds.
  let time: UnsafeBufferPointer<UInt8>
  let stream: LogStream
  /// Whether the line that the text is of goes on.
  let isPartial: Bool
  /// What the service wrote, without the newline. Any bytes but newlines.
  let text: UnsafeBufferPointer<UInt8>

  static let full = UInt8(ascii: "F")
  static let partial = UInt8(ascii: "P")
  /// The length of a time up to the year 9999.
  static let timeLength = 27
  /// The most that stands in front of a text, and the newline behind it.
  static let overhead = 48

  /// Reads a line without its newline; nil if it is torn, or none of qli's. The record lies where
  /// the line does.
  init?(_ line: UnsafeBufferPointer<UInt8>) {
    guard let timeEnd = line.position(of: .space, from: 0), timeEnd >= Self.timeLength,
      timeEnd < Self.timeLength + 8, line.count >= timeEnd + 7,
      line[10] == UInt8(ascii: "T"), line[timeEnd - 1] == UInt8(ascii: "Z"),
      line[timeEnd + 4] == .space, line[timeEnd + 6] == .space,
      let stream = Self.stream(line, at: timeEnd + 1)
    else { return nil }
    switch line[timeEnd + 5] {
    case Self.full: isPartial = false
    case Self.partial: isPartial = true
    default: return nil
    }
    time = UnsafeBufferPointer(rebasing: line[..<timeEnd])
    self.stream = stream
    text = UnsafeBufferPointer(rebasing: line[(timeEnd + 7)...])
  }

  /// How many bytes of the service's it stands for.
  var serviceBytes: Int { stream == .qli ? 0 : text.count + (isPartial ? 0 : 1) }

  /// The length of its line, without the newline.
  var length: Int { time.count + 7 + text.count }

  /// Whether its time is `moment` or later, which is a time of the same form. Of one length, their
  /// order is that of their bytes.
  func isAtOrAfter(_ moment: [UInt8]) -> Bool {
    !time.lexicographicallyPrecedes(moment)
  }

  private static func stream(_ line: UnsafeBufferPointer<UInt8>, at start: Int) -> LogStream? {
    let letters =
      UInt32(line[start]) | UInt32(line[start + 1]) << 8 | UInt32(line[start + 2]) << 16
    // No list of all cases: this is done for each line.
    if letters == LogStream.output.letters { return .output }
    if letters == LogStream.errors.letters { return .errors }
    return letters == LogStream.qli.letters ? .qli : nil
  }
}
