/// `qli new GROUP` and `qli new GROUP EXTENSION`: a group, see `NewGroup`, or an extension to begin with.
enum NewCommand {
  static var description: CommandDescription {
    CommandDescription(
      summary: "begin a group, or an extension of it",
      operands: "GROUP [EXTENSION]",
      operandCounts: 1...2,
      operandKinds: [.group],
      options: [.guarded, .system, .from, .service, .shell]
    ) { line throws(UsageError) in
      let wanted = try Line(line)
      return { run(wanted, $0) }
    }
  }

  /// What is to be begun.
  enum Line: Equatable {
    case group(ByteString, isGuarded: Bool, isOfSystem: Bool, from: ByteString?)
    case `extension`(ByteString, of: ByteString, ScriptTemplate, isService: Bool)

    init(_ line: CommandLine) throws(UsageError) {
      let group = line.required(0)
      let template = try line.choice(.shell, ScriptTemplate.self)
      guard let name = line.operand(1) else {
        for option in [Option.shell, .service] where line.has(option) {
          throw line.error(.needsOption(option.spellings[0], needed: "EXTENSION"))
        }
        self = .group(
          group, isGuarded: line.has(.guarded), isOfSystem: line.has(.system),
          from: line.last(.from)?.value)
        return
      }
      try line.refuseOptions(but: [.service, .shell], of: "new GROUP EXTENSION")
      self = .extension(name, of: group, template ?? .sh, isService: line.has(.service))
    }
  }

  /// Writes it, and says what to type next. Nothing that is there is changed, but that a service gets its
  /// table in the manifest.
  static func run(_ line: Line, _ context: RunContext) -> ExitStatus {
    do throws(Failure) {
      switch line {
      case .group(let name, let isGuarded, let isOfSystem, let source):
        return try NewGroup(
          name: try checked(name), isGuarded: isGuarded, isOfSystem: isOfSystem, source: source
        ).make(context)
      case .extension(let name, let group, let template, let isService):
        return try makeExtension(name, of: group, template, isService: isService, context)
      }
    } catch {
      context.console.report(error.report)
      return error.status
    }
  }

  /// Why nothing was begun.
  struct Failure: Error {
    fileprivate(set) var report: ErrorReport
    let status: ExitStatus

    init(_ headline: String, help: [String] = [], _ code: ExitCode) {
      report = ErrorReport(headline, help: help)
      status = ExitStatus(code)
    }

    init(_ error: LookupError, _ context: RunContext) {
      var report = ErrorReport(error, of: .new, context)
      if case .groupNotFound(let name) = error, let group = ExtensionName(name) {
        // One that is there was perhaps meant.
        let meant = report.help.filter { $0.hasPrefix("did you mean") }
        report.help = meant + ["make the group first: qli new \(group)"]
      }
      self.report = report
      status = ExitStatus(Outcome(error))
    }

    static func present(
      _ what: String, _ path: FilePath, in group: ExtensionName
    ) -> Failure {
      Failure(
        "\(what) is already there: '\(Visible.text(path))'",
        help: ["begin another extension of it: qli new \(group) NAME"], .usage)
    }

    /// A group of the name is there, and is another folder than `folder`.
    static func taken(
      _ group: ExtensionName, _ path: FilePath, _ place: FilePath, by folder: FilePath
    ) -> Failure {
      let from = Wording.shellQuoted(folder)
      let isLink = (try? FileStatus(notFollowing: path))?.kind == .symbolicLink
      return Failure(
        "group '\(group)' is already there: '\(Visible.text(path))'"
          + (isLink ? ", a link to '\(Visible.text(place))'" : ""),
        help: (isLink
          ? ["link it to this folder: ln -sfn \(from) \(Wording.shellQuoted(path))"] : [])
          + ["\(isLink ? "or " : "")take another name: qli new NAME --from \(from)"], .usage)
    }

    /// One of the name lies in another root, and would be shadowed by one of this user's own.
    static func foreign(_ group: ExtensionName, _ path: FilePath, _ source: ByteString?) -> Failure
    {
      let from = source.map { " --from \(Wording.shellQuoted($0))" } ?? ""
      let isWritable = (try? FileAccess.checkWriting(path)) != nil
      return Failure(
        "a group '\(group)' is already there, for all who look into '\(Visible.text(path.parent))'",
        help: ["take another name: qli new NAME\(from)"]
          + (isWritable
            ? ["or begin another extension of it, for all of them: qli new \(group) NAME"] : []),
        .usage)
    }

