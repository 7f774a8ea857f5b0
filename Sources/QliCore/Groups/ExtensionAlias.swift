/// Names that lead to one file, by links or hard links: the rules of one must not be got round by
/// another.
enum ExtensionAlias {
  /// Another extension whose file is the one at `path` too, if the rules of `name` are weaker than
  /// its own, and the keys in which they are.
  static func stricter(
    _ name: ExtensionName, at path: FilePath, _ group: ExtensionName, in directory: FilePath,
    _ manifest: Manifest, _ environment: Environment
  ) -> (name: ExtensionName, keys: [String])? {
    guard !manifest.extensions.isEmpty else { return nil }
    let policy = manifest.policy(for: name)
    var status: FileStatus?
    for rule in manifest.extensions where rule.name != name && rule.command == nil {
      // Without a look at the disk first: most rules make nothing stricter that matters here.
      let keys = policy.keysWeaker(thanAliased: rule.policy)
      guard !keys.isEmpty else { continue }
      if status == nil { status = try? FileStatus(following: path) }
      guard let status else { return nil }
      if isFile(of: rule.name, status, group, in: directory, manifest, environment) {
        return (rule.name, keys)
      }
    }
    return nil
  }

  /// Whether the file of this status may be what a run of the extension `name` takes.
  private static func isFile(
    of name: ExtensionName, _ status: FileStatus, _ group: ExtensionName, in directory: FilePath,
    _ manifest: Manifest, _ environment: Environment
  ) -> Bool {
    let own = ExtensionFile.places(of: name, in: directory, manifest)
      .compactMap { try? FileStatus(following: $0) }
    if own.contains(where: { $0.isSameFile(as: status) }) { return true }
    if own.contains(where: { $0.isExecutableFile }) { return false }
    return ExtensionFile.programs(of: name, group, SearchPath(environment)).contains { path in
      (try? FileStatus(following: path))?.isSameFile(as: status) == true
    }
  }
}

extension Policy {
  /// The keys in which this policy guards a file less than `other`, which is that of another name
  /// of the same file.
  ///
  /// What an extension may replace in its group, such as a word or a log, has to be the same here:
  /// it is that one that somebody counts on. The lock of an exclusive extension goes by its name.
  func keysWeaker(thanAliased other: Policy) -> [String] {
    var keys: [String] = []
    func add(_ key: String, where isWeaker: Bool) { if isWeaker { keys.append(key) } }
    add(ManifestKey.banner.name, where: other.banner.map { !isBanner($0) } ?? false)
    add(
      ManifestKey.confirm.name,
      where: confirmation.isWeaker(than: other.confirmation) || isOtherWord(other.confirmation))
    add(
      ManifestKey.reason.name,
      where: other.reason.isRequired && !reason.isRequired
        || !other.reason.patterns.allSatisfy { reason.patterns.holds($0) })
    if let other = other.audit { keys += keysWeaker(thanRecorded: other) }
    add(
      ManifestKey.requiredCommands.name,
      where: !other.requiredCommands.allSatisfy { requiredCommands.holds($0) })
    add(ManifestKey.requirements.name, where: !other.requirements.allSatisfy { isRequired($0) })
    add(ManifestKey.secrets.name, where: !other.secrets.allSatisfy { secrets.contains($0) })
    add("run.\(RunKey.timeout.name)", where: isLonger(than: other.run.timeLimit))
    add(
      "run.\(RunKey.environment.name)",
      where: !other.run.environment.allSatisfy { run.environment.contains($0) })
    add("run.\(RunKey.exclusive.name)", where: other.run.isExclusive)
    add(
      "run.\(RunKey.write.name)", where: !other.run.write.isEmpty && run.write != other.run.write)
    add("run.\(RunKey.claim.name)", where: other.run.isClaiming && !run.isClaiming)
    add(
      "run.\(RunKey.withCaller.name)", where: other.run.endsWithCaller && !run.endsWithCaller)
    add("run.\(RunKey.withQli.name)", where: other.run.endsWithQli && !run.endsWithQli)
    if let other = other.service { keys += keysWeaker(thanService: other) }
    return keys
  }

  private func keysWeaker(thanRecorded other: AuditPolicy) -> [String] {
    var keys: [String] = []
    func add(_ key: ManifestKey, where isWeaker: Bool) { if isWeaker { keys.append(key.name) } }
    add(.auditLog, where: audit?.log != other.log)
    add(.auditLogMode, where: audit.map { $0.mode.isWider(than: other.mode) } ?? false)
    add(.auditRefusals, where: other.recordsRefusals && audit?.recordsRefusals != true)
    add(.auditSync, where: other.isSynced && audit?.isSynced != true)
    add(.auditChain, where: other.isChained && audit?.isChained != true)
    add(.auditCopy, where: other.copy != nil && audit?.copy != other.copy)
    add(.auditDigest, where: other.recordsDigests && audit?.recordsDigests != true)
    return keys
  }

  /// What a service requires of its file holds under each name of it, for a job as well.
  private func keysWeaker(thanService other: ServicePolicy) -> [String] {
    var keys: [String] = []
    func add(_ key: ServiceKey, where isWeaker: Bool) {
      if isWeaker { keys.append("service.\(key.name)") }
    }
    let own = service ?? ServicePolicy()
    add(.programRoot, where: other.programRoot != nil && own.programRoot != other.programRoot)
    add(.checksums, where: !other.checksums.isEmpty && own.checksums != other.checksums)
    add(
      .versionCommand,
      where: !other.versionCommand.isEmpty
        && (own.versionCommand != other.versionCommand || own.versions != other.versions
          || own.minVersion != other.minVersion)
    )
    return keys
  }

  private func isBanner(_ text: String) -> Bool {
    banner.map { $0.hasSameBytes(as: text) } ?? false
  }

  private func isOtherWord(_ other: Confirmation) -> Bool {
    if case .word = other { confirmation != other } else { false }
  }

  private func isLonger(than limit: RunDuration?) -> Bool {
    guard let limit else { return false }
    return run.timeLimit.map { $0.milliseconds > limit.milliseconds } ?? true
  }

  /// Whether this policy requires at least as much of the variable.
  private func isRequired(_ other: EnvironmentRequirement) -> Bool {
    requirements.contains { own in
      guard own.name == other.name else { return false }
      if case (.notEmpty, .equal(let value)) = (other.condition, own.condition) {
        return !value.isEmpty
      }
      return own == other
    }
  }
}

extension [String] {
  /// Whether one of them has the same bytes.
  fileprivate func holds(_ text: String) -> Bool { contains { $0.hasSameBytes(as: text) } }
}
