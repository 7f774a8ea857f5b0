import Foundation

extension QliRun {
  /// Starts it, without a terminal. Returns when the program has replaced the launcher.
  public func start() throws -> RunningQli { try start(terminal: nil, master: nil) }

  /// Starts it in a new session on a new terminal, which is its stdin, stdout and stderr where
  /// nothing else was stated. It is so large that nothing is wrapped and nothing is paged, unless
  /// something else is stated: `TerminalWidthTests` are about that.
  public func startOnTerminal(columns: UInt16 = 300, rows: UInt16 = 100) throws -> PseudoTerminal {
    var master: Int32 = 0
    var slave: Int32 = 0
    var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    let pair = try SpawnLock.hold {
      try checked(openpty(&master, &slave, nil, nil, &size), "openpty")
      return try (master: Descriptor(adopting: master), slave: Descriptor(adopting: slave))
    }
    var run = self
    run.stdin = stdin ?? .terminal
    run.stdout = stdout ?? .terminal
    run.stderr = stderr ?? .terminal
    run.startsSession = true
    run.launchOptions = ["--terminal"] + launchOptions
    let process = try run.start(terminal: pair.slave, master: pair.master)
    return PseudoTerminal(process: process, master: pair.master)
  }

  private func start(terminal: Descriptor?, master: Descriptor?) throws -> RunningQli {
    var launcher = Launcher()
    let pump = OutputPump()
    if let terminal { launcher.give(terminal, as: Launcher.terminalNumber) }
    if let master { pump.read(master, as: .terminal) }

    switch stdin ?? .null {
    case .null: launcher.give(try .open("/dev/null", O_RDONLY), as: 0)
    case .closed: launcher.close(0)
    case .file(let path): launcher.give(try .open(home.path(path), O_RDONLY), as: 0)
    case .terminal: try launcher.give(required(terminal), as: 0)
    case .pipe: try givePipe(&launcher, pump)
    case .text(let text):
      try givePipe(&launcher, pump)
      pump.write(text.byteText)
      pump.endInput()
    }
    let outputs = [
      (stdout ?? .capture, 1, OutputPump.Channel.output), (stderr ?? .capture, 2, .errors),
    ]
    for case (let output, let number, let channel) in outputs {
      switch output {
      case .closed: launcher.close(Int32(number))
      case .terminal: try launcher.give(required(terminal), as: Int32(number))
      case .joined: launcher.join(Int32(number), to: Int32(3 - number))
      case .file(let path):
        let file = try Descriptor.open(home.path(path), O_WRONLY | O_CREAT | O_APPEND | O_NOCTTY)
        launcher.give(file, as: Int32(number))
      case .capture:
        let pipe = try Descriptor.pipe()
        launcher.give(pipe.write, as: Int32(number))
        pump.read(pipe.read, as: channel)
      case .reader(let reader): launcher.give(reader.writing, as: Int32(number))
      case .brokenPipe:
        let reader = try Reader(.pipe)
        try reader.close()
        launcher.give(reader.writing, as: Int32(number))
      }
    }

    launcher.options = (startsSession ? ["--session"] : []) + ["--umask", "22"]
    launcher.options += ["--chdir", workingDirectory] + launchOptions
    launcher.ownGroup = !startsSession
    let entries = environment.sorted { $0.key < $1.key }
      .map { Array($0.key.utf8) + [UInt8(ascii: "=")] + $0.value }
    let process = try launcher.start(
      wrapper.map(\.byteText) + [program.byteText] + arguments, environment: entries + extraEntries)
    return try RunningQli(process: process, pump: pump, run: self)
  }

  private func givePipe(_ launcher: inout Launcher, _ pump: OutputPump) throws {
    let pipe = try Descriptor.pipe()
    launcher.give(pipe.read, as: 0)
    pump.feed(pipe.write)
  }

  private func required(_ terminal: Descriptor?) throws -> Descriptor {
    guard let terminal else { throw HarnessError("'.terminal' needs 'startOnTerminal'") }
    return terminal
  }
}
