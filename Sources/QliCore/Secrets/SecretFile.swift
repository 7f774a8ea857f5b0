/// A file that holds a secret and nothing else.
enum SecretFile {
  /// The most bytes that a file may have.
  static let limit = 1 << 20

  /// Why there is no value.
  enum Failure: Error, Equatable {
    case expansion(PathTemplate.ExpansionError)
    /// Somebody else could change what it is.
    case unsafe(UnsafePath)
    case unreadable(FilePath, Errno)
    case notRegular(FilePath, FileStatus.Kind)
    case tooLarge(FilePath, limit: Int)
  }

  /// Reads the file that `reference` names; exactly one newline at its end is no part of the value.
  static func read(
    _ reference: String, in environment: Environment
  ) throws(Failure) -> SecretBuffer {
    let path = try path(reference, in: environment)
    try requireSafe(path, PathSafety())
    let buffer = SecretBuffer()
    // Opening doesn't wait, also for a FIFO.
    let kind = try converting({ Failure.unreadable(path, $0) }) { () throws(Errno) in
      let file = try OwnedDescriptor(opening: path, for: .reading)
      let status = try file.number.status()
      guard status.kind == .regular else { return status.kind }
      while buffer.count <= limit {
        // One byte more than there should be, and in /proc a file is more than its size says.
        let size = min(max(Int(status.size), 4096), limit) + 1
        if try buffer.read(from: file.number, atMost: size) == 0 { break }
      }
      return status.kind
    }
    guard kind == .regular else { throw .notRegular(path, kind) }
    if buffer.count > limit { throw .tooLarge(path, limit: limit) }
    buffer.dropLast(UInt8(ascii: "\n"))
    return buffer
  }

  /// What is part of a value, and probably not meant to be.
  enum Oddity: String {
    case byteOrderMark = "begins with a byte order mark"
    case carriageReturn = "ends in a carriage return (Windows line ends)"
    case newline = "ends in a newline, as its file ends in more than one"

    /// What is odd about a value that was read, or nil.
    init?(of value: SecretBuffer) {
      // Sound: the buffer is kept until the end of the call.
      defer { withExtendedLifetime(value) {} }
      if value.bytes.starts(with: [0xef, 0xbb, 0xbf]) {
        self = .byteOrderMark
      } else if value.bytes.last == .carriageReturn {
        self = .carriageReturn
      } else if value.bytes.last == .lineFeed {
        self = .newline
      } else {
        return nil
      }
    }
  }

  /// Checks that the file that `reference` names could be read, without reading it.
  ///
  /// - Returns: where it is, and how many bytes it has.
  static func check(
    _ reference: String, in environment: Environment, _ safety: PathSafety = PathSafety()
  ) throws(Failure) -> (path: FilePath, size: Int64) {
    let path = try path(reference, in: environment)
    try requireSafe(path, safety)
    let status = try converting({ Failure.unreadable(path, $0) }) { () throws(Errno) in
      try FileAccess.checkReading(path)
      return try FileStatus(following: path)
    }
    guard status.kind == .regular else { throw .notRegular(path, status.kind) }
    if status.size > Int64(limit) { throw .tooLarge(path, limit: limit) }
    return (path, status.size)
  }

  /// Refuses a file that somebody else could exchange, as by a link to one that only the user can read.
  private static func requireSafe(
    _ path: FilePath, _ safety: PathSafety
  ) throws(Failure) {
    do throws(PathError) { _ = try safety.walk(path, for: .file) } catch {
      switch error {
      case .unsafe(let unsafe): throw .unsafe(unsafe)
      case .unreadable(_, let errno): throw .unreadable(path, errno)
      }
    }
  }

  /// Where the file is.
  static func path(
    _ reference: String, in environment: Environment
  ) throws(Failure) -> FilePath {
    // The manifest's reader has checked it.
    guard let template = try? PathTemplate(reference) else {
      throw .expansion(.notAbsolute(reference))
    }
    return try converting(Failure.expansion) { () throws(PathTemplate.ExpansionError) in
      try template.expanded(in: environment)
    }
  }
}
