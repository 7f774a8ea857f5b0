import Foundation

/// A descriptor of the test runner that is closed at the end of its life and never inherited. Its
/// number is 20 or more, out of the way of those a child is to have.
final class Descriptor: @unchecked Sendable {
  private let lock = NSLock()
  private var number: Int32

  /// Takes over an open descriptor. Hold the `SpawnLock` if it isn't close-on-exec yet.
  init(adopting original: Int32) throws {
    defer { Glibc.close(original) }
    number = try checked(fcntl(original, F_DUPFD_CLOEXEC, 20), "F_DUPFD_CLOEXEC")
  }

  deinit { close() }

  /// Opens a file.
  static func open(_ path: String, _ flags: Int32, mode: mode_t = 0o644) throws -> Descriptor {
    try Descriptor(
      adopting: checked(Glibc.open(path, flags | O_CLOEXEC, mode), "cannot open '\(path)'"))
  }

  /// Makes a pipe.
  static func pipe() throws -> (read: Descriptor, write: Descriptor) {
    try SpawnLock.hold {
      var ends: [Int32] = [0, 0]
      try checked(Glibc.pipe(&ends), "pipe")
      return try (read: Descriptor(adopting: ends[0]), write: Descriptor(adopting: ends[1]))
    }
  }

  /// The number for `poll` or a file action, or -1 once closed.
  var raw: Int32 { lock.withLock { number } }

  /// Makes calls on the descriptor, which stays open meanwhile; nil if it is closed.
  func use<Result>(_ body: (Int32) throws -> Result) rethrows -> Result? {
    try lock.withLock { number < 0 ? nil : try body(number) }
  }

  /// Closes it now.
  func close() {
    lock.withLock {
      if number >= 0 { Glibc.close(number) }
      number = -1
    }
  }

  /// Lets reads and writes return EAGAIN in place of waiting.
  func makeNonblocking() {
    _ = use { fcntl($0, F_SETFL, fcntl($0, F_GETFL) | O_NONBLOCK) }
  }

  /// Reads what is there. nil: end of file, or closed; empty: nothing at the moment.
  func readAvailable() -> [UInt8]? {
    use { number -> [UInt8]? in
      var buffer = [UInt8](repeating: 0, count: 65_536)
      let count = buffer.withUnsafeMutableBytes { read(number, $0.baseAddress, $0.count) }
      if count > 0 { return Array(buffer.prefix(count)) }
      return count < 0 && (errno == EAGAIN || errno == EINTR) ? [] : nil
    } ?? nil
  }

  /// Writes what goes in at once and returns its count. nil: nobody reads it, or it is closed.
  func writeAvailable(_ bytes: some Collection<UInt8>) -> Int? {
    let bytes = Array(bytes)
    return use { number -> Int? in
      let count = bytes.withUnsafeBytes { write(number, $0.baseAddress, $0.count) }
      if count >= 0 { return count }
      return errno == EAGAIN || errno == EINTR ? 0 : nil
    } ?? nil
  }

  /// Writes all, waiting where it is full.
  func writeAll(_ bytes: [UInt8]) throws {
    var rest = bytes[...]
    let deadline = Deadline.fromNow
    while !rest.isEmpty {
      guard let count = writeAvailable(rest) else { throw HarnessError("nobody reads it") }
      rest = rest.dropFirst(count)
      if count > 0 { continue }
      guard Date() < deadline else { throw HarnessError("it stays full: nobody reads it") }
      var entry = pollfd(fd: raw, events: Int16(POLLOUT), revents: 0)
      poll(&entry, 1, 100)
    }
  }
}
