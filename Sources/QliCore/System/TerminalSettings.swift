import CSystem

/// The settings of the terminal that this process was started on (termios(3)), to be put back.
struct TerminalSettings {
  private let terminal: Terminal
  private var settings: termios

  /// The settings now; nil if standard input isn't the controlling terminal, or another job has it: a
  /// script's background command, for one, must leave it to the script.
  init?() {
    guard let terminal = Terminal(.standardInput), terminal.foreground == getpgrp() else {
      return nil
    }
    self.terminal = terminal
    settings = termios()
    guard tcgetattr(terminal.descriptor.rawValue, &settings) == 0 else { return nil }
  }

  /// Puts them back, unless another job has the terminal now, or a program of this job uses it by
  /// itself. A job that is gone, such as a shell that had it for itself, loses it.
  func restore() {
    if isAsItWas || isUsedBesides { return }
    // Whoever isn't in the foreground is stopped by what follows.
    let mask = SignalSet(.terminalOutput).block()
    defer { mask.restore() }
    if let foreground = terminal.foreground, foreground != getpgrp() {
      guard kill(-foreground, 0) == -1, Errno.current == .noSuchProcess,
        tcsetpgrp(terminal.descriptor.rawValue, getpgrp()) == 0
      else { return }
    }
    var settings = settings
    // At once: waiting for the output to be shown would take for ever after Ctrl-S.
    tcsetattr(terminal.descriptor.rawValue, TCSANOW, &settings)
  }

  /// Whether nobody has changed anything: to look who uses the terminal takes longer.
  private var isAsItWas: Bool {
    var now = termios()
    guard terminal.foreground == getpgrp(), tcgetattr(terminal.descriptor.rawValue, &now) == 0
    else { return false }
    return withUnsafeBytes(of: now) { now in
      withUnsafeBytes(of: settings) { now.elementsEqual($0) }
    }
  }

  /// Whether another program of this process's group has opened the terminal for itself, as the pager
  /// in `qli … | less` does to read its keys: the settings are its own then. Not so who was there before
  /// this process, such as the script around it.
  private var isUsedBesides: Bool {
    var isUsed = false
    #if os(Linux)
      let start = ProcessID.current.startTicks
      let places = [try? terminal.descriptor.status(), try? FileStatus(following: "/dev/tty")]
      ProcessTable.forEachProcess { process in
        guard !isUsed, process != .current, process.group == getpgrp(),
          let ticks = process.startTicks, start.map({ ticks >= $0 }) ?? true,
          // Within one tick it may have come before.
          !ProcessID.current.descends(from: process),
          let files = ProcessFiles.path(process, "fd")
        else { return }
        try? Directory.forEachEntry(in: files) { file in
          // The standard streams are the terminal in every program of a job.
          guard let number = Int32(String(decoding: file.name, as: UTF8.self)), number > 2,
            let status = try? file.status()
          else { return }
          if places.contains(where: { $0?.device == status.device && $0?.inode == status.inode }) {
            isUsed = true
          }
        }
      }
    #endif
    return isUsed
  }
}
