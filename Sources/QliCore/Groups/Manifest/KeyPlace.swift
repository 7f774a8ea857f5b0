/// Where a key belongs. TOML counts every line to the table whose header stands above it, so that a
/// guard can fall into one without a sign of it.
enum KeyPlace {
  static let top = "above the first line that begins with '['"

  /// Where the key `name` of a manifest belongs, or nil if it is none.
  static func inManifest(_ name: String) -> String? {
    if let key = ManifestKey(named: name) {
      // A table has a header of its own.
      let isTable = ["[\(name)", "[[\(name)"].contains {
        key.entry.example.utf8.starts(with: $0.utf8)
      }
      return isTable ? nil : top
    }
    if RunKey(named: name) != nil { return "in [run]" }
    return SecretKey(named: name) == nil ? nil : "in [[secrets]]"
  }
}
