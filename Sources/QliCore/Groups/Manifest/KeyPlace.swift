/// Where a key belongs. TOML counts every line to the table whose header stands above it, so that a
/// guard can fall into one without a sign of it.
enum KeyPlace {
  static let top = "above the first line that begins with '['"

  /// Where the key `name` of a manifest belongs, or nil if it is none, or a table.
  static func inManifest(_ name: String) -> String? {
    // No key has a capital, and few variables have none.
    if name.utf8.contains(where: { $0.isCapital }) { return nil }
    if let key = ManifestKey(named: name) {
      if key.entry.isOfExtensionAlone { return nil }
      // A table has a header of its own.
      let isTable = ["[\(name)", "[[\(name)"].contains {
        key.entry.example.utf8.starts(with: $0.utf8)
      }
      return isTable ? nil : top
    }
    if RunKey(named: name) != nil { return "in [run]" }
    if SecretKey(named: name) != nil { return "in [[secrets]]" }
    return ServiceKey(named: name) == nil ? nil : "in [extensions.NAME.service]"
  }

  /// Where what stands in a table that can't have it belongs, or nil if it is no key.
  static func ofStranger(_ name: String) -> String? {
    guard let key = ManifestKey(named: name), key.entry.isOfExtensionAlone else {
      return inManifest(name)
    }
    return "to one extension, written [extensions.NAME.\(key.name)]"
  }

  /// Where what stands in the table of a service, and is no key of it, belongs.
  static func ofStrangerInService(_ name: String) -> String? {
    // The group's limit isn't that of a service.
    RunKey(named: name) == nil ? ofStranger(name) : "in [extensions.NAME.run]"
  }

  /// The keys of a manifest that can't be meant as the names of variables.
  static var namesInManifest: [String] {
    let names =
      ManifestKey.allCases.map { $0.name } + RunKey.allCases.map { $0.name }
      + SecretKey.allCases.map { $0.name } + ServiceKey.allCases.map { $0.name }
    return names.filter { inManifest($0) != nil }
  }
}
