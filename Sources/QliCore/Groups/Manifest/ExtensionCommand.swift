/// What runs as an extension that has no file of its own.
enum ExtensionCommand: Sendable {
  /// A line for `/bin/sh -c`, which finds the arguments of the run in `"$@"`.
  case line(String)
  /// A program, by its path or its name on `PATH`, and its first arguments. No shell reads them.
  case words([String])

  private static let shell = "/bin/sh"

  /// The program, as the manifest calls it.
  var program: String {
    switch self {
    case .line: Self.shell
    case .words(let words): words.first ?? ""
    }
  }

  /// What the program gets in front of the arguments of the run. The shell calls itself `name` in what it
  /// says.
  func arguments(as name: ExtensionName) -> [ByteString] {
    switch self {
    case .line(let line):
      ["-c", ByteString(ShellLine(line).takingArguments), ByteString(name.text)]
    case .words(let words): words.dropFirst().map { ByteString($0) }
    }
  }

  /// What the manifest says, for people.
  var text: String {
    switch self {
    case .line(let line): Visible.text(line)
    case .words(let words): words.map { Wording.shellQuoted($0) }.joined(separator: " ")
    }
  }

  /// The program, found as a run finds it, or what it is called where it isn't there.
  func place(_ environment: Environment) -> FilePath {
    let program = program
    if program.utf8.contains(.slash) { return FilePath(program) }
    return SearchPath(environment).find(program) ?? FilePath(program)
  }
}
