/// A key of a trust record, see `TrustRecord`.
enum TrustKey: UInt8, DocumentKey {
  // Tables come last, as TOML has it.
  case schemaVersion, since, signer, manifest, extensions

  var entry: KeyEntry {
    switch self {
    case .schemaVersion:
      KeyEntry(
        name: "schema_version", example: "1", summary: "the version of this format",
        isRequired: true)
    case .since:
      KeyEntry(
        name: "since", example: "\"2026-11-30T12:00:00Z\"", summary: "when it was written",
        isRequired: true)
    case .signer:
      KeyEntry(
        name: "signer", example: "\"ops@example.com\"", summary: "by whose signature, if by one")
    case .manifest:
      KeyEntry(
        name: "manifest", example: "\"\(String(repeating: "0", count: 64))\"",
        summary: "the SHA-256 of the group's manifest", isRequired: true)
    case .extensions:
      KeyEntry(
        name: "extensions", example: "[extensions]",
        summary: "the SHA-256 of each extension, by its name", isRequired: true)
    }
  }
}
