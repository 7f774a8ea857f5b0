/// What a run within another one misses, and wouldn't get if it were set: 'run.env' of that one keeps it back.
enum WithheldVariables {
  /// Says so in the `report` of `result` if it misses such a variable; without the line that sets it, where that
  /// was done.
  static func explain(
    _ result: RunResult, in report: inout ErrorReport, _ context: RunContext
  ) {
    let environment = context.environment
    guard context.depth.isNested, let group = environment.nonEmpty("QLI_GROUP"),
      let name = environment.nonEmpty("QLI_EXTENSION").flatMap({ ExtensionName($0) }),
      let manifest = try? ExtensionFinder(environment).group(group.lossyText).manifest
    else { return }
    let lists = manifest.policy(for: name).run.environment
    let names = missing(result.outcome).filter { name in
      !lists.allSatisfy { list in list.contains { $0.covers(.name(name)) } }
    }
    if names.isEmpty { return }
    let around = qliAround()
    let set = names.filter { around?.initialVariable($0) != nil }
    report.help.removeAll { line in set.contains { line.hasPrefix("export \($0)=") } }
    report.help.append(
      "the run around this one, '\(Visible.text(group)) \(name)', keeps back what isn't in its "
        + "'run.env': add \(Wording.list(names, "and")) there")
  }

  /// The process of the run around this one; nil where it isn't to be seen.
  private static func qliAround() -> ProcessID? {
    var process = ProcessID.parentOfCurrent
    while process.rawValue > 1, !process.isQli {
      guard let parent = process.parent else { return nil }
      process = parent
    }
    return process.rawValue > 1 ? process : nil
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
