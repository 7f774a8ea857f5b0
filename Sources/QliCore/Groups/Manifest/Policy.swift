/// How a run is guarded, and how the extension runs. Each part belongs to the step of its name.
public struct Policy: Sendable, Equatable {
  /// Printed before each run, or nil; never empty.
  public var banner: String?
  /// What the environment has to hold, in the manifest's order.
  public var requirements: [EnvironmentRequirement] = []
  /// The programs that have to be on `PATH`, in the manifest's order.
  public var requiredCommands: [String] = []
  /// What is asked for before each run.
  public var confirmation = Confirmation.none
  /// Whether a reason is asked for.
  public var reason = ReasonRule()
  /// Where runs are recorded, or nil.
  public var auditLog: PathTemplate?
  /// Whether a run that a guard refused is recorded too.
  public var recordsRefusals = false
  /// What is fetched for the extension's environment, in the manifest's order.
  public var secrets: [SecretDeclaration] = []
  /// How the extension runs.
  public var run = RunPolicy()
}

/// How an extension runs.
public struct RunPolicy: Sendable, Equatable {
  /// How long it may run, or nil for as long as it likes.
  public var timeLimit: RunDuration?
  /// How long it may take to end after SIGTERM.
  public var grace = RunDuration.seconds(10)
  /// Which of the caller's variables it gets: those that match one of the patterns of every list.
  /// No list: all.
  public var environment: [[VariablePattern]] = []
  /// The folder that it runs in, or nil for the caller's.
  public var directory: PathTemplate?
  /// Whether there is one run of it at a time, for each user.
  public var isExclusive = false
}
