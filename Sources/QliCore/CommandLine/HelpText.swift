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
      qli prod deploy v42        run 'deploy' of group 'prod' with an argument
      qli --yes prod deploy v42  the same in a script, where nobody can be asked
      qli run --json dev hello   for a program: the result is one JSON object

    Options (before the extension's name; what follows it is the extension's):
    \(table(optionRows(overviewOptions)))
    Commands:
    \(table(BuiltIn.allCases.map { ($0.name, $0.summary) }))
    Topics of 'qli help':
    \(table(Topic.allCases.map { ($0.rawValue, $0.summary) }))
    """
  }

  private static let overviewOptions: [Option] = [
    .yes, .confirm, .reason, .noInput, .quiet, .color, .timeout, .statusDescriptor, .statusFile,
    .help, .version,
  ]

  /// `qli COMMAND --help`.
  static func text(for command: BuiltIn) -> String {
    let operands = command.operands.isEmpty ? "" : " \(command.operands)"
    return """
      qli \(command.name): \(command.summary)

      Usage: \(usage(of: command, operands))

      \(actions(of: command))Options:
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

  /// What can be done with one plugin.
  private static func actions(of command: BuiltIn) -> String {
    guard command == .sources else { return "" }
    let rows = SourcesAction.allCases.map { ("\($0.rawValue) \($0.operands)", $0.summary) }
    return "Actions:\n\(table(rows))\n"
  }

  private static func usage(of command: BuiltIn, _ operands: String) -> String {
    let name = command == .run ? "[run]" : command.name
    return "qli \(name) [OPTION...]\(operands)"
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
    let rows: ([ExitCode]) -> [(String, String)] = { $0.map { ("\($0.rawValue)", $0.meaning) } }
    let runs = rows(ExitCode.allCases.filter(\.isOfRuns))
    let own = rows(ExitCode.allCases.filter { !$0.isOfRuns })
    return """
      A run exits with:

      \(table([("any", "the extension's own code, unchanged; 128+n when signal n killed it")] + runs))
      An extension that exits with 120 to 127 itself is passed on like any other: the
      audit record tells the two apart. Better choose other codes.

      When Ctrl-C (SIGINT) ends the run before the extension starts, or kills the
      extension, qli dies of SIGINT itself. $? is 130, and a shell's loop stops.

      qli's own commands exit with:

      \(table(own + [("127", "a group, extension or source plugin that isn't there")]))
      A usage error in a line that is a run is 125: 2 is a common code of extensions.
      A result that can't be written is 125. 'which', 'explain' and 'sources' fail
      with the codes of a run.

      """
  }

  private static let manifest = """
    A group is a folder with a file _manifest.toml. It lies in
    $XDG_DATA_HOME/qli/extensions (by default ~/.local/share/qli/extensions), or in
    qli/extensions below an entry of XDG_DATA_DIRS. The executable files in the
    folder are the group's extensions.

      schema_version = 1             # required
      description = "Production"     # required, one line
      banner = "THIS IS PRODUCTION"  # printed before each run
      confirm = true                 # ask before each run; --yes skips the question
                                     # a word, as in "prod": it must be typed
      reason = "INC-*"               # ask why; true: any reason

      # Record each run here. ~, $NAME and ${NAME} are replaced.
      audit_log = "$XDG_STATE_HOME/qli/prod.jsonl"
      audit_refusals = true          # and each run that was refused

      requires_commands = ["helm"]   # must be on PATH

      [requires_env]
      DEPLOY_ENV = "production"      # must have exactly this value
      KUBECONFIG = true              # must be set and not empty

      [run]
      timeout = "10m"                # end it then; h, m, s and ms, as in "1h30m"
      grace = "10s"                  # from SIGTERM to SIGKILL
      env = ["HOME", "AWS_*"]        # it gets PATH, these, its secrets and QLI_*
      cwd = "$HOME/infra"            # where it runs; replaced like audit_log
      exclusive = true               # one run of an extension at a time

      [[secrets]]
      env = "TOKEN"                  # the variable that the extension gets
      provider = "one_password"      # or "env": a variable of qli's environment
      ref = "op://vault/item/field"  # with "env": the name of that variable
      keep_credentials = false       # true: the extension gets op's keys, too

      # A rule of one extension's own. What it doesn't set it inherits, and it can
      # only be stricter: all keys but schema_version may stand here.
      [extensions.deploy]
      description = "Roll out a version"
      requires_env.RELEASE = true    # beside what the group requires
      run.timeout = "1h"

    Written in TOML 1.0 without floats and dates. All the rules: man 5 qli-manifest

    """

  private static let environment = """
    qli reads the variables that a group's manifest names, and:

      XDG_DATA_HOME   where groups are looked for first (~/.local/share)
      XDG_DATA_DIRS   where groups are looked for next (/usr/local/share:/usr/share)
      HOME            the default of XDG folders, and '~' in a manifest
      PATH            executables called qli-GROUP-EXTENSION, and 'op' of 1Password
      NO_COLOR, CLICOLOR_FORCE, TERM
                      whether to use colours, unless --color is given
      QLI_NO_INPUT    never ask, as --no-input
      SUDO_USER, QLI_RUN_ID
                      recorded in the audit log as sudo_user and parent_run_id

    An extension gets the environment of qli (of it only what run.env in the
    manifest names, if it is there), its secrets, and:

      QLI             the path of this qli
      QLI_GROUP       the group's name
      QLI_EXTENSION   the extension's name
      QLI_GROUP_DIR   the group's folder
      QLI_RUN_ID      the number of this run (a UUID)
      QLI_REASON      why it is run, if a reason was given

    After a secret was fetched from 1Password it doesn't get OP_CONNECT_TOKEN,
    OP_SERVICE_ACCOUNT_TOKEN and OP_SESSION_*, unless every such secret in the
    manifest says keep_credentials = true.

    """
}
