/// A program in which a person reads what is too long for a terminal, such as less(1).
///
/// While it runs, SIGINT and SIGQUIT are its own: the keys for them send them to qli as well, and
/// whoever breaks off a search in it doesn't mean qli.
struct Pager: ~Copyable {
  private let started: StartedProcess
  private let pipe: OwnedDescriptor
  /// The terminal's, for one that is killed.
  private let settings: TerminalSettings?

  /// What goes to it.
  var input: FileDescriptor { pipe.number }

  /// Starts the one of `QLI_PAGER` or `PAGER`, or less; nil where standard output is no terminal to
  /// move about on, none is wanted, or there is none.
  ///
  /// - Parameter atEnd: whether less begins at the end, where the newest of a trail is.
  static func start(_ context: RunContext, atEnd: Bool = true) -> Pager? {
    let environment = context.environment
    guard context.console.output.isTerminal, environment["TERM"]?.equals("dumb") != true else {
      return nil
    }
    let wanted: ByteString?
    do throws(ProgramError) { wanted = try command(environment) } catch {
      context.console.warn(ErrorReport(error))
      return nil
    }
    guard let command = wanted, let pipe = try? Pipe() else { return nil }
    let variables = ChildEnvironment(environment)
    // Leave at once if all fits on the screen, let colours through, leave it on the screen.
    // Somebody's own options need one that lets colours through, if there are any.
    let options = environment["LESS"]
    if options == nil {
      variables.set("LESS", atEnd ? "FRX+G" : "FRX")
    } else if let options, context.console.output.style.isEnabled {
      var all: ByteString = "-R "
      all.append(options)
      variables.set("LESS", all)
    }
    // In a locale of another encoding, too.
    if environment["LESSCHARSET"] == nil { variables.set("LESSCHARSET", "utf-8") }
    let launch = Launch(
      program: "/bin/sh", name: "sh", arguments: Arguments(["-c", command]),
      environment: variables, input: .descriptor(pipe.reading.number),
      signalMask: context.callerMask)
    let settings = TerminalSettings()
    // The keys' signals wait from before it is there.
    let mask = SignalSet(.interrupt, .quit).block()
    guard let started = try? launch.start() else {
      mask.restore()
      return nil
    }
    return Pager(started: started, pipe: pipe.intoWriting(), settings: settings)
  }

  /// The words for one of which nobody knows what it has shown.
  static let failure = ErrorReport("the pager has failed, so this is what there is to see:")

  /// How it ended.
  enum End {
    /// The person has seen enough.
    case seen
    /// It says that it has failed: what it has shown, nobody knows.
    case failed
    /// This told qli to end.
    case interrupted(Signal)
  }

  /// Shows that this is all, and waits until the person has seen enough. Whatever else tells qli to
  /// end ends the pager as well.
  ///
  /// - Parameter isTold: whether something has, so that it is ended at once.
  consuming func finish(_ context: RunContext, isTold: Bool = false) -> End {
    let (started, settings) = (started, settings)
    defer { settings?.restore() }
    // The signals first: the pager may be told at once that this is all.
    let loop = try? EventLoop(callerMask: context.callerMask, clock: context.clock)
    Self.close(pipe)
    guard let loop else {
      started.process.reap()
      return .seen
    }
    let reading = Reading(started, loop)
    if isTold { reading.supervisor.tell() }
    do throws(Errno) { try loop.watch(reading) } catch { reading.supervisor.kill() }
    if let signal = reading.supervisor.stopRequest { return .interrupted(signal) }
    return switch reading.supervisor.end {
    // Of a key's signal that the pager itself has taken the shell around it dies afterwards.
    case .exited(0), .signalled(.interrupt), .signalled(.quit): .seen
    case .exited, .signalled, nil: .failed
    }
  }

  /// It is closed as its owner ends here: before the wait, or the pager would wait for more.
  private static func close(_: consuming OwnedDescriptor) {}

  /// A person reads.
  private final class Reading: Watched {
    /// How long a pager may take to leave the screen when it is told to end, in milliseconds.
    private static let grace: Int64 = 2000

    let supervisor: Supervisor

    init(_ started: StartedProcess, _ loop: EventLoop) {
      supervisor = Supervisor(started, as: .helper, .none, .process(grace: Self.grace), loop)
    }

    var interests: [Poll.Interest] { [] }

    var deadline: MonotonicTime? { supervisor.deadline }

    func receive(_ received: ReceivedSignal) {
      if received.signal != .interrupt, received.signal != .quit { supervisor.receive(received) }
    }

    func advance() throws(Errno) -> Bool { try supervisor.advance() }
  }

  /// What a shell is to do for it.
  private static func command(
    _ environment: Environment
  ) throws(ProgramError) -> ByteString? {
    let command = environment["QLI_PAGER"] ?? environment["PAGER"] ?? "less"
    // A shell would say that the program isn't there; nobody has asked for it. Variables may be set
    // in front of it.
    let words = command.bytes.split(separator: .space)
    let name = words.first { !$0.contains(UInt8(ascii: "=")) }
    guard !command.equals("cat"), let program = name.flatMap({ ByteString($0) }),
      try Self.isProgram(program, environment)
    else { return nil }
    return command
  }

  /// Whether a shell would find the program of this name or path.
  ///
  /// - Throws: where somebody else could change it.
  private static func isProgram(
    _ program: ByteString, _ environment: Environment
  ) throws(ProgramError) -> Bool {
    // A name that isn't UTF-8 isn't looked for.
    guard let name = program.text else { return false }
    do throws(ProgramError) {
      _ = try SearchPath.program(named: name, in: nil, environment, PathSafety())
      return true
    } catch .unsafe(let name, let error) {
      throw .unsafe(name, error)
    } catch {
      return false
    }
  }
}
