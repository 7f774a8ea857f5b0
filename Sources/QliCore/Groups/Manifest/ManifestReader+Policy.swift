/// The keys that a group and an extension share.
///
/// What an extension doesn't set it inherits. What it sets can only make a guard stricter: anything
/// else is a problem that says what it would weaken.
extension ManifestReader {
  mutating func readBanner(_ entry: TOMLEntry, to policy: inout Policy) {
    guard let text = string(entry) else { return }
    let isBlank = Visible.isBlank(text)
    refuseWeakening(entry, where: isBlank && policy.banner != nil, "banner")
    if isBlank, !text.isEmpty, policy.banner == nil {
      report(entry.value, "'banner' has no character that a person can see; leave it out for none")
    }
    policy.banner = isBlank ? nil : text
  }

  /// Reads a look, and no guard: an extension may have another one than its group.
  mutating func readBannerColor(
    _ entry: TOMLEntry, of table: TOMLTable, to policy: inout Policy
  ) {
    guard let text = string(entry) else { return }
    guard let color = Color(rawValue: text) else {
      let names = Wording.list(Color.allCases.map { "\"\($0.rawValue)\"" })
      return report(entry.value, "'banner_color' must be \(names)")
    }
    // What is wrong with a banner that is there was said.
    if policy.banner == nil, table.entry(ManifestKey.banner) == nil {
      report(entry.value, "'banner_color' needs a 'banner' to be the colour of")
    }
    policy.bannerColor = color
  }

  mutating func readAuditLog(_ entry: TOMLEntry, to audit: inout AuditPolicy?) {
    if audit != nil, case .string("") = entry.value.kind {
      return refuseWeakening(entry, where: true, "audit log")
    }
    guard let text = string(entry) else { return }
    do throws(LogTemplate.SyntaxError) {
      let log = try LogTemplate(text)
      if audit == nil { audit = AuditPolicy(log: log) } else { audit?.log = log }
    } catch {
      report(entry.value, "'\(Visible.text(entry.key))' \(error)")
    }
  }

  /// Reads what can be turned on beside a log, and by an extension not off.
  ///
  /// - Parameter exchange: exchanges the one in the policy and the one that is given.
  mutating func readSwitch(
    _ entry: TOMLEntry, of table: TOMLTable, in audit: inout AuditPolicy?,
    _ exchange: (inout AuditPolicy, inout Bool) -> Void
  ) {
    guard var policy = audit else {
      if boolean(entry) == true { requireLog(entry, of: table) }
      return
    }
    var wasOn = false
    exchange(&policy, &wasOn)
    guard var isOn = guardSwitch(entry, wasOn) else { return }
    exchange(&policy, &isOn)
    audit = policy
  }

  /// Reads who gets copies: no extension takes them from whoever its group gives them to.
  mutating func readCopy(
    _ entry: TOMLEntry, of table: TOMLTable, in audit: inout AuditPolicy?
  ) {
    guard let text = string(entry) else { return }
    let target = CopyTarget(rawValue: text)
    if let copy = audit?.copy, copy != target {
      return refuseWeakening(entry, where: true, "'audit_copy'")
    }
    guard let target else {
      return report(entry.value, "'audit_copy' must be \"journal\" or \"syslog\"")
    }
    if audit == nil { requireLog(entry, of: table) }
    audit?.copy = target
  }

  /// Reads who may use the log.
  ///
  /// - Parameter inherited: as the group has it, which no extension opens to more; nil for the group's own.
  mutating func readLogMode(
    _ entry: TOMLEntry, of table: TOMLTable, inherited: LogMode?, in audit: inout AuditPolicy?
  ) {
    var mode: LogMode?
    if case .string(let text) = entry.value.kind { mode = LogMode(rawValue: text) }
    guard let mode else {
      return report(
        entry.value,
        "'audit_log_mode' must be \"0600\", \"0640\" or \"0660\": others have no part in a log")
    }
    if audit == nil { requireLog(entry, of: table) }
    let isWider = inherited.map { mode.isWider(than: $0) } ?? false
    refuseWeakening(entry, where: isWider, "'audit_log_mode'")
    audit?.mode = mode
  }

