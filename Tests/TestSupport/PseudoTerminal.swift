public import Glibc
public import Testing

/// A terminal with a program on it, which leads the session. Where Ctrl-Z is to stop something,
/// start a job-control shell here (`TestHome.shell`): a session's leader can't be stopped by it.
///
/// What is typed is echoed. So let a marker to wait for differ from the line that makes it:
/// `type("echo done$((1+1))\n")`, then `waitFor("done2")`.
public final class PseudoTerminal: Sendable {
  /// The program.
  public let process: RunningQli
  private let master: Descriptor

  init(process: RunningQli, master: Descriptor) {
    self.process = process
    self.master = master
  }

  deinit { hangUp() }

  /// Types a text as it is; Return is `\n` or `\r`.
  public func type(_ text: any ByteText) throws { try master.writeAll(text.byteText) }

  /// Types a letter with Ctrl held: `control("C")`.
  public func control(_ letter: Character) throws {
    guard let code = letter.asciiValue else { throw HarnessError("Ctrl-\(letter)?") }
    try type([code & 0x1f])
  }

  /// Waits for a text to appear, behind the one waited for before. Throws when the program has
  /// ended, or the deadline passed, without it.
  public func waitFor(_ text: String) throws { try process.wait(for: text, on: .terminal) }

  /// All that has appeared so far, with plain newlines, bad UTF-8 repaired.
  public var output: String { Self.plain(process.pump.bytes(.terminal)) }

  /// Changes the size, which sends SIGWINCH to the foreground group.
  public func resize(columns: UInt16, rows: UInt16) throws {
    var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    try call("TIOCSWINSZ") { ioctl($0, UInt(TIOCSWINSZ), &size) }
  }

  /// Closes the terminal's other end, as a window that is closed: SIGHUP to the session.
  public func hangUp() {
    master.close()
    process.pump.poke()
  }

  /// The terminal's settings.
  public var attributes: termios {
    get throws {
      var result = termios()
      try call("tcgetattr") { tcgetattr($0, &result) }
      return result
    }
  }

  /// True if what is typed is echoed.
  public var echoes: Bool {
    get throws { try attributes.c_lflag & tcflag_t(ECHO) != 0 }
  }

  /// The process group in the foreground.
  public var foregroundGroup: pid_t {
    get throws {
      var group: pid_t = 0
      try call("tcgetpgrp") {
        group = tcgetpgrp($0)
        return group
      }
      return group
    }
  }

  /// Waits until the program has exited; see `RunningQli.wait`.
  @discardableResult
  public func wait(sourceLocation: SourceLocation = #_sourceLocation) throws -> Outcome {
    try process.wait(sourceLocation: sourceLocation)
  }

  private func call(_ what: String, _ body: (Int32) -> Int32) throws {
    guard let result = master.use({ (body($0), errno) }) else {
      throw HarnessError("\(what): the terminal is hung up")
    }
    if result.0 < 0 { throw HarnessError.call(what, result.1) }
  }

  /// The text of terminal output, with `\n` where the terminal sent `\r\n`.
  static func plain(_ bytes: [UInt8]) -> String {
    var result: [UInt8] = []
    for byte in bytes {
      if byte == UInt8(ascii: "\n"), result.last == UInt8(ascii: "\r") { result.removeLast() }
      result.append(byte)
    }
    return String(decoding: result, as: UTF8.self)
  }
}
