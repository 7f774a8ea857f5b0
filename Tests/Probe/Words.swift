import Glibc

/// The words of the command line, taken from the front one by one.
final class Words {
  private var rest: ArraySlice<String>
  private let total: Int

  init(_ words: ArraySlice<String>) {
    rest = words
    total = words.endIndex
  }

  /// The place in argv of the word that `next` gives.
  var index: Int { total - rest.count }

  /// The next word, or nil at the end.
  func next() -> String? { rest.popFirst() }

  /// The next word, which has to be there.
  func word(_ name: String) -> String {
    guard let word = next() else { fail("\(name) is missing") }
    return word
  }

  /// The next word as a number.
  func number(_ name: String) -> Int32 {
    let text = word(name)
    guard let number = Int32(text) else { fail("\(name): '\(text)' is no number") }
    return number
  }

  /// The next word as a signal: a number, `INT` or `SIGINT`.
  func signal() -> Int32 {
    let text = word("SIGNAL")
    guard let signal = signalNumber(text) else { fail("no signal '\(text)'") }
    return signal
  }
}

/// Ends the program with a message on stderr and status 99.
func fail(_ message: String) -> Never {
  write(Array("probe: \(message)\n".utf8), to: 2)
  exit(99)
}

/// Ends the program with a message that tells `errno`.
func failCall(_ what: String) -> Never {
  let code = errno
  fail("\(what): \(String(cString: strerror(code)))")
}

/// Writes all bytes; gives up silently where the descriptor is closed.
func write(_ bytes: [UInt8], to descriptor: Int32) {
  var start = 0
  while start < bytes.count {
    let count = bytes.withUnsafeBytes { buffer in
      Glibc.write(descriptor, buffer.baseAddress?.advanced(by: start), bytes.count - start)
    }
    if count < 0 && errno == EINTR { continue }
    if count <= 0 { return }
    start += count
  }
}

/// Appends a text to a file or FIFO in one write; an absent file is made.
func append(_ text: String, to path: String) {
  let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
  guard descriptor >= 0 else { failCall("cannot open '\(path)'") }
  write(Array(text.utf8), to: descriptor)
  close(descriptor)
}

/// True if something is at the path.
func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

/// Kills this process after a quarter of an hour, when no test waits any more: none outlives a test that was
/// broken off.
func limitLifetime() {
  signal(SIGALRM, SIG_DFL)
  alarm(900)
}