  /// What is wrong with a log that is there was said.
  private mutating func requireLog(_ entry: TOMLEntry, of table: TOMLTable) {
    guard table.entry(ManifestKey.auditLog) == nil else { return }
    report(entry.value, "'\(Visible.text(entry.key))' needs an 'audit_log' to write to")
  }

  mutating func addRequirements(
    _ entry: TOMLEntry, to requirements: inout [EnvironmentRequirement]
  ) {
    guard case .table(let table) = entry.value.kind else {
      reportType(entry, expected: "a table")
      return
    }
    for entry in table.entries {
      guard let requirement = requirement(entry) else { continue }
      guard let index = requirements.firstIndex(where: { $0.name == requirement.name }) else {
        requirements.append(requirement)
        continue
      }
      tighten(&requirements[index], by: requirement, entry)
    }
  }

  /// An exact value is stricter than any value; all else would replace what the group requires.
  private mutating func tighten(
    _ group: inout EnvironmentRequirement, by own: EnvironmentRequirement, _ entry: TOMLEntry
  ) {
    switch (group.condition, own.condition) {
    case (.notEmpty, .equal("")):
      report(
        entry.value,
        "'\(own.name)' would weaken the group's requirement, which is a value that isn't empty")
    case (.notEmpty, _): group = own
    case (.equal, _) where group != own:
      report(
        entry.value, "'\(own.name)' would weaken the group's requirement, which is another value")
    case (.equal, _): break
    }
  }

  private mutating func requirement(_ entry: TOMLEntry) -> EnvironmentRequirement? {
    if let place = KeyPlace.inManifest(entry.key, of: owner) {
      report(
        entry.keyPosition, width: entry.keyWidth,
        "'\(entry.key)' is a key of the manifest, and no variable; it belongs \(place)")
      return nil
    }
    let name = variableName(entry.key, at: entry.keyPosition, width: entry.keyWidth)
    let condition: EnvironmentRequirement.Condition
    switch entry.value.kind {
    case .string(let text) where text.utf8.contains(0):
      report(entry.value, "'\(Visible.text(entry.key))' holds a NUL character")
      return nil
    case .string(let text): condition = .equal(text)
    case .boolean(true): condition = .notEmpty
    default:
      report(
        entry.value,
        "'\(Visible.text(entry.key))' must be a string (the exact value) or true "
          + "(any value that isn't empty)")
      return nil
    }
    return name.map { EnvironmentRequirement(name: $0, condition: condition) }
  }

  mutating func addCommands(_ entry: TOMLEntry, to commands: inout [String]) {
    for (text, value) in strings(entry) {
      if text.isEmpty || text.utf8.contains(UInt8(ascii: "/")) || text.utf8.contains(0) {
        report(value, "'\(Visible.text(text))' is no name of a program on PATH")
      } else if !commands.contains(where: { $0.utf8.elementsEqual(text.utf8) }) {
        commands.append(text)
      }
    }
  }

  mutating func path(_ entry: TOMLEntry) -> PathTemplate? {
    guard let text = string(entry) else { return nil }
    do throws(PathTemplate.SyntaxError) {
      return try PathTemplate(text)
    } catch {
      report(entry.value, "'\(Visible.text(entry.key))' \(error)")
      return nil
    }
  }

  /// Reports what an extension's key would take away from its group's guards.
  mutating func refuseWeakening(_ entry: TOMLEntry, where isWeaker: Bool, _ guarded: String) {
    guard isWeaker else { return }
    report(
      entry.value,
      "'\(Visible.text(entry.key))' would weaken the group's \(guarded); leave it out")
  }
}

