/// Services: what a start would find wrong, by its own checks, and what earlier starts have left behind.
enum ServiceCheck {
  /// The services of one group.
  static func findings(
    _ group: ExtensionName, _ extensions: [Extension], _ manifest: Manifest, _ context: RunContext
  ) -> [Finding] {
    extensions.flatMap { found -> [Finding] in
      let rules = manifest.policy(for: found.name)
      guard let policy = rules.service,
        let folder = ServiceFolder(
          ServiceID(group: group, extension: found.name), in: context.environment),
        ServiceLock.holder(of: folder) == nil
      else { return [] }
      let safety = PathSafety()
      var refusals = ServiceRefusals()
      let directory = rules.run.directory.flatMap { try? $0.expanded(in: context.environment) }
      _ = ServiceChecks.forecast(
        found.path, policy, rules.run, in: directory, folder, context, safety, &refusals)
      return PermissionCheck.sharedFindings(safety)
        + refusals.found.map { refusal in
          let place = "'\(folder.id)'"
          return switch refusal.step {
          // What depends on the moment.
          case .endpoint, .startLimit: .warning(place, ErrorReport(refusal))
          case .requiredCommands where refusal.isOfMissingProgram:
            .warning(place, ErrorReport(refusal))
          default: .error(place, ErrorReport(refusal))
          }
        }
    }
  }

  /// What was started, whether there still is such an extension or not.
  ///
  /// - Parameter isMeant: whether a service is asked about.
  static func findings(
    _ catalog: ExtensionCatalog, _ context: RunContext, where isMeant: (ServiceID) -> Bool
  ) -> [Finding] {
    let environment = context.environment
    var findings: [Finding] = []
    var isAnyAlive = false
    for folder in ServiceFolder.all(in: environment) where isMeant(folder.id) {
      let status = ServiceStatus(of: folder)
      let place = "'\(folder.id)'"
      if let problem = status.problem { findings.append(.warning(place, problem)) }
      if status.phase == .orphaned {
        let orphans = ServiceOrphans.find(folder)
        findings.append(
          .warning(
            place, ErrorReport(.orphaned(orphans, service: "\(folder.id)"))))
      }
      if status.isAlive { isAnyAlive = true }
      guard isGone(folder.id, catalog) else { continue }
      if status.isAlive {
        findings.append(
          .warning(
            place, "it runs, and there is no such service any more",
            help: ["qli stop \(folder.id)"]))
      } else {
        findings.append(
          .warning(
            place, "there is no such service any more, but its log and its last state",
            help: ["remove them: rm -r \(Wording.shellQuoted(folder.path))"]))
      }
    }
    if isAnyAlive, environment.nonEmpty("RUNNER_TRACKING_ID") != nil {
      findings.append(
        .warning(
          "RUNNER_TRACKING_ID",
          "a CI runner ends whatever has this variable when the job ends, services too"))
    }
    return findings
  }

  /// Whether there is no such service. Where the manifest or the file can't be used, or not all groups are seen,
  /// that isn't known.
  private static func isGone(_ id: ServiceID, _ catalog: ExtensionCatalog) -> Bool {
    do throws(LookupError) {
      let group = try catalog.finder.group(id.group.text)
      _ = try catalog.finder.extension(id.extension.text, of: group)
      return !group.manifest.policy(for: id.extension).isService
    } catch {
      switch error {
      case .groupNotFound: return catalog.unreadableRoots.isEmpty
      case .extensionNotFound: return true
      default: return false
      }
    }
  }
}
