/// A key of a source plugin's sidecar.
enum SidecarKey: UInt8, DocumentKey {
  case name, version, executable, allowedVariables, credentialVariables, checksum, config, lifetime

  var entry: KeyEntry {
    switch self {
    case .name: KeyEntry(name: "name", example: "\"%\"", isRequired: true)
    case .version: KeyEntry(name: "version", example: "\"0.1.0\"", isRequired: true)
    case .executable: KeyEntry(name: "executable", example: "\"qli-source-%\"", isRequired: true)
    case .allowedVariables: KeyEntry(name: "allowed_env_vars", example: "[\"PATH\"]")
    case .credentialVariables: KeyEntry(name: "credential_env_vars", example: "[]")
    case .checksum:
      KeyEntry(name: "checksum_sha256", example: "\"\(String(repeating: "0", count: 64))\"")
    case .config: KeyEntry(name: "config", example: "[config]")
    case .lifetime: KeyEntry(name: "lifetime", example: "[lifetime]")
    }
  }
}

extension SidecarKey {
  func value(isOfGroup: Bool) -> KeyValue {
    switch self {
    case .name: .string(["^\(KeyForm.extensionName)$"])
    case .version: .string(["^[^\\n]+$"])
    case .executable: .string(["^[^\\x00]+$"], but: ["^([^/][^\\x00]*/)?\\.\\.(/|$)"])
    case .allowedVariables, .credentialVariables: .variablePatterns
    case .checksum: .checksum
    case .config: .anyTable(but: Self.keptFromConfig.map { $0.name })
    case .lifetime: .table(TableShape(of: LifetimeKey.self))
    }
  }

  static func rules(isOfGroup: Bool) -> [KeyRule] { [] }

  /// The keys that would be lost in `[config]`.
  static let keptFromConfig: [SidecarKey] = [
    .allowedVariables, .credentialVariables, .checksum, .lifetime,
  ]
}
