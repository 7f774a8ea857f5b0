/// Step 2: the environment is what the policy needs, and no other run is in the way.
enum RequirementsStep {
  /// What only this step makes.
  struct Met {
    /// The lock of an exclusive run.
    let lock: ExclusiveLock?
    /// What it may write to.
    let scope: RunScope

    fileprivate init(lock: ExclusiveLock?, scope: RunScope) {
      self.lock = lock
      self.scope = scope
    }
  }

  /// Refuses the run if a requirement isn't met, and names all that aren't.
  ///
  /// - Parameter step: becomes that of the lock where a wait for it is interrupted.
  static func check(
    _ policy: Policy, _ request: RunRequest, _ context: RunContext, _ loop: EventLoop,
    reaching step: inout Step, after: BannerStep.Shown
  ) throws(Outcome) -> Met {
    if context.depth.isTooDeep { throw .refused(.depth) }
    if let refusal = refusal(request, context) { throw .refused(refusal) }
    let lock =
      try policy.run.isExclusive
      ? exclusiveLock(request, context, loop, interruptedIn: &step) : nil
    return Met(lock: lock, scope: try RunScope(request, context, loop))
  }

  private static func exclusiveLock(
    _ request: RunRequest, _ context: RunContext, _ loop: EventLoop,
    interruptedIn step: inout Step
  ) throws(Outcome) -> ExclusiveLock {
    do throws(ExclusiveRefusal) {
      let console = context.console
      let wait = ExclusiveWait(limit: request.lockPatience, loop: loop) { holder, limit in
        console.note(ErrorReport(waiting: limit, for: holder))
      }
      if request.policy.run.isExclusiveOnMachine {
        return try ExclusiveLock(
          onMachine: request.extension.name, in: request.group.directory, wait)
      }
      return try ExclusiveLock(
        request.group.name, request.extension.name, runID: request.runID, context.environment,
        context.safety, wait)
    } catch {
      if case .lock(.interrupted(let signal)) = error {
        step = .exclusive
        throw .interrupted(signal, end: nil)
      }
      throw .refused(.exclusive(error))
    }
  }

  /// Why the environment isn't what `request` requires, or nil. All that is wrong is in it.
  static func refusal(_ request: RunRequest, _ context: RunContext) -> Refusal? {
    let policy = request.policy
    let unmet = unmet(policy.requirements, in: context.environment)
    let commands = unusable(policy.requiredCommands, context.environment, context.safety)
    if unmet.isEmpty, commands.isEmpty { return nil }
    return .requirements(unmet, commands: commands, of: subject(request, unmet, commands))
  }

  /// Who requires it: the group, or this extension where the group alone would be content.
  private static func subject(
    _ request: RunRequest, _ unmet: [UnmetRequirement], _ commands: [ProgramError]
  ) -> String {
    let group = request.group.manifest.policy
    let isOfGroup =
      unmet.allSatisfy { group.requirements.contains($0.requirement) }
      && commands.allSatisfy { group.requiredCommands.contains($0.name) }
    return isOfGroup
      ? "group '\(request.group.name)'" : "'\(request.group.name) \(request.extension.name)'"
  }

  /// Why those of `commands` that the extension can't use can't be used.
  static func unusable(
    _ commands: [String], _ environment: Environment, _ safety: PathSafety
  ) -> [ProgramError] {
    commands.compactMap { name in
      do throws(ProgramError) {
        _ = try SearchPath.program(name, in: environment, safety)
      } catch {
        return error
      }
      return nil
    }
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
          requirement: requirement, found: UnmetRequirement.Found(value, wanted: wanted))
      }
    }
  }
}

/// A requirement, and what was found instead. Never the value: it may be anything.
struct UnmetRequirement {
  enum Found {
    case unset, empty, different
    /// It is the value, but for white space.
    case differentBlanks
    /// It is the value, but for a carriage return at its end.
    case carriageReturn

    init(_ value: ByteString, wanted: String) {
      let wantedBytes = Array(wanted.utf8)
      if value.isEmpty {
        self = .empty
      } else if value.bytes.elementsEqual(wantedBytes + [.carriageReturn]) {
        self = .carriageReturn
      } else if value.bytes.filter({ !$0.isBlank }) == wantedBytes.filter({ !$0.isBlank }) {
        self = .differentBlanks
      } else {
        self = .different
      }
    }
  }

  let requirement: EnvironmentRequirement
  let found: Found
}
