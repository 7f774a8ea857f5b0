/// Step 2: the environment is what the group needs.
enum RequirementsStep {
  /// What only this step makes.
  struct Met {
    fileprivate init() {}
  }

  /// Refuses the run if a requirement isn't met, and names all that aren't.
  static func check(
    _ requirements: [EnvironmentRequirement], _ request: RunRequest, _ context: RunContext,
    after: BannerStep.Shown
  ) throws(Outcome) -> Met {
    let unmet = unmet(requirements, in: context.environment)
    guard unmet.isEmpty else {
      throw .refused(.requirements(unmet, group: request.group.name))
    }
    return Met()
  }

  /// Those of `requirements` that `environment` doesn't meet.
  static func unmet(
    _ requirements: [EnvironmentRequirement], in environment: Environment
  ) -> [UnmetRequirement] {
    requirements.compactMap { requirement in
      let value = environment[requirement.name.text]
      switch (requirement.condition, value) {
      case (_, nil): return UnmetRequirement(requirement: requirement, found: .unset)
      case (.notEmpty, let value?):
        return value.isEmpty ? UnmetRequirement(requirement: requirement, found: .empty) : nil
      case (.equal(let wanted), let value?):
        if value.equals(wanted) { return nil }
        return UnmetRequirement(
          requirement: requirement, found: value.isEmpty ? .empty : .different)
      }
    }
  }
}

/// A requirement, and what was found instead. Never the value: it may be anything.
struct UnmetRequirement {
  enum Found {
    case unset, empty, different
  }

  let requirement: EnvironmentRequirement
  let found: Found
}
