/// What a line was most likely meant to be that found nothing to run.
enum MeantLine {
  /// The lines to type instead; none where nothing is known of it.
  ///
  /// - Parameter name: what was typed in the place of an extension.
  /// - Parameter first: the first of its arguments.
  static func help(
    _ error: LookupError, extension name: ByteString?, first: ByteString?,
    _ answers: GivenAnswers, _ catalog: ExtensionCatalog
  ) -> [String] {
    switch error {
    case .groupNotFound(let group):
      if let line = taken(group, name, answers, catalog) { return [line] }
      let meant = swapped(error, with: name?.text, of: .run, hasMore: first != nil, catalog)
      if let meant { return [meant] }
      let lines = withoutGroup(group, hasMore: name != nil, catalog)
      if !lines.isEmpty { return lines }
      return group == "restart" ? [restart(name, first, catalog)] : []
    case .extensionNotFound(let name, let group):
      if let line = command(name, of: group, first, catalog) { return [line] }
      // A script's name that a shell has taken apart.
      return first.flatMap {
        ErrorReport.unnamable("\(name) \($0.lossyText)", in: group)
      }.map { [$0] } ?? []
    default: return []
    }
  }

  /// Where the group's name was taken for the value of the option before it.
  private static func taken(
    _ group: String, _ name: ByteString?, _ answers: GivenAnswers, _ catalog: ExtensionCatalog
  ) -> String? {
    let values = [
      ("--confirm", "word", answers.word?.text), ("--reason", "text", answers.reason),
    ]
    for (option, value, text) in values {
      guard let text, catalog.entry(text) != nil else { continue }
      let rest = name == nil ? "" : arguments
      return "'\(option)' has taken '\(text)' for its \(value.uppercased()): "
        + "qli \(option) <\(value)> \(text) \(Wording.shellQuoted(group))\(rest)"
    }
    return nil
  }

  /// Where the extension stands before its group in a line of `command`: the line to type.
  ///
  /// - Parameter group: what was typed in the place of an extension.
  /// - Parameter hasMore: whether arguments stand behind that.
  static func swapped(
    _ error: LookupError, with group: String?, of command: BuiltIn, hasMore: Bool,
    _ catalog: ExtensionCatalog
  ) -> String? {
    guard case .groupNotFound(let typed) = error, let name = ExtensionName(typed), let group,
      let entry = catalog.entry(group)
    else { return nil }
    let called = ExtensionFile.name(of: name)
    let extensions = catalog.extensions(of: entry, catalog.manifest(of: entry))
    guard extensions.contains(where: { $0.name == called }) else { return nil }
    return "the group stands first: \(command.line(entry.name, name))\(hasMore ? arguments : "")"
  }

  /// What stands for arguments that were typed: no shell takes it.
  private static let arguments = " <arguments>"

  /// The most groups that are offered for an extension whose group wasn't typed.
  private static let mostGroups = 3

  /// Where the group was left out: the lines with those that have such an extension.
  private static func withoutGroup(
    _ typed: String, hasMore: Bool, _ catalog: ExtensionCatalog
  ) -> [String] {
    guard let name = ExtensionName(typed).map({ ExtensionFile.name(of: $0) }) else { return [] }
    let groups = catalog.entries.filter { entry in
      catalog.extensions(of: entry, catalog.manifest(of: entry)).contains { $0.name == name }
    }
    if groups.count > mostGroups { return [] }
    return groups.map {
      "did you mean '\(BuiltIn.run.line($0.name, name))\(hasMore ? arguments : "")'?"
    }
  }

  private static func restart(
    _ group: ByteString?, _ name: ByteString?, _ catalog: ExtensionCatalog
  ) -> String {
    var service = "GROUP EXTENSION"
    if let group = group?.text, catalog.entry(group) != nil {
      service = "\(group) " + (name.flatMap { self.service($0)?.name } ?? "EXTENSION")
    }
    return "stop it, and start it: qli stop \(service) && qli start \(service)"
  }

  /// Where a command stands behind the group, and not before it.
  private static func command(
    _ word: String, of group: Group, _ first: ByteString?, _ catalog: ExtensionCatalog
  ) -> String? {
    guard let command = BuiltIn(rawValue: word), let kind = command.description.operandKinds.first
    else { return nil }
    switch kind {
    case .group, .helpSubject, .verbOrGroup: break
    default: return nil
    }
    var line = "qli \(command.rawValue) \(group.name)"
    let takesExtension = command.description.operandKinds.count > 1
    if takesExtension, let service = first.flatMap(service) {
      let takesInstance = command.description.options.contains(.instance)
      line += " \(takesInstance ? service.name : service.extension.text)"
    } else if command == .help, BuiltIn.reserves(group.name.text) {
      // By its name alone the command is explained.
      line = "\(BuiltIn.line(for: group.name)) --help"
    } else if command.description.operandCounts.lowerBound > 1 || command == .run {
      line += " EXTENSION"
    }
    return "the command stands first: \(line)"
  }

  /// An extension's name, perhaps with that of an instance; anything else isn't repeated.
  private static func service(_ typed: ByteString) -> ServiceID? {
    TypedService(group: "x", name: typed.lossyText).id
  }
}
