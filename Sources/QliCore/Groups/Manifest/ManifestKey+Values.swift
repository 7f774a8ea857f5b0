/// What the values of a manifest's keys may be, for its schema. A key that isn't named here is of the type
/// of its example.
extension ManifestKey {
  func value(isOfGroup: Bool) -> KeyValue {
    switch self {
    case .schemaVersion: .integer(Manifest.supportedVersion...Manifest.supportedVersion)
    case .description: .line
    case .banner: .string(["^$|[^ \\t\\n]"])
    case .bannerColor: .choice(Color.allCases.map { $0.rawValue })
    case .confirm, .reason: .switchOrWord
    case .reasonHint: .string(["[^ \\t]"], but: ["\\n"])
    case .auditLog: .string([KeyForm.path], but: [KeyForm.misplacedPeriod])
    case .auditLogMode: .choice(LogMode.allCases.map { $0.rawValue })
    case .auditCopy: .choice(CopyTarget.allCases.map { $0.rawValue })
    case .requiredCommands: .list(of: .string(["^[^/\\x00]+$"]))
    case .ignored: .list(of: .string(["^[^/\\x00]+$"]))
    case .command: .either(.string(["[^ \\t\\n\\x00]"], but: ["\\x00"]), .command)
    case .complete: .choice(CompletionProtocol.allCases.map { $0.rawValue })
    case .requirements:
      .map(
        names: "^\(KeyForm.name)$", but: KeyPlace.namesInManifest,
        .either(.exactly(true), .text))
    case .run: .table(TableShape(of: RunKey.self, isOfGroup: isOfGroup))
    case .secrets: .list(of: .table(TableShape(of: SecretKey.self)))
    case .extensions:
      .map(
        names: "^\(KeyForm.extensionName)$",
        .table(TableShape(of: ManifestKey.self, isOfGroup: false)))
    case .service: .table(TableShape(of: ServiceKey.self))
    default: KeyValue(ofExample: entry.example)
    }
  }

  static func rules(isOfGroup: Bool) -> [KeyRule] {
    if !isOfGroup {
      let jobKeys = ManifestReader.jobKeys.map { KeyRule.Term($0.0, .nothing) }
      return [
        KeyRule(
          given: KeyRule.Term(service),
          bound: [KeyRule.Term(run, .having(jobKeys, isRequired: false))]),
        KeyRule(
          given: KeyRule.Term(complete, .choice([CompletionProtocol.click.rawValue])),
          bound: [KeyRule.Term(command, .nothing)]),
      ]
    }
    let switches: [ManifestKey] = [.auditRefusals, .auditSync, .auditChain, .auditDigest]
    let needing =
      switches.map { KeyRule.Term($0, .exactly(true)) }
      + [KeyRule.Term(auditCopy), KeyRule.Term(auditLogMode)]
    let needingLog = needing.map { KeyRule(given: $0, needed: [auditLog.name]) }
    let on = KeyValue.not(.exactly(false))
    return needingLog
      + [
        KeyRule(
          given: KeyRule.Term(auditLog), isWithout: true,
          bound: [KeyRule.Term(extensions, .each(.following(needingLog)))]),
        stays(KeyRule.Term(banner, .string(["[^ \\t\\n]"]))),
        .needs(bannerColor, banner),
        KeyRule(
          given: KeyRule.Term(banner), isWithout: true,
          bound: [KeyRule.Term(extensions, .each(.following([.needs(bannerColor, banner)])))]),
      ]
      + (switches + [.confirm, .reason]).map { stays(KeyRule.Term($0, on)) }
      + RunKey.switches.map { stays(KeyRule.Term($0, on), in: run) }
  }

  /// What the group has, and no extension can do without; `table` is where it stands, if in one.
  private static func stays(_ term: KeyRule.Term, in table: ManifestKey? = nil) -> KeyRule {
    let placed = { (isRequired: Bool) in
      table.map { KeyRule.Term($0, .having([term], isRequired: isRequired)) } ?? term
    }
    return KeyRule(
      given: placed(true),
      bound: [KeyRule.Term(extensions, .each(.having([placed(false)], isRequired: false)))])
  }
}

