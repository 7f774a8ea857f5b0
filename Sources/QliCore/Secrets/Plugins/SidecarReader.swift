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

  private static let keys = [
    "name", "version", "executable", "allowed_env_vars", "credential_env_vars", "checksum_sha256",
    "config", "lifetime",
  ]
  private static let lifetimeKeys = [
    "request_timeout", "idle_timeout", "shutdown_grace", "restart_window", "restart_cap",
  ]

  /// How often a plugin may at most be allowed to crash: the record of it stays small.
  private static let restartCaps: ClosedRange<Int64> = 1...1000

  /// Reads the sidecar in `bytes`.
  ///
  /// - Parameter name: what the name of its file says.
  /// - Parameter path: where it lies.
  /// - Returns: the definition, or every problem: one for a syntax error, else all.
  static func read(
    _ bytes: [UInt8], of name: ExtensionName, at path: FilePath,
    checksum: ChecksumUse = .compared
  ) -> Result<SourceDefinition, ManifestProblems> {
    let document: TOMLTable
    let none: TOMLTable
    do throws(TOMLError) {
      document = try TOML.parse(bytes)
      none = try TOML.parse([])
    } catch {
      let problem = ManifestProblem(
        position: error.position, width: error.width, message: error.message)
      return .failure(ManifestProblems(list: [problem]))
    }
    var reader = SidecarReader(name: name, path: path)
    let definition = reader.definition(document, checksum, noConfig: none)
    guard let definition, reader.reader.problems.isEmpty else {
      return .failure(ManifestProblems(list: reader.reader.problems.sorted { $0.isBefore($1) }))
    }
    return .success(definition)
  }

  private init(name: ExtensionName, path: FilePath) {
    self.name = name
    self.path = path
  }

  private mutating func definition(
    _ document: TOMLTable, _ checksumUse: ChecksumUse, noConfig: TOMLTable
  ) -> SourceDefinition? {
    reader.refuseUnknownKeys(in: document, known: Self.keys)
    checkName(document)
    let version = version(document)
    let executable = executable(document)
    let allowed = patterns("allowed_env_vars", document)
    let credentials = patterns("credential_env_vars", document)
    checkCredentials(credentials, among: allowed)
    let checksum = checksumUse == .compared ? checksum(document) : nil
    let config = table("config", document) ?? noConfig
    let lifetime = lifetime(document)
    guard let version, let executable else { return nil }
    return SourceDefinition(
      name: name.text, version: version, sidecar: path, program: executable.program,
      allowedVariables: allowed.map { $0.pattern },
      credentialVariables: credentials.map { $0.pattern },
      checksum: checksum, config: config, lifetime: lifetime, mustStayInFolder: executable.mustStay)
  }

  // MARK: - The keys

  private mutating func checkName(_ document: TOMLTable) {
    guard let entry = required("name", example: name.text, document) else { return }
    guard let text = reader.string(entry), !text.utf8.elementsEqual(name.text.utf8) else { return }
    reader.report(entry.value, "'name' must be '\(name)', as the file's name says")
  }

  private mutating func version(_ document: TOMLTable) -> String? {
    guard let entry = required("version", example: "0.1.0", document),
      let text = reader.oneLine(entry)
    else { return nil }
    if text.isEmpty { reader.report(entry.value, "'version' is empty; write '\"0.1.0\"'") }
    return text
  }

  private mutating func executable(
    _ document: TOMLTable
  ) -> (program: FilePath, mustStay: Bool)? {
    let example = SourceCatalog.programName(of: name)
    guard let entry = required("executable", example: example, document),
      let text = reader.string(entry)
    else { return nil }
    if text.isEmpty || text.utf8.contains(0) {
      reader.report(
        entry.value,
        "'executable' \(text.isEmpty ? "is empty" : "holds a NUL character"); write '\(example)'")
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

  private mutating func checksum(_ document: TOMLTable) -> SHA256.Digest? {
    guard let entry = document["checksum_sha256"], let text = reader.string(entry) else {
      return nil
    }
    if let digest = SHA256.Digest(text) { return digest }
    reader.report(
      entry.value,
      "'checksum_sha256' must be 64 hexadecimal digits; 'qli sources pin \(name)' writes them")
    return nil
  }

  private typealias PlacedPattern = (pattern: VariablePattern, value: TOMLValue)

  private mutating func patterns(_ key: String, _ document: TOMLTable) -> [PlacedPattern] {
    guard let entry = document[key] else { return [] }
    return reader.strings(entry).compactMap { text, value in
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

  private mutating func lifetime(_ document: TOMLTable) -> SourceLifetime {
    var lifetime = SourceLifetime()
    guard let table = table("lifetime", document) else { return lifetime }
    reader.refuseUnknownKeys(in: table, known: Self.lifetimeKeys)
    readDuration("request_timeout", table, into: &lifetime.requestTimeout)
    readDuration("idle_timeout", table, into: &lifetime.idleTimeout)
    readDuration("shutdown_grace", table, into: &lifetime.shutdownGrace)
    readDuration("restart_window", table, into: &lifetime.restartWindow)
    if let entry = table["restart_cap"], let cap = restartCap(entry) { lifetime.restartCap = cap }
    return lifetime
  }

  private mutating func readDuration(
    _ key: String, _ table: TOMLTable, into duration: inout RunDuration
  ) {
    guard let entry = table[key], let read = reader.duration(entry) else { return }
    duration = read
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

  private mutating func required(
    _ key: String, example: String, _ document: TOMLTable
  ) -> TOMLEntry? {
    if let entry = document[key] { return entry }
    reader.report(document.position, "missing key '\(key)'; write '\(key) = \"\(example)\"'")
    return nil
  }

  private mutating func table(_ key: String, _ document: TOMLTable) -> TOMLTable? {
    guard let entry = document[key] else { return nil }
    if case .table(let table) = entry.value.kind { return table }
    reader.reportType(entry, expected: "a table, written [\(key)]")
    return nil
  }
}
