/// What the start of a service would find, were it to begin now, by the checks of the start itself. Nothing
/// is started, removed or locked for it.
enum ServiceOutlook {
  /// Adds it to the step of what is required.
  static func add(
    to step: inout StepOutlook, _ request: RunRequest, _ policy: ServicePolicy,
    _ folder: ServiceFolder, _ context: RunContext
  ) {
    switch ServiceLock.holder(of: folder) {
    case .process(let note):
      return step.add(
        .passed, "service",
        "it runs since \(note.since): a start would find it, and begin nothing")
    case .unknown:
      return step.add(.passed, "service", "it is being started: a start would wait for that")
    case .elsewhere(let note):
      return step.block(
        .refused(.service(.elsewhere(host: note.host, since: note.since))), "service")
    case nil: break
    }
    var refusals = ServiceRefusals()
    // Where the folder isn't known, the step of the start says so.
    let directory = (try? SpawnStep.directory(request, context)) ?? nil
    let endpoint = ServiceChecks.forecast(
      request.extension.path, policy, request.policy.run, in: directory, folder, context,
      context.safety, &refusals)
    ServiceChecks.company(folder, context, &refusals)
    for refusal in refusals.found {
      step.block(.refused(.service(refusal)), refusal.step.rawValue)
    }
    if !policy.checksums.isEmpty, refusals.isEmpty {
      step.add(.passed, Step.checksum.rawValue, "its file has a checksum that is listed")
    }
    if !policy.versionCommand.isEmpty {
      let words = policy.versionCommand.map { Visible.text($0) }.joined(separator: " ")
      step.add(
        .unknown, Step.version.rawValue,
        "its version is asked by '\(request.extension.name) \(words)' when it starts")
    }
    switch endpoint {
    case let endpoint?:
      step.add(.passed, Step.endpoint.rawValue, "its endpoint is \(Visible.text(endpoint.text))")
    case nil:
      guard let template = policy.endpoint, refusals.isEmpty else { return }
      step.add(
        .passed, Step.endpoint.rawValue,
        "its endpoint is chosen when it starts: \(Visible.text(template.source))")
    }
  }
}
