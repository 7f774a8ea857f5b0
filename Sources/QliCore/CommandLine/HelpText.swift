/// Help, made from the tables of commands, options and exit codes.
enum HelpText {
  /// What can be asked for beside the commands.
  enum Topic: String, CaseIterable {
    case manifest
    case exitCodes = "exit-codes"
    case environment

    /// What it explains, in one line.
    var summary: String {
      switch self {
      case .manifest: "the keys of a group's _manifest.toml"
      case .exitCodes: "what qli's exit codes mean"
      case .environment: "the variables that qli reads and sets"
      }
    }
  }

  /// `qli --help`.
  static var overview: String {
    """
    qli runs the executables of a group through the guards that the group declares.

    Usage: qli [OPTION...] GROUP EXTENSION [ARGUMENT...]
           qli COMMAND

    Examples:
      qli list                   what there is
      qli prod deploy v42        run 'deploy' of the group 'prod' with the argument 'v42'
      qli --yes prod deploy v42  the same in a script, where nobody can be asked

    Options (before the extension's name; all behind it belongs to the extension):
    \(table(optionRows([.yes, .quiet, .color, .help, .version])))
    Commands:
    \(table(BuiltIn.allCases.map { ($0.name, $0.summary) }))
    Topics of 'qli help':
    \(table(Topic.allCases.map { ($0.rawValue, $0.summary) }))
    """
  }

  /// `qli COMMAND --help`.
  static func text(for command: BuiltIn) -> String {
    let operands = command.operands.isEmpty ? "" : " \(command.operands)"
    return """
      qli \(command.name): \(command.summary)

      Usage: \(usage(of: command, operands))

      Options:
      \(table(optionRows(command.options + BuiltIn.commonOptions)))
      """
  }

  /// `qli help TOPIC`.
  static func text(for topic: Topic) -> String {
    switch topic {
    case .manifest: manifest
    case .exitCodes: exitCodes
    case .environment: environment
    }
  }

  private static func usage(of command: BuiltIn, _ operands: String) -> String {
    command == .run
      ? "qli [run] [OPTION...]\(operands)" : "qli \(command.name) [OPTION...]\(operands)"
  }

  private static func optionRows(_ options: [Option]) -> [(String, String)] {
    options.map { option in
      let spellings = option.spellings.joined(separator: ", ")
      return (spellings + (option.valueName.map { " \($0)" } ?? ""), option.summary)
    }
  }

  /// Two columns, each row ending in a newline.
  private static func table(_ rows: [(String, String)]) -> String {
    let width = rows.map(\.0.count).max() ?? 0
    return rows.map { name, text in
      let padding = String(repeating: " ", count: width - name.count)
      return "  \(name)\(padding)  \(text)\n"
    }.joined()
  }

  private static var exitCodes: String {
    let own = ExitCode.allCases.filter { !$0.isOfRuns }
    let runs = ExitCode.allCases.filter(\.isOfRuns)
    let rows: ([ExitCode]) -> [(String, String)] = { $0.map { ("\($0.rawValue)", $0.meaning) } }
    return """
      A run exits with the extension's own code, unchanged; with 128+n if signal n killed it. Where
      qli ends it instead:

      \(table(rows(runs)))
      An extension that exits with one of these itself is passed on like any other: the audit record
      tells the two apart. Better choose other codes. Ctrl-C before the extension runs, or one that
      kills it, ends qli by SIGINT ($? is 130), so that a loop around it stops too.

      qli's own commands exit with:

      \(table(rows(own) + [("127", "a group or extension that isn't there")]))
      """
  }

  private static let manifest = """
    A group is a folder with a file _manifest.toml, in $XDG_DATA_HOME/qli/extensions
    (~/.local/share/qli/extensions) or below an entry of XDG_DATA_DIRS. Its executable files are the
    group's extensions.

      schema_version = 1               # required
      description = "Production"       # required, one line
      banner = "THIS IS PRODUCTION"    # printed before each run
      confirm = true                   # ask before each run; --yes skips the question
      audit_log = "$XDG_STATE_HOME/qli/prod.jsonl"
                                       # record each run; ~, $NAME and ${NAME} are replaced

      [requires_env]
      DEPLOY_ENV = "production"        # must have exactly this value
      KUBECONFIG = true                # must be set and not empty

      [[secrets]]
      env = "TOKEN"                    # the variable that the extension gets
      provider = "one_password"        # asks 'op read'; or "env", which asks qli's environment
      ref = "op://vault/item/field"    # with "env": the name of a variable
      keep_credentials = false         # true: the extension gets the store's own keys too

    TOML 1.0 without floats and dates. The whole story: man 5 qli-manifest

    """

  private static let environment = """
    qli reads:

      XDG_DATA_HOME, XDG_DATA_DIRS  where groups are looked for
      HOME                          the default of the XDG folders
      PATH                          executables called qli-GROUP-EXTENSION; 'op'
      NO_COLOR, CLICOLOR_FORCE,
      TERM                          whether to use colours
      SUDO_USER, QLI_RUN_ID         for the audit record

    and sets for the extension, beside its secrets:

      QLI             the path of this qli
      QLI_GROUP       the group's name
      QLI_EXTENSION   the extension's name
      QLI_GROUP_DIR   the group's folder
      QLI_RUN_ID      the number of this run (a UUID)

    """
}