/// The table `[run]`.
extension ManifestReader {
  mutating func readRun(_ entry: TOMLEntry, to run: inout RunPolicy) {
    guard case .table(let table) = entry.value.kind else {
      reportType(entry, expected: "a table, written [\(KeyPlace.table("run", of: owner))]")
      return
    }
    let keys = KeyedEntries(table, of: RunKey.self)
    refuseUnknownKeys(in: table, but: keys)
    for (key, entry) in keys {
      guard let entry else { continue }
      switch key {
      case .timeout: if let limit = duration(entry) { run.timeLimit = limit }
      case .grace: if let grace = duration(entry) { run.grace = grace }
      case .environment: run.environment.append(patterns(entry))
      case .directory: if let directory = path(entry) { run.directory = directory }
      case .input: if let readsNothing = readsNothing(entry) { run.readsNothing = readsNothing }
      case .exclusive: readExclusive(entry, to: &run)
      case .withCaller:
        if let isOn = guardSwitch(entry, run.endsWithCaller) { run.endsWithCaller = isOn }
      case .withQli: if let isOn = guardSwitch(entry, run.endsWithQli) { run.endsWithQli = isOn }
      case .write: readWrite(entry, to: &run)
      case .claim: readClaim(entry, of: table, to: &run)
      }
    }
  }

  /// Whether each lies within one of the group's is known when variables are, and links followed.
  private mutating func readWrite(_ entry: TOMLEntry, to run: inout RunPolicy) {
    var places: [WritePlace] = []
    for (text, value) in strings(entry) {
      do throws(WritePlace.SyntaxError) {
        places.append(try WritePlace(text))
      } catch {
        report(value, "'\(Visible.text(text))' in 'write' \(error)")
      }
    }
    if case .array = entry.value.kind { run.write.append(places) }
  }

  private mutating func readClaim(
    _ entry: TOMLEntry, of table: TOMLTable, to run: inout RunPolicy
  ) {
    guard let isOn = boolean(entry) else { return }
    refuseWeakening(entry, where: !isOn && run.isClaiming, "'claim'")
    // The group's, or its own, whatever is wrong with that.
    if isOn, run.write.isEmpty, table.entry(RunKey.write) == nil {
      report(entry.value, "'claim' needs 'write', which says what is claimed")
    }
    run.isClaiming = isOn
  }

  private mutating func readExclusive(_ entry: TOMLEntry, to run: inout RunPolicy) {
    switch entry.value.kind {
    case .string(let text) where text.hasSameBytes(as: "machine"):
      run.isExclusive = true
      run.isExclusiveOnMachine = true
    case .boolean(let isOn):
      // Off, or for each user alone, where the group has one run on the machine.
      let isWeaker = run.isExclusiveOnMachine || run.isExclusive && !isOn
      refuseWeakening(entry, where: isWeaker, "'\(Visible.text(entry.key))'")
      run.isExclusive = isOn
    default: reportType(entry, expected: "true, false or \"machine\"")
    }
  }

  /// What is on in the group, and can't be turned off.
  private mutating func guardSwitch(_ entry: TOMLEntry, _ isOnInGroup: Bool) -> Bool? {
    guard let isOn = boolean(entry) else { return nil }
    refuseWeakening(entry, where: !isOn && isOnInGroup, "'\(Visible.text(entry.key))'")
    return isOn
  }

  private mutating func readsNothing(_ entry: TOMLEntry) -> Bool? {
    if case .string(let text) = entry.value.kind {
      if text.hasSameBytes(as: "null") { return true }
      if text.hasSameBytes(as: "inherit") { return false }
    }
    report(entry.value, "'\(Visible.text(entry.key))' must be \"null\" or \"inherit\"")
    return nil
  }

  mutating func duration(_ entry: TOMLEntry) -> RunDuration? {
    guard case .string(let text) = entry.value.kind else {
      reportType(entry, expected: "a string such as \"90s\", \"10m\" or \"1h30m\"")
      return nil
    }
    do throws(RunDuration.SyntaxError) {
      return try RunDuration(text)
    } catch {
      report(entry.value, "'\(Visible.text(entry.key))' \(error)")
      return nil
    }
  }

  private mutating func patterns(_ entry: TOMLEntry) -> [VariablePattern] {
    strings(entry).compactMap { text, value in
      if let pattern = VariablePattern(text) { return pattern }
      report(
        value,
        text == "*"
          ? "'*' would let everything through; leave 'env' out for that"
          : "'\(Visible.text(text))' is no pattern of variables; write 'NAME' or 'PREFIX*'")
      return nil
    }
  }
}
