/// What a run would do, were it to begin now: each of the eight steps, and where it would end.
///
/// It is made of the guards' own checks. Nothing is started, no lock is taken, no store is asked,
/// and no file is changed.
struct Explanation {
  let request: RunRequest
  /// What asks for the run, with its arguments.
  let line: String
  /// The arguments; in place of one that holds a secret stands that it does.
  let arguments: [ByteString]
  /// The eight steps, in their order.
  let steps: [StepOutlook]
  /// What it stands before: groups of the same name, of which nothing is used as long as this one is
  /// there, and programs of `PATH`.
  let shadowed: [FilePath]
  /// The names of the variables that the extension would get, sorted.
  let environment: [String]
  /// What it might write to alone; nil for all that its user may, or where that can't be kept.
  let write: [FilePath]?

  /// - Parameter require: adds what is required of it beside what its policy requires.
  init(
    _ request: RunRequest, _ context: RunContext,
    requiring require: (inout StepOutlook) -> Void = { _ in }
  ) {
    let environment = EnvironmentOutlook(request, context)
    let secrets = environment.secrets
    self.request = request
    self.environment = environment.names
    let redaction = Redaction(of: request.policy.secrets, context.environment)
    line = ShownLine(request, redaction, isAnswered: true).whole
    let hidden = redaction.hidden(in: request.arguments)
    arguments = (0..<request.arguments.count).map {
      hidden[$0] ? ByteString(Secret.redaction) : request.arguments[$0]
    }
    let scope = try? WriteScope(request.policy.run, in: context.environment, context.safety)
    write = scope.flatMap { scope in
      (try? Fence.check(scope, in: context.environment, context.safety)).map {
        scope.shown.map { FilePath(redaction.whole($0.string)) }
      }
    }
    shadowed = Self.shadowed(by: request, context.environment)
    var requirements = StepOutlook.requirements(request, context)
    require(&requirements)
    let steps: [StepOutlook] = [
      .banner(request.policy), requirements,
      .confirm(request, context), .secrets(secrets), .auditStart(request, context),
      .spawn(request, environment, context), .wait(request), .auditFinish(request, context),
    ]
    self.steps = steps.map { $0.hiding(redaction) }
  }

  /// The step at which the run would end before anything is started, or nil.
  var blocking: StepOutlook? { steps.first { $0.obstacle != nil } }

  /// The worst of all steps.
  var verdict: StepOutlook.Verdict { .worst(of: steps.map { $0.verdict }) }

  /// How qli would end, as far as that is known before the extension runs.
  var status: ExitStatus { blocking?.obstacle.map { ExitStatus($0) } ?? ExitStatus(.success) }

  private static func shadowed(
    by request: RunRequest, _ environment: Environment
  ) -> [FilePath] {
    let group = request.group
    let lower = XDGDirectories.extensionRoots(in: environment).drop { $0 != group.root }.dropFirst()
    let groups = lower.filter { GroupOwnership.isOwned(group.name.text, in: [$0]) }
      .map { $0.appending(group.name.text) }
    let name = request.extension.name
    // Then none on PATH is this group's.
    if ExtensionFinder(environment).longestOwner(of: group.name, name.text) != nil { return groups }
    let programs = SearchPath(environment).all("qli-\(group.name)-\(name)")
    return groups + programs.filter { $0 != request.extension.path }
  }
}