    static func reading(_ path: FilePath) -> (Errno) -> Failure {
      { errno in Failure("cannot read '\(Visible.text(path))': \(errno)", .qliFailed) }
    }

    static func writing(_ path: FilePath) -> (Errno) -> Failure {
      { errno in Failure("cannot write '\(Visible.text(path))': \(errno)", .qliFailed) }
    }
  }

  private static func makeExtension(
    _ name: ByteString, of group: ByteString, _ template: ScriptTemplate, isService: Bool,
    _ context: RunContext
  ) throws(Failure) -> ExitStatus {
    let name = try checked(name)
    let group = try converting({ Failure($0, context) }) { () throws(LookupError) in
      try ExtensionFinder(context.environment).group(group.lossyText)
    }
    let path = group.directory.appending(name.text)
    let called = ExtensionFile.name(of: name)
    if let other = ExtensionFile.path(of: called, in: group.directory, group.manifest) {
      throw .present("'\(called)'", other, in: group.name)
    }
    // Beside a file of its name it wouldn't run, and neither would that.
    if group.manifest.rule(for: called)?.command != nil {
      let manifest = group.directory.appending(Manifest.fileName)
      throw .present("command '\(called)'", manifest, in: group.name)
    }
    let text =
      isService
      ? template.serviceText(called, of: group.name) : template.text(called, of: group.name)
    let declared = isService ? try ServiceDeclaration(of: called, in: group) : nil
    do throws(Errno) {
      try FileReplacement.create(Array(text.utf8), at: path, mode: 0o755)
    } catch .fileExists {
      throw .present("'\(called)'", path, in: group.name)
    } catch {
      var failure = Failure.writing(path)(error)
      if error == .permissionDenied {
        failure.report.help = ["begin a group of your own: qli new NAME"]
      }
      throw failure
    }
    let next = next(called, in: group, isService: isService)
    warnOfTrust(group, context)
    guard isService else { return tell(path, next: next, context) }
    guard let declared else { return tell(path, next: next, context) }
    do throws(Failure) { try declared.write() } catch {
      // Without its table it would be no service.
      try? FileReplacement.remove(path)
      throw error
    }
    return tell(path, declared.path, next: next, context)
  }

  /// What is new in a group that is trusted doesn't run before somebody has looked at it.
  private static func warnOfTrust(_ group: Group, _ context: RunContext) {
    guard
      let holding = try? TrustRecord.holding(
        for: group.name, in: context.environment, context.safety)
    else { return }
    context.console.warn(
      ErrorReport(
        "group '\(group.name)' is trusted: nothing new in it runs before it was looked at again",
        help: [ErrorReport.looking(at: group.name, holding.place)]))
  }

  /// The line to type next: where the environment has to be as the group wants it, the one that says
  /// what is missing, for the other would be refused.
  private static func next(
    _ name: ExtensionName, in group: Group, isService: Bool
  ) -> String {
    let policy = group.manifest.policy(for: name)
    let needs = !policy.requirements.isEmpty || !policy.requiredCommands.isEmpty
    if needs || !policy.secrets.isEmpty { return "qli explain \(group.name) \(name)" }
    if isService { return "qli start \(group.name) \(name)" }
    return "\(BuiltIn.line(for: group.name)) \(name)"
  }

  private static func checked(_ name: ByteString) throws(Failure) -> ExtensionName {
    if let name = ExtensionName(name) { return name }
    throw Failure(
      "'\(Visible.text(name))' can't be a name",
      help: [
        "write letters, digits, '.', '_', '+' and '-', beginning with a letter or a digit, "
          + "at most \(ExtensionName.maximumLength) of them"
      ], .usage)
  }

  private static func tell(
    _ paths: FilePath..., next: String, _ context: RunContext
  ) -> ExitStatus {
    let lines = paths.map { "wrote \(Visible.text($0))\n" }.joined()
    return tell(lines, next: next, context)
  }

  /// Says what was done, and what to type next.
  static func tell(_ lines: String, next: String, _ context: RunContext) -> ExitStatus {
    ResultWriter.write(CommandResult("\(lines)next: \(next)\n"), context.console)
  }
}
