/// Turns a sidecar into the definition of a source plugin, or into all that is wrong with it.
struct SidecarReader {
  /// What its checksum is taken for.
  enum ChecksumUse {
    case compared
    /// It is to be replaced, so that it may be anything.
    case ignored
  }

  private let name: ExtensionName
  private let path: FilePath
  private var reader = ManifestReader()

  /// How often a plugin may at most be allowed to crash: the record of it stays small.
  static let restartCaps: ClosedRange<Int64> = 1...1000

  /// Reads the sidecar in `bytes`.
  ///
  /// - Parameter name: what the name of its file says.
  /// - Parameter path: where it lies.
  /// - Returns: the definition, or every problem: one for a syntax error, else all.
  static func read(
    _ bytes: [UInt8], of name: ExtensionName, at path: FilePath,
    checksum: ChecksumUse = .compared
  ) -> Result<SourceDefinition, ManifestProblems> {
    Result(of: bytes) { document in
      var reader = SidecarReader(name: name, path: path)
      return (reader.definition(document, checksum), reader.reader.problems)
    }
  }

  private init(name: ExtensionName, path: FilePath) {
    self.name = name
    self.path = path
  }

  private mutating func definition(
    _ document: TOMLTable, _ checksumUse: ChecksumUse
  ) -> SourceDefinition? {
    var version: String?
    var executable: (program: FilePath, mustStay: Bool)?
    var allowed: [PlacedPattern] = []
    var credentials: [PlacedPattern] = []
    var checksum: SHA256.Digest?
    var config: TOMLTable?
    var lifetime = SourceLifetime()
    let keys = KeyedEntries(document, of: SidecarKey.self)
    reader.refuseUnknownKeys(in: document, but: keys) { _ in nil }
    for (key, entry) in keys {
      guard let entry else {
        if key.entry.isRequired { reportMissing(key, document) }
        continue
      }
      switch key {
      case .name: checkName(entry)
      case .version: version = self.version(entry)
      case .executable: executable = self.executable(entry)
      case .allowedVariables: allowed = patterns(entry)
      case .credentialVariables: credentials = patterns(entry)
      case .checksum: if checksumUse == .compared { checksum = self.checksum(entry) }
      case .config: config = self.config(entry)
      case .lifetime: lifetime = self.lifetime(entry)
      }
    }
    checkCredentials(credentials, among: allowed)
    guard let version, let executable else { return nil }
    return SourceDefinition(
      name: name.text, version: version, sidecar: path, program: executable.program,
      allowedVariables: allowed.map { $0.pattern },
      credentialVariables: credentials.map { $0.pattern },
      checksum: checksum, config: config, lifetime: lifetime, mustStayInFolder: executable.mustStay)
  }

  // MARK: - The keys

  private mutating func checkName(_ entry: TOMLEntry) {
    guard let text = reader.string(entry), !text.utf8.elementsEqual(name.text.utf8) else { return }
    reader.report(entry.value, "'name' must be '\(name)', as the file's name says")
  }

  private mutating func version(_ entry: TOMLEntry) -> String? {
    guard let text = reader.oneLine(entry) else { return nil }
    if text.isEmpty { reader.report(entry.value, "'version' is empty; write '\"0.1.0\"'") }
    return text
  }

  private mutating func executable(
    _ entry: TOMLEntry
  ) -> (program: FilePath, mustStay: Bool)? {
    guard let text = reader.string(entry) else { return nil }
    if text.isEmpty || text.utf8.contains(0) {
      reader.report(
        entry.value,
        "'executable' \(text.isEmpty ? "is empty" : "holds a NUL character"); write "
          + "'\(SourceCatalog.programName(of: name))'")
      return nil
    }
    let written = FilePath(text)
    if written.isAbsolute { return (written, false) }
    let isUpward = written.string.parts(separatedBy: UInt8(ascii: "/")).contains { $0.equals("..") }
    if isUpward {
      reader.report(
        entry.value,
        "'executable' must not lead out of the sidecar's folder; leave '..' out, "
          + "or write an absolute path")
      return nil
    }
    return (path.parent.appending(written.string), true)
  }

