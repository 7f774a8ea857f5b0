/// The topics of `qli help`, made from the same tables as what they explain.
extension HelpText {
  static var manifest: String {
    let sample = ManifestSample.text(group: "prod") { _ in true }
      .split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.isEmpty ? "" : "  \($0)" }.joined(separator: "\n")
    return """
      A group is a folder with a file _manifest.toml. It lies in
      $XDG_DATA_HOME/qli/extensions (by default ~/.local/share/qli/extensions), or in
      qli/extensions below an entry of XDG_DATA_DIRS. The executable files in the
      folder are the group's extensions: deploy.sh is 'deploy'. 'qli new GROUP'
      makes one, and 'qli new GROUP --from DIR' of a folder that is there.

      \(sample)
      Only schema_version and description are required. Written in TOML 1.0 without
      floats and dates. All the rules: man 5 qli-manifest
      A schema of it, for an editor: qli help manifest --schema

      """
  }

  static var services: String {
    """
    An extension that doesn't end, such as a server, a watcher or a database, is a
    service where the group's manifest has a table [extensions.NAME.service], also
    an empty one. It has the guards of its group, is started once however often it
    is asked for, and is stopped with everything that it started.

    \(table([
      ("qli new --service GROUP NAME", "write a script that goes on, and the table"),
      ("qli start GROUP EXTENSION", BuiltIn.start.description.summary),
      ("qli status [GROUP]", BuiltIn.status.description.summary),
      ("qli logs -f GROUP EXTENSION", "show what it has written, and go on"),
      ("qli stop GROUP EXTENSION", "stop it, with all that it has started"),
      ("qli unit GROUP EXTENSION", "print a unit of systemd that starts it at login"),
    ]))
    Several of one service are instances, each with its own state, lock, log and
    endpoint: 'qli start GROUP EXTENSION@NAME', or '--instance NAME'.

    Keys of the table:

    \(table(ServiceKey.allCases.map { ($0.entry.name, $0.entry.summary) }))
    A service gets what every extension gets, and QLI_INSTANCE, QLI_ENDPOINT,
    QLI_SERVICE_VERSION and NOTIFY_SOCKET where there is something to say.
    How to write one, in ten minutes: man 7 qli-service

    """
  }

  static var audit: String {
    """
    A group with an audit_log records each run there, one JSON object a line: a
    start before the extension runs, and one of the others after its end. If the
    start can't be written, nothing runs.

    Events:

    \(table(AuditEvent.allCases.map { ($0.rawValue, $0.meaning) }))
    \(members)
    Times sort as text, and so do run_ids. The log may be renamed at any time.
    All about it, with examples: man 5 qli-audit

    """
  }

  /// The members, under the events that have them.
  private static var members: String {
    let width = AuditMember.table.map { $0.name.count }.max()
    var sections: [Set<AuditEvent>] = []
    for member in AuditMember.table where !sections.contains(section(of: member)) {
      sections.append(section(of: member))
    }
    return sections.map { section in
      let members = AuditMember.table.filter { self.section(of: $0) == section }
      let rows = members.map { ($0.name, $0.meaning + exception($0, in: section)) }
      return "Members of \(name(of: section)):\n\n\(table(rows, width: width))"
    }.joined(separator: "\n")
  }

  /// The smallest of the sets that members are shown under.
  private static func section(of member: AuditMember.Entry) -> Set<AuditEvent> {
    let all = Set(AuditEvent.allCases)
    let sections: [Set<AuditEvent>] = [[.start], [.start, .refused], all.subtracting([.start])]
    return sections.first { $0.isSuperset(of: member.events) } ?? all
  }

  /// Where only some of the section's records have the member.
  private static func exception(_ member: AuditMember.Entry, in section: Set<AuditEvent>) -> String
  {
    let others = section.subtracting(member.events)
    if others.isEmpty { return "" }
    return others.count < member.events.count
      ? "; not in \(names(others))" : "; only in \(names(member.events))"
  }

  /// `every record`, `start and refused` or `all but start`.
  private static func name(of events: Set<AuditEvent>) -> String {
    let others = Set(AuditEvent.allCases).subtracting(events)
    if others.isEmpty { return "every record" }
    return others.count < events.count ? "all but \(names(others))" : names(events)
  }

  private static func names(_ events: Set<AuditEvent>) -> String {
    Wording.list(AuditEvent.allCases.filter(events.contains).map { $0.rawValue }, "and")
  }

  static var exitCodes: String {
    let rows: ([ExitCode]) -> [(String, String)] = { $0.map { ("\($0.rawValue)", $0.meaning) } }
    let runs = rows(ExitCode.allCases.filter { $0.isOfRuns })
    let own = rows(ExitCode.allCases.filter { !$0.isOfRuns })
    return """
      A run exits with:

      \(table([("any", "the extension's own code, unchanged; 128+n when signal n killed it")] + runs))
      An extension that exits with 120 to 127 itself is passed on like any other: the
      audit record tells the two apart. Better choose other codes.

      When Ctrl-C (SIGINT) ends the run before the extension starts, or kills the
      extension, qli dies of SIGINT itself. $? is 130, and a shell's loop stops.

      qli's own commands exit with:

      \(table(own + [("127", "a group, extension, run or source plugin that isn't there")]))
      A usage error in a line that is a run is 125: 2 is a common code of extensions.
      A result that can't be written is 125, unless whoever read it is gone. So is
      'audit' if a log can't be read, or if the group that is named keeps none, and
      'list' if a group can't be used.

      'list', 'which', 'explain', 'unit', 'new', 'trust', 'sources', 'start',
      'status', 'stop' and 'logs' fail with the codes of a run; 'logs' with 1 if there
      is no log yet.

      """
  }

  static var environment: String {
    let rows: ([EnvironmentVariable]) -> String = { variables in
      table(variables.map { ($0.name, $0.meaning) })
    }
    return """
      qli reads the variables that a group's manifest names, and these. (A source
      plugin is a program that fetches secrets; its sidecar is the TOML file that
      describes it.)

      \(rows(EnvironmentVariable.read))
      An extension gets the environment of qli (of it only what run.env in the
      manifest names, if it is there), its secrets, and:

      \(rows(EnvironmentVariable.given))
      It doesn't get the keys of a store that it has a secret from: of 1Password
      OP_CONNECT_TOKEN, OP_SERVICE_ACCOUNT_TOKEN and OP_SESSION_*, and of a source
      plugin the credential_env_vars of its sidecar. It does if every secret from
      there says keep_credentials = true.

      An extension whose comment says 'qli: complete' is started at Tab, too, with
      QLI_COMPLETE=1, to complete its arguments and do nothing else: see man qli.

      """
  }
}
