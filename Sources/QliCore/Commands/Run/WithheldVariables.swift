/// What a run within another one misses, because 'run.env' of that one keeps it back.
enum WithheldVariables {
  /// The line that says so, if `result` is an end for which such a variable is to blame.
  static func help(_ result: RunResult, _ context: RunContext) -> [String] {
    let environment = context.environment
    guard context.depth.isNested, let group = environment.nonEmpty("QLI_GROUP"),
      let name = environment.nonEmpty("QLI_EXTENSION").flatMap({ ExtensionName($0) }),
      let manifest = try? ExtensionFinder(environment).group(group.lossyText).manifest
    else { return [] }
    let lists = manifest.policy(for: name).run.environment
    let names = missing(result.outcome).filter { name in
      !lists.allSatisfy { list in list.contains { $0.covers(.name(name)) } }
    }
    if names.isEmpty { return [] }
    return [
      "the run around this one, '\(Visible.text(group)) \(name)', keeps back what isn't in its "
        + "'run.env': add \(Wording.list(names, "and")) there"
    ]
  }

  private static func missing(_ outcome: Outcome) -> [String] {
    switch outcome {
    case .refused(.requirements(let unmet, _, _)):
      unmet.compactMap { if case .unset = $0.found { $0.requirement.name.text } else { nil } }
    case .refused(.secret(let error)):
      if case .variableNotSet(let name) = error.reason { [name] } else { [] }
    default: []
    }
  }
}
