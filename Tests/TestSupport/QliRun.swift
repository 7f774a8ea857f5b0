public import Glibc
public import Testing

/// How to run qli, or another program, in the circumstances of a test. A value: each method gives
/// a changed copy.
///
///     try home.qli("prod", "deploy").stdin(.text("y\n"))
///       .expect(stderr: "error: …\n", code: 121)
public struct QliRun: Sendable {
  let home: TestHome
  var program: String
  var arguments: [[UInt8]] = []
  var wrapper: [String] = []
  var environment: [String: [UInt8]]
  var extraEntries: [[UInt8]] = []
  var stdin: Input?
  var stdout: Output?
  var stderr: Output?
  var launchOptions: [String] = []
  var workingDirectory: String
  var startsSession = true

  init(_ home: TestHome, program: String) {
    self.home = home
    self.program = program
    environment = home.variables.mapValues(\.byteText)
    workingDirectory = home.path("$WORK")
  }

  private func with(_ change: (inout QliRun) -> Void) -> QliRun {
    var copy = self
    change(&copy)
    return copy
  }

  /// Adds arguments, `String` or `[UInt8]`.
  public func arguments(_ more: any ByteText...) -> QliRun { arguments(more) }

  /// Adds arguments, `String` or `[UInt8]`.
  public func arguments(_ more: [any ByteText]) -> QliRun {
    with { $0.arguments += more.map(\.byteText) }
  }

  /// Runs the program through another one, named by its absolute path, that gets the program and
  /// its arguments behind these arguments: `.wrapped("/usr/bin/nohup")`.
  public func wrapped(_ words: String...) -> QliRun { wrapped(words) }

  /// Has these words stand before the program.
  public func wrapped(_ words: [String]) -> QliRun { with { $0.wrapper = words } }

  /// Sets variables, beside those of the home. Values are `String` or `[UInt8]`.
  public func environment(_ variables: [String: any ByteText]) -> QliRun {
    with { $0.environment.merge(variables.mapValues(\.byteText)) { $1 } }
  }

  /// Adds entries to the environment as they are, also odd ones without `=` or named twice.
  public func environmentEntries(_ entries: any ByteText...) -> QliRun {
    with { $0.extraEntries += entries.map(\.byteText) }
  }

  /// Takes variables away.
  public func unset(_ names: String...) -> QliRun {
    with { for name in names { $0.environment[name] = nil } }
  }

  /// Sets stdin. Unless stated: `.null`, or the terminal with `startOnTerminal`.
  public func stdin(_ input: Input) -> QliRun { with { $0.stdin = input } }

  /// Sets stdout. Unless stated: `.capture`, or the terminal with `startOnTerminal`.
  public func stdout(_ output: Output) -> QliRun { with { $0.stdout = output } }

  /// Sets stderr. Unless stated: `.capture`, or the terminal with `startOnTerminal`.
  public func stderr(_ output: Output) -> QliRun { with { $0.stderr = output } }

  /// Starts with these signals ignored; all others have their default.
  public func ignoring(_ signals: Int32...) -> QliRun {
    with { run in for signal in signals { run.launchOptions += ["--ignore", "\(signal)"] } }
  }

  /// Starts with these signals blocked, and no other.
  public func blocking(_ signals: Int32...) -> QliRun {
    with { run in for signal in signals { run.launchOptions += ["--block", "\(signal)"] } }
  }

  /// Limits the size of files that are written (RLIMIT_FSIZE), as a full disk would.
  public func fileSizeLimit(_ bytes: Int) -> QliRun { limit("file-size", bytes) }

  /// Limits the stack (RLIMIT_STACK); a quarter of it is what arguments and environment may take.
  public func stackLimit(_ bytes: Int) -> QliRun { limit("stack", bytes) }

  /// Limits the number of descriptors (RLIMIT_NOFILE).
  public func descriptorLimit(_ count: Int) -> QliRun { limit("descriptors", count) }

  private func limit(_ name: String, _ value: Int) -> QliRun {
    with { $0.launchOptions += ["--limit", name, "\(value)"] }
  }

  /// Starts in this folder; `$WORK` unless stated.
  public func directory(_ path: String) -> QliRun {
    with { $0.workingDirectory = home.path(path) }
  }

  /// Starts in a folder that is then removed.
  public func deletedDirectory() throws -> QliRun {
    let path = try home.directory("$ROOT/deleted")
    return with {
      $0.workingDirectory = path
      $0.launchOptions += ["--rmdir", path]
    }
  }

  /// Starts with this file mode creation mask; 022 unless stated.
  public func umask(_ mask: mode_t) -> QliRun {
    with { $0.launchOptions += ["--umask", String(mask, radix: 8)] }
  }

  /// Opens a file as an inherited descriptor above 2.
  public func descriptor(_ number: Int32, file path: String) -> QliRun {
    with { $0.launchOptions += ["--open", "\(number)", home.path(path)] }
  }

  /// Starts in a process group of its own in the test runner's session. Unless stated, a run has a
  /// session of its own and so no terminal; but there SIGTSTP, SIGTTIN and SIGTTOU don't stop it,
  /// because its group is orphaned.
  public func inProcessGroup() -> QliRun { with { $0.startsSession = false } }

  /// Runs to the end. Never throws for what the program does.
  public func run(sourceLocation: SourceLocation = #_sourceLocation) throws -> Outcome {
    try start().wait(sourceLocation: sourceLocation)
  }

  /// Runs to the end and compares all exactly; see `Outcome.expect`.
  @discardableResult
  public func expect(
    stdout: String = "", stderr: String = "", code: Int32 = 0,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> Outcome {
    try run(sourceLocation: sourceLocation)
      .expect(stdout: stdout, stderr: stderr, code: code, sourceLocation: sourceLocation)
  }
}