extension RunKey {
  /// What is on, and can't be turned off.
  static let switches: [RunKey] = [.exclusive, .withCaller, .withQli, .claim]

  func value(isOfGroup: Bool) -> KeyValue {
    switch self {
    case .timeout, .grace: .duration
    case .environment: .variablePatterns
    case .directory: .path
    case .input: .choice(["null", "inherit"])
    case .exclusive: .either(.boolean, .choice(["machine"]))
    case .write: .list(of: .string([KeyForm.path], but: [KeyForm.insideTemporaryFolder]))
    default: KeyValue(ofExample: entry.example)
    }
  }

  /// What an extension claims may be what its group names.
  static func rules(isOfGroup: Bool) -> [KeyRule] {
    isOfGroup
      ? [KeyRule(given: KeyRule.Term(claim, .exactly(true)), needed: [write.name])] : []
  }
}

extension SecretKey {
  func value(isOfGroup: Bool) -> KeyValue {
    switch self {
    case .variable: .string(["^\(KeyForm.name)$"], but: [VariableName.reservedForm])
    case .provider: .string(["^\(KeyForm.extensionName)$"])
    case .reference: .string([".|\\n"])
    default: KeyValue(ofExample: entry.example)
    }
  }

  static func rules(isOfGroup: Bool) -> [KeyRule] {
    let forms: [(SecretDeclaration.Provider, KeyValue)] = [
      (.environment, .variable), (.onePassword, .string(["^op://[^\\x00]*$"])), (.file, .path),
    ]
    return forms.map { of, form in
      KeyRule(
        given: KeyRule.Term(provider, .choice([of.name])), bound: [KeyRule.Term(reference, form)])
    }
  }
}

extension ServiceKey {
  func value(isOfGroup: Bool) -> KeyValue {
    switch self {
    case .ready: .string([KeyForm.readiness], but: ["^after:[^1-9]*$"])
    case .readyCommand, .versionCommand: .command
    case .readyTimeout, .idleTimeout, .restartWindow: .duration
    case .endpoint: .string([KeyForm.endpoint])
    case .stopSignal: .choice(ManifestReader.stopSignals.map { $0.name })
    case .restart: .choice(ServicePolicy.Restart.allCases.map { $0.rawValue })
    case .maxRestarts: .integer(ServicePolicy.restartCounts)
    case .logSize: .string([KeyForm.size])
    case .programRoot: .path
    case .checksums: .list(of: .checksum, atLeast: 1)
    case .minVersion: .string([KeyForm.version])
    case .versions: .list(of: .string([KeyForm.version]), atLeast: 1)
    default: KeyValue(ofExample: entry.example)
    }
  }

  static func rules(isOfGroup: Bool) -> [KeyRule] {
    let never = ServicePolicy.Restart.never.rawValue
    let exits = KeyRule.Term(ready, .choice(["exit"]))
    let restarted = KeyRule.Term(restart, .not(.choice([never])))
    return [
      .excludes(ready, readyCommand),
      KeyRule(given: KeyRule.Term(ready, .choice(["endpoint"])), needed: [endpoint.name]),
      KeyRule(
        given: exits,
        bound: [KeyRule.Term(restart, .choice([never])), KeyRule.Term(stopMain, .exactly(false))]),
      .needs(endpointByOthers, endpoint), .needs(idleTimeout, endpoint),
      KeyRule(
        given: KeyRule.Term(endpointByOthers, .exactly(true)),
        bound: [KeyRule.Term(idleTimeout, .nothing)]),
      KeyRule(given: KeyRule.Term(maxRestarts), needed: [restart.name], bound: [restarted]),
      KeyRule(given: KeyRule.Term(restartWindow), needed: [restart.name], bound: [restarted]),
      .needs(minVersion, versionCommand), .needs(versions, versionCommand),
    ]
  }
}
