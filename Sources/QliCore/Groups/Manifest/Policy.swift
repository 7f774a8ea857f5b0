/// How a run is guarded, and how the extension runs. Each part belongs to the step of its name.
struct Policy: Sendable, Equatable {
  /// Printed before each run, or nil; never empty.
  var banner: String?
  /// What the environment has to hold, in the manifest's order.
  var requirements: [EnvironmentRequirement] = []
  /// The programs that have to be on `PATH`, in the manifest's order.
  var requiredCommands: [String] = []
  /// What is asked for before each run.
  var confirmation = Confirmation.none
  /// Whether a reason is asked for.
  var reason = ReasonRule()
  /// What is recorded, or nil for nothing.
  var audit: AuditPolicy?
  /// Whether a run that a guard refused is recorded.
  var recordsRefusals: Bool { audit?.recordsRefusals == true }
  /// What is fetched for the extension's environment, in the manifest's order.
  var secrets: [SecretDeclaration] = []
  /// How the extension runs.
  var run = RunPolicy()
  /// How it is kept as a service, or nil if it is a job, which ends.
  var service: ServicePolicy? {
    get { keptService?.policy }
    set { keptService = newValue.map { KeptService($0) } }
  }
  private var keptService: KeptService?
  /// The banner's colour on a terminal, or nil for that of its text.
  var bannerColor: Color?

  /// Whether it is one.
  var isService: Bool { keptService != nil }
}

/// How an extension runs.
struct RunPolicy: Sendable, Equatable {
  /// How long it may run, or nil for as long as it likes.
  var timeLimit: RunDuration?
  /// How long it may take to end after SIGTERM.
  var grace = RunDuration.seconds(10)
  /// Which of the caller's variables it gets: those that match one of the patterns of every list.
  /// No list: all.
  var environment: [[VariablePattern]] = []
  /// The folder that it runs in, or nil for the caller's.
  var directory: PathTemplate?
  /// Whether there is one run of it at a time, for each user or, see the next, for all of them.
  var isExclusive = false
  /// Whether that is one on this machine, whoever runs it.
  var isExclusiveOnMachine: Bool {
    get { keptRules?.rules.isExclusiveOnMachine ?? false }
    set { rareRules.isExclusiveOnMachine = newValue }
  }
  /// What it may write to: each list is to lie within the one before it, and the last one holds. No list:
  /// all that its user may write to.
  var write: [[WritePlace]] {
    get { keptRules?.rules.write ?? [] }
    set { rareRules.write = newValue }
  }
  /// Whether no other run that claims may write there while it runs.
  var isClaiming: Bool {
    get { keptRules?.rules.isClaiming ?? false }
    set { rareRules.isClaiming = newValue }
  }
  /// Whether it has nothing to read, whatever the caller has.
  var readsNothing: Bool {
    get { keptRules?.rules.readsNothing ?? false }
    set { rareRules.readsNothing = newValue }
  }
  /// Whether it is ended when nobody reads what it writes any more, or who has started qli is gone.
  var endsWithCaller: Bool {
    get { keptRules?.rules.endsWithCaller ?? false }
    set { rareRules.endsWithCaller = newValue }
  }
  /// Whether it is ended when qli is killed.
  var endsWithQli: Bool {
    get { keptRules?.rules.endsWithQli ?? false }
    set { rareRules.endsWithQli = newValue }
  }
  private var keptRules: KeptRunRules?

  /// Whether it is ended when someone else is gone.
  var hasCompanions: Bool {
    // Mostly there are no such rules.
    guard let keptRules else { return false }
    return keptRules.rules.endsWithCaller || keptRules.rules.endsWithQli
  }
  /// Whether it says what may be written to.
  var limitsWriting: Bool { keptRules?.rules.write.isEmpty == false }

  private var rareRules: RareRunRules {
    get { keptRules?.rules ?? RareRunRules() }
    set { keptRules = newValue == RareRunRules() ? nil : KeptRunRules(newValue) }
  }
}

/// How few extensions run.
private struct RareRunRules: Sendable, Equatable {
  var write: [[WritePlace]] = []
  var isClaiming = false
  var isExclusiveOnMachine = false
  var readsNothing = false
  var endsWithCaller = false
  var endsWithQli = false
}

/// The same, kept apart as a service is.
private final class KeptRunRules: Sendable, Equatable {
  let rules: RareRunRules

  init(_ rules: RareRunRules) { self.rules = rules }

  static func == (left: KeptRunRules, right: KeptRunRules) -> Bool { left.rules == right.rules }
}

/// What makes an extension a service, kept apart: every run copies a policy, and few are of services.
private final class KeptService: Sendable, Equatable {
  let policy: ServicePolicy

  init(_ policy: ServicePolicy) { self.policy = policy }

  static func == (left: KeptService, right: KeptService) -> Bool { left.policy == right.policy }
}
