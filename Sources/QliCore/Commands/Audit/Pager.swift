/// A program in which a person reads what is too long for a terminal, such as less(1).
///
/// While it runs, SIGINT and SIGQUIT are its own: the keys for them send them to qli as well, and
/// whoever breaks off a search in it doesn't mean qli.
struct Pager: ~Copyable {
  private let process: ProcessID
  private let pipe: OwnedDescriptor

  /// What goes to it.
  var input: FileDescriptor { pipe.number }

  /// Starts the one of `QLI_PAGER` or `PAGER`, or less; nil where standard output is no terminal to
  /// move about on, none is wanted, or there is none.
  static func start(_ context: RunContext) -> Pager? {
    let environment = context.environment
    guard context.console.output.isTerminal, environment["TERM"]?.equals("dumb") != true,
      let command = Self.command(environment), let pipe = try? Pipe()
    else { return nil }
    var spawn = Spawn(signalMask: context.callerMask)
    spawn.duplicate(pipe.reading.number, as: .standardInput)
    let variables = ChildEnvironment(environment)
    // Leave at once if all fits on the screen, let colours through, leave it on the screen, and
    // begin at the end, where the newest is.
    if environment["LESS"] == nil { variables.set("LESS", "FRX+G") }
    // In a locale of another encoding, too.
    if environment["LESSCHARSET"] == nil { variables.set("LESSCHARSET", "utf-8") }
    // The keys' signals wait from before it is there.
    let mask = SignalSet(.interrupt, .quit).block()
    let shell = try? spawn.start(
      "/bin/sh", arguments: CStringArray(["sh", "-c", command]), environment: variables.block())
    // The block points into what these own.
    withExtendedLifetime((environment, variables)) {}
    guard let process = shell else {
      mask.restore()
      return nil
    }
    return Pager(process: process, pipe: pipe.intoWriting())
  }

  /// Shows that this is all, and waits until the person has seen enough. The signals stay blocked:
  /// those that have come weren't for qli, which is about to end.
  consuming func finish() {
    let process = process
    Self.close(pipe)
    process.reap()
  }

  /// It is closed as its owner ends here: before the wait, or the pager would wait for more.
  private static func close(_: consuming OwnedDescriptor) {}

  /// What a shell is to do for it.
  private static func command(_ environment: Environment) -> ByteString? {
    let command = environment["QLI_PAGER"] ?? environment["PAGER"] ?? "less"
    // A shell would say that the program isn't there; nobody has asked for it. Variables may be set
    // in front of it.
    let words = command.bytes.split(separator: .space)
    let name = words.first { !$0.contains(UInt8(ascii: "=")) }
    guard !command.equals("cat"), let program = name.flatMap({ ByteString($0) }),
      SearchPath(environment).leads(to: program)
    else { return nil }
    return command
  }
}

extension SearchPath {
  /// Whether a shell would find the program of this name or path.
  fileprivate func leads(to program: ByteString) -> Bool {
    guard program.bytes.contains(UInt8(ascii: "/")) else { return find(program.lossyText) != nil }
    return (try? FileStatus(following: FilePath(program)))?.isExecutableFile ?? false
  }
}
