extension Policy {
  /// The names of the guards that are on, as the manifest calls them.
  var guardNames: [String] { guards(beside: self).filter { $0.isOn }.map { $0.name } }

  /// Those that `group`, the policy of its group, hasn't, or has otherwise.
  func ownGuardNames(beside group: Policy) -> [String] {
    guards(beside: group).filter { $0.isOn && !$0.isSame }.map { $0.name }
  }

  private func guards(
    beside group: Policy
  ) -> [(name: String, isOn: Bool, isSame: Bool)] {
    [
      (ManifestKey.banner.name, banner != nil, banner == group.banner),
      (
        ManifestKey.requirements.name, !requirements.isEmpty, requirements == group.requirements
      ),
      (
        ManifestKey.requiredCommands.name, !requiredCommands.isEmpty,
        requiredCommands == group.requiredCommands
      ),
      (
        RunKey.exclusive.name, run.isExclusive,
        group.run.isExclusive && run.isExclusiveOnMachine == group.run.isExclusiveOnMachine
      ),
      (RunKey.write.name, !run.write.isEmpty, run.write == group.run.write),
      (RunKey.claim.name, run.isClaiming, group.run.isClaiming),
      (RunKey.withCaller.name, run.endsWithCaller, group.run.endsWithCaller),
      (RunKey.withQli.name, run.endsWithQli, group.run.endsWithQli),
      (ManifestKey.confirm.name, confirmation != .none, confirmation == group.confirmation),
      (ManifestKey.reason.name, reason.isRequired, reason == group.reason),
      (ManifestKey.service.name, isService, group.isService),
      (ManifestKey.secrets.name, !secrets.isEmpty, secrets == group.secrets),
      (ManifestKey.auditLog.name, audit != nil, audit?.log == group.audit?.log),
    ]
  }
}