  private mutating func checksum(_ entry: TOMLEntry) -> SHA256.Digest? {
    guard let text = reader.string(entry) else { return nil }
    if let digest = SHA256.Digest(text) { return digest }
    reader.report(
      entry.value,
      "'checksum_sha256' must be 64 hexadecimal digits; 'qli sources pin \(name)' writes them")
    return nil
  }

  private typealias PlacedPattern = (pattern: VariablePattern, value: TOMLValue)

  private mutating func patterns(_ entry: TOMLEntry) -> [PlacedPattern] {
    reader.strings(entry).compactMap { text, value in
      if let pattern = VariablePattern(text) { return (pattern, value) }
      reader.report(
        value,
        "'\(Visible.text(text))' is no pattern of variables; write 'NAME' or 'PREFIX*'")
      return nil
    }
  }

  private mutating func checkCredentials(
    _ credentials: [PlacedPattern], among allowed: [PlacedPattern]
  ) {
    for (pattern, value) in credentials where !allowed.contains(where: { $0.0.covers(pattern) }) {
      reader.report(
        value, "'\(pattern)' isn't among 'allowed_env_vars', so the plugin doesn't get it")
    }
  }

  private mutating func lifetime(_ entry: TOMLEntry) -> SourceLifetime {
    var lifetime = SourceLifetime()
    guard let table = table(entry) else { return lifetime }
    let keys = KeyedEntries(table, of: LifetimeKey.self)
    reader.refuseUnknownKeys(in: table, but: keys) { name in
      SidecarKey(named: name) == nil ? nil : KeyPlace.top
    }
    for (key, entry) in keys {
      guard let entry else { continue }
      switch key {
      case .requestTimeout: read(entry, to: &lifetime.requestTimeout)
      case .idleTimeout: read(entry, to: &lifetime.idleTimeout)
      case .shutdownGrace: read(entry, to: &lifetime.shutdownGrace)
      case .restartWindow: read(entry, to: &lifetime.restartWindow)
      case .restartCap: if let cap = restartCap(entry) { lifetime.restartCap = cap }
      }
    }
    return lifetime
  }

  private mutating func read(_ entry: TOMLEntry, to duration: inout RunDuration) {
    if let value = reader.duration(entry) { duration = value }
  }

  private mutating func restartCap(_ entry: TOMLEntry) -> Int? {
    guard case .integer(let cap) = entry.value.kind else {
      reader.reportType(entry, expected: "an integer")
      return nil
    }
    if Self.restartCaps.contains(cap) { return Int(cap) }
    reader.report(
      entry.value,
      "'restart_cap' must be from \(Self.restartCaps.lowerBound) to \(Self.restartCaps.upperBound)")
    return nil
  }

  // MARK: - What they share

  private mutating func reportMissing(_ key: SidecarKey, _ document: TOMLTable) {
    let example = key.example(for: name.text)
    reader.report(
      document.position, "missing key '\(key.name)'; write '\(key.name) = \(example)'")
  }

  /// What the plugin gets. A key of the sidecar's that has fallen into it would be lost.
  private mutating func config(_ entry: TOMLEntry) -> TOMLTable? {
    guard let table = table(entry) else { return nil }
    for entry in table.entries {
      guard let key = SidecarKey(named: entry.key), SidecarKey.keptFromConfig.contains(key) else {
        continue
      }
      reader.report(
        entry.keyPosition, width: entry.keyWidth,
        "'\(entry.key)' is a key of the sidecar, and none of [config]; it belongs \(KeyPlace.top)")
    }
    return table
  }

  private mutating func table(_ entry: TOMLEntry) -> TOMLTable? {
    if case .table(let table) = entry.value.kind { return table }
    reader.reportType(entry, expected: "a table, written [\(entry.key)]")
    return nil
  }
}
