/// Which services a command is for.
struct ServiceChoice: Equatable {
  private let group: String?
  /// As it was typed.
  let name: String?
  private let instance: String?

  init(_ line: CommandLine) throws(UsageError) {
    group = line.operand(0)?.lossyText
    name = line.operand(1)?.lossyText
    instance = line.last(.instance)?.value?.lossyText
    if instance != nil {
      guard name != nil else { throw line.error(.needsOption("--instance", needed: "EXTENSION")) }
      _ = try line.instance(of: TypedService(line))
    }
  }

  /// Why it can't be told which services there are; nil where it can.
  static func problem(in context: RunContext) -> ErrorReport? {
    if XDGDirectories.stateFolder(in: context.environment) != nil { return nil }
    return ErrorReport(
      "it isn't known where services are: neither XDG_STATE_HOME nor HOME is set to an absolute path",
      help: [Remedy.settingHome])
  }

  /// Whether one service is named, and not all of a group.
  var namesOne: Bool { name != nil }

  /// Whether the run of `claim` is one of them, or would be if it were a service.
  func takes(_ claim: ClaimNote) -> Bool {
    guard let group else { return true }
    guard claim.group == group else { return false }
    guard let name else { return true }
    let typed = TypedService(group: group, name: name, instance: instance)
    return typed.id?.extension.text == claim.extension
  }

  /// Their folders. One that was never started has none, but has to be an extension.
  func services(in context: RunContext) throws(LookupError) -> [ServiceFolder] {
    let all = ServiceFolder.all(in: context.environment)
    guard let group else { return all }
    guard let name else {
      let own = all.filter { $0.id.group.text == group }
      if own.isEmpty { _ = try ExtensionFinder(context.environment).group(group) }
      return own
    }
    let typed = TypedService(group: group, name: name, instance: instance)
    guard let id = typed.id, let folder = ServiceFolder(id, in: context.environment) else {
      throw try missing(typed, context)
    }
    if !all.contains(where: { $0.id == id }) {
      let finder = ExtensionFinder(context.environment)
      let group = try finder.group(typed.group)
      let found = try finder.extension(typed.extension, of: group)
      guard group.manifest.policy(for: found.name).isService else {
        throw .isNoService(found.name, group: group.name)
      }
    }
    return [folder]
  }

  private func missing(
    _ typed: TypedService, _ context: RunContext
  ) throws(LookupError) -> LookupError {
    let group = try ExtensionFinder(context.environment).group(typed.group)
    return .extensionNotFound(typed.extension, group: group)
  }
}
