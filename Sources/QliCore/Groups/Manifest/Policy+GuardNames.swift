extension Policy {
  /// The names of the guards that are on, as the manifest calls them.
  var guardNames: [String] {
    var names: [String] = []
    if banner != nil { names.append(ManifestKey.banner.name) }
    if !requirements.isEmpty { names.append(ManifestKey.requirements.name) }
    if !requiredCommands.isEmpty { names.append(ManifestKey.requiredCommands.name) }
    if run.isExclusive { names.append(RunKey.exclusive.name) }
    if !run.write.isEmpty { names.append(RunKey.write.name) }
    if run.isClaiming { names.append(RunKey.claim.name) }
    if run.endsWithCaller { names.append(RunKey.withCaller.name) }
    if run.endsWithQli { names.append(RunKey.withQli.name) }
    if confirmation != .none { names.append(ManifestKey.confirm.name) }
    if reason.isRequired { names.append(ManifestKey.reason.name) }
    if isService { names.append(ManifestKey.service.name) }
    if !secrets.isEmpty { names.append(ManifestKey.secrets.name) }
    if audit != nil { names.append(ManifestKey.auditLog.name) }
    return names
  }
}
