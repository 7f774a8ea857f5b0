/// How far the records of a run are, as the process that writes them tells the one that closes the run should
/// it be killed: through a pipe, a message each time.
struct RecordProgress {
  enum Phase: UInt8 {
    /// The start record is about to be written.
    case begins = 1
    /// It was written: from now on there has to be an end of it.
    case runs
    /// The end is about to be written; a mark of it follows.
    case ends
    /// Nothing more is to be done for it.
    case over
  }

  private(set) var phase: Phase?
  /// The closing record, from `ends` on.
  private(set) var end: RecordMark?

  /// Whether its start is known to be on record.
  var hasStarted: Bool { phase.map { $0.rawValue >= Phase.runs.rawValue } ?? false }

  /// Tells that it is so far.
  static func tell(_ phase: Phase, _ end: RecordMark? = nil, to pipe: FileDescriptor) {
    // Nobody reads any more: then nobody closes it either.
    try? pipe.writeAll([phase.rawValue] + (end?.bytes ?? []))
  }

  /// Reads what was told, without waiting.
  init(from pipe: FileDescriptor) {
    var bytes = [UInt8](repeating: 0, count: 256)
    guard let count = try? pipe.read(into: &bytes) else { return }
    var rest = bytes[..<count]
    while let byte = rest.popFirst(), let phase = Phase(rawValue: byte) {
      self.phase = phase
      if phase == .ends {
        end = RecordMark(rest.prefix(RecordMark.size))
        rest = rest.dropFirst(RecordMark.size)
      }
    }
  }
}

/// By what a record that may have been written is known again. Others write to a log as well, and may say of
/// the run whatever they like.
struct RecordMark: Equatable {
  /// What the process was to end with that wrote it.
  let exitCode: Int32
  /// How much of the line is the record's own: a chain ties itself to the end of it.
  private let count: Int
  private let digest: SHA256.Digest

  /// - Parameter record: an object with its newline.
  init(of record: [UInt8], exitCode: Int32) {
    self.exitCode = exitCode
    count = record.count - 2
    digest = SHA256.digest(of: Array(record.dropLast(2)))
  }

  /// Whether `line` is the record.
  func isOf(_ line: ArraySlice<UInt8>) -> Bool {
    line.count > count && SHA256.digest(of: Array(line.prefix(count))) == digest
  }

  fileprivate static let size = 4 + 8 + SHA256.Digest.digitCount

  fileprivate var bytes: [UInt8] {
    var bytes: [UInt8] = []
    for shift in stride(from: 24, through: 0, by: -8) {
      bytes.append(UInt8(truncatingIfNeeded: exitCode >> Int32(shift)))
    }
    for shift in stride(from: 56, through: 0, by: -8) {
      bytes.append(UInt8(truncatingIfNeeded: count >> shift))
    }
    return bytes + digest.digits
  }

  fileprivate init?(_ bytes: ArraySlice<UInt8>) {
    guard bytes.count == Self.size else { return nil }
    exitCode = bytes.prefix(4).reduce(0) { $0 << 8 | Int32($1) }
    count = bytes.dropFirst(4).prefix(8).reduce(0) { $0 << 8 | Int($1) }
    let digits = Array(bytes.dropFirst(12))
    guard let digest = digits.withUnsafeBufferPointer({ SHA256.Digest(small: $0) }) else {
      return nil
    }
    self.digest = digest
  }
}
