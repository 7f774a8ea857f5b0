extension ErrorReport {
  /// The words for a run that found nothing to run.
  init(_ error: LookupError) {
    switch error {
    case .groupNotFound(let name):
      self.init("there is no group '\(Visible.text(name))'", help: ["see all groups: qli list"])
    case .extensionNotFound(let name, let group):
      self.init(
        "there is no extension '\(Visible.text(name))' in group '\(group.name)'",
        help: ["see its extensions: \(BuiltIn.line(for: group.name)) --help"])
    case .belongsToLongerGroup(let name, let group, let longer, let rest):
      self.init(
        "there is no extension '\(Visible.text(name))' in group '\(group.name)': "
          + "'qli-\(group.name)-\(name)' on PATH belongs to group '\(longer)'",
        help: ["\(BuiltIn.line(for: longer)) \(rest)"])
    case .severalFiles(let name, let paths, let group):
      self.init(
        "several files are extension '\(name)' of group '\(group)': "
          + paths.map { "'\(Visible.text($0))'" }.joined(separator: ", "),
        help: ["keep one of them: rename the other, or let its name begin with '_'"])
    case .commandAndFile(let name, let path, let group, let manifest):
      self.init(
        "extension '\(name)' of group '\(group)' is a command of its manifest, and the file "
          + "'\(Visible.text(path))' as well",
        help: [
          "keep one of them: rename the file, or let its name begin with '_'",
          "or take 'command' out of [extensions.\(name)] in \(Wording.shellQuoted(manifest))",
        ])
    case .command(let name, let error, let group):
      let report = ErrorReport(error)
      self.init(
        "cannot run '\(group) \(name)': \(report.headline)", details: report.details,
        help: report.help)
    case .notExecutable(let path):
      self.init(
        "cannot execute '\(Visible.text(path))': it has no execute bit",
        help: ExtensionFile.languageUnsaid(at: path).map { [Remedy.beginning(with: $0)] } ?? [])
      help += Remedy.makingExecutable(path)
    case .danglingExtension(let path):
      self.init("cannot execute '\(Visible.text(path))': it is a link to a file that isn't there")
    case .danglingGroup(let path):
      self.init(
        "the group's folder '\(Visible.text(path))' is a link that leads nowhere",
        help: [Remedy.linkingAnew(path)])
    case .alias(let name, let ruled, let keys, let group, let manifest):
      self.init(
        "'\(name)' is the same file as '\(ruled)', whose rules in the manifest it would get round: "
          + keys.map { "'\($0)'" }.joined(separator: ", "),
        help: [
          "\(BuiltIn.line(for: group)) \(ruled)",
          Self.sameRules(keys, "[extensions.\(name)] of \(Wording.shellQuoted(manifest))"),
        ])
    case .aliasOfGroup(let name, let group, let manifest, let original, let other, let keys):
      self.init(
        "'\(group) \(name)' is '\(other) \(original)', whose rules it would get round: "
          + keys.map { "'\($0)'" }.joined(separator: ", "),
        help: [
          "\(BuiltIn.line(for: other)) \(original)",
          Self.sameRules(keys, Wording.shellQuoted(manifest)),
        ])
    case .lostRule(let rule, let name, let group, let manifest):
      self.init(
        "[extensions.\(rule)] is for an extension that isn't there, and '\(group) \(name)' would run "
          + "without it; did you mean '\(name)'?",
        help: [
          "mend the name, or take the table out, in \(Wording.shellQuoted(manifest))"
        ])
    case .isService(let name, let group):
      self.init(
        "'\(name)' is a service, which is started and goes on",
        help: [
          "qli start \(group) \(name)",
          "or here, until it ends: qli start --foreground \(group) \(name)",
        ])
    case .isNoService(let name, let group):
      self.init(
        "'\(name)' is no service: its manifest has no table [extensions.\(name).service]",
        help: ["run it: \(BuiltIn.line(for: group)) \(name)"])
    case .unreadable(let path, let errno):
      self.init("cannot look at '\(Visible.text(path))': \(errno)")
    case .unsafe(let path): self.init(path, effect: "change what runs")
    case .untrusted(let error): self.init(error)
    case .manifest(let error): self.init(error)
    }
  }

  /// How another name of an extension gets its rules, which these keys are, in this place of a manifest.
  private static func sameRules(_ keys: [String], _ place: String) -> String {
    // The lock goes by the name.
    keys.contains("run.\(RunKey.exclusive.name)")
      ? "or copy the file, as one lock can't hold for two names, and give the copy the same, in \(place)"
      : "or give it the same, in \(place)"
  }
}
