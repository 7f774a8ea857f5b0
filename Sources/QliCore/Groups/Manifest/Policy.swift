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
  /// Whether there is one run of it at a time, for each user.
  var isExclusive = false
  /// What it may write to: each list is to lie within the one before it, and the last one holds. No list:
  /// all that its user may write to.
  var write: [[WritePlace]] {
    get { writeRules?.lists ?? [] }
    set { writeRules = WriteRuleLists(newValue, isClaiming: isClaiming) }
  }
  /// Whether no other run that claims may write there while it runs.
  var isClaiming: Bool {
    get { writeRules?.isClaiming ?? false }
    set { writeRules = WriteRuleLists(write, isClaiming: newValue) }
  }
  private var writeRules: WriteRuleLists?

  /// Whether it says what may be written to.
  var limitsWriting: Bool { writeRules?.lists.isEmpty == false }
}

/// What an extension may write to, kept apart as a service is.
private final class WriteRuleLists: Sendable, Equatable {
  let lists: [[WritePlace]]
  let isClaiming: Bool

  init(_ lists: [[WritePlace]], isClaiming: Bool) {
    self.lists = lists
    self.isClaiming = isClaiming
  }

  static func == (left: WriteRuleLists, right: WriteRuleLists) -> Bool {
    left.lists == right.lists && left.isClaiming == right.isClaiming
  }
}

/// What makes an extension a service, kept apart: every run copies a policy, and few are of services.
private final class KeptService: Sendable, Equatable {
  let policy: ServicePolicy

  init(_ policy: ServicePolicy) { self.policy = policy }

  static func == (left: KeptService, right: KeptService) -> Bool { left.policy == right.policy }
}
