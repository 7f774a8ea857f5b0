/// The table `[extensions.NAME.service]`.
extension ManifestReader {
  /// - Parameter rules: the table that the entry is of.
  mutating func readService(_ entry: TOMLEntry, of rules: TOMLTable, to policy: inout Policy) {
    guard case .table(let table) = entry.value.kind else {
      reportType(entry, expected: "a table, written [extensions.NAME.service]")
      return
    }
    policy.service = service(table)
    var own: TOMLTable?
    if let run = rules.entry(ManifestKey.run), case .table(let table) = run.value.kind {
      own = table
    }
    // The group's limit is for jobs, and would end a service that nobody wants to end.
    if own?.entry(RunKey.timeout) == nil { policy.run.timeLimit = nil }
    // What the group says of them is for jobs. The supervisor has a lock and a watcher of its own.
    policy.run.isExclusive = false
    policy.run.isExclusiveOnMachine = false
    policy.run.readsNothing = false
    policy.run.endsWithCaller = false
    policy.run.endsWithQli = false
    for (key, reason) in Self.jobKeys {
      guard let entry = own?.entry(key) else { continue }
      reportKey(entry, "'\(key.name)' isn't for a service, which \(reason); leave it out")
    }
  }

  /// What only a job can have, and why.
  static let jobKeys: [(RunKey, String)] = [
    (.exclusive, "is started once anyway"), (.input, "has nothing to read anyway"),
    (.withCaller, "is there to outlive its caller"),
    (.withQli, "ends with what watches over it anyway"),
  ]

  private mutating func service(_ table: TOMLTable) -> ServicePolicy {
    var service = ServicePolicy()
    let keys = KeyedEntries(table, of: ServiceKey.self)
    let owner = owner
    refuseUnknownKeys(in: table, but: keys) { KeyPlace.ofStrangerInService($0, of: owner) }
    for (key, entry) in keys {
      if let entry { read(key, entry, to: &service) }
    }
    checkReadiness(of: service, in: table)
    checkConnections(of: service, in: table)
    checkRestarts(of: service, in: table)
    for key in [ServiceKey.minVersion, .versions] {
      requireOther(.versionCommand, for: key, in: table)
    }
    return service
  }

  private mutating func read(
    _ key: ServiceKey, _ entry: TOMLEntry, to service: inout ServicePolicy
  ) {
    switch key {
    case .ready: if let readiness = readiness(entry) { service.readiness = readiness }
    case .readyCommand:
      if let command = command(entry) { service.readiness = .command(command) }
    case .readyTimeout: if let limit = duration(entry) { service.readyTimeout = limit }
    case .endpoint: service.endpoint = endpoint(entry)
    case .endpointByOthers: service.endpointMayBeForeign = boolean(entry) ?? false
    case .idleTimeout: service.idleTimeout = duration(entry)
    case .stopSignal: if let signal = stopSignal(entry) { service.stopSignal = signal }
    case .stopMain: service.stopsMainAlone = boolean(entry) ?? false
    case .restart: if let restart = restart(entry) { service.restart = restart }
    case .maxRestarts: if let count = maxRestarts(entry) { service.maxRestarts = count }
    case .restartWindow: if let window = duration(entry) { service.restartWindow = window }
    case .logSize: if let size = logSize(entry) { service.logSize = size }
    case .programRoot: service.programRoot = path(entry)
    case .checksums: service.checksums = checksums(entry)
    case .versionCommand: service.versionCommand = command(entry) ?? []
    case .minVersion:
      service.minVersion = string(entry).flatMap { version($0, at: entry.value) }
    case .versions:
      service.versions = list(entry).compactMap { version($0.text, at: $0.value) }
    }
  }

  // MARK: - What keys have to do with each other

  private mutating func checkReadiness(of service: ServicePolicy, in table: TOMLTable) {
    let ready = table.entry(ServiceKey.ready)
    if ready != nil, let command = table.entry(ServiceKey.readyCommand) {
      reportKey(command, "'ready_command' stands in place of 'ready'; leave one of them out")
    }
    guard let ready else {
      if case .after(let wait) = service.readiness,
        let limit = table.entry(ServiceKey.readyTimeout),
        wait.milliseconds >= service.readyTimeout.milliseconds
      {
        report(
          limit.value,
          "'ready_timeout' has to be more than \(wait), after which the service counts as ready")
      }
      return
    }
    switch service.readiness {
    case .endpoint where table.entry(ServiceKey.endpoint) == nil:
      report(ready.value, "'ready' needs to know the 'endpoint'; \(Self.endpointHint)")
    case .after(let wait) where wait.milliseconds >= service.readyTimeout.milliseconds:
      report(
        ready.value,
        "'ready' has to be less than 'ready_timeout', which is \(service.readyTimeout)")
    case .exit:
      if service.restart != .never, let restart = table.entry(ServiceKey.restart) {
        report(
          restart.value,
          "'restart' isn't for a service whose main process ends, as 'ready = \"exit\"' says")
      }
      if service.stopsMainAlone, let stop = table.entry(ServiceKey.stopMain) {
        report(
          stop.value,
          "'stop_main' isn't for a service whose main process ends, as 'ready = \"exit\"' says")
      }
    case .endpoint, .after, .notify, .file, .line, .command: break
    }
  }

  private static let endpointHint =
    "write 'endpoint = \"unix:PATH\"' or 'endpoint = \"tcp:HOST:PORT\"'"

  private mutating func checkConnections(of service: ServicePolicy, in table: TOMLTable) {
    for key in [ServiceKey.endpointByOthers, .idleTimeout]
    where table.entry(ServiceKey.endpoint) == nil {
      if let entry = table.entry(key) {
        reportKey(entry, "'\(key.name)' needs an 'endpoint'; \(Self.endpointHint)")
      }
    }
    if service.endpointMayBeForeign, let idle = table.entry(ServiceKey.idleTimeout) {
      reportKey(
        idle,
        "'idle_timeout' counts the service's own connections; with 'endpoint_by_others' it can't "
          + "know them")
    }
  }

  private mutating func checkRestarts(of service: ServicePolicy, in table: TOMLTable) {
    guard service.restart == .never else { return }
    // One that can't be read is a problem of its own.
    if let restart = table.entry(ServiceKey.restart) {
      guard case .string(ServicePolicy.Restart.never.rawValue) = restart.value.kind else { return }
    }
    for key in [ServiceKey.maxRestarts, .restartWindow] {
      if let entry = table.entry(key) {
        reportKey(
          entry, "'\(key.name)' needs 'restart = \"on-failure\"' or 'restart = \"always\"'")
      }
    }
  }

  private mutating func requireOther(
    _ other: ServiceKey, for key: ServiceKey, in table: TOMLTable
  ) {
    guard table.entry(other) == nil, let entry = table.entry(key) else { return }
    reportKey(
      entry, "'\(key.name)' needs a '\(other.name)'; write '\(other.name) = \(other.entry.example)'"
    )
  }

  private mutating func reportKey(_ entry: TOMLEntry, _ message: String) {
    report(entry.keyPosition, width: entry.keyWidth, message)
  }
}
