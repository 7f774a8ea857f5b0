/// Where a key belongs. TOML counts every line to the table whose header stands above it, so that a
/// guard can fall into one without a sign of it.
enum KeyPlace {
  static let top = "above the first line that begins with '['"

  /// Where the key `name` of a manifest belongs, or nil if it is none, or a table.
  ///
  /// - Parameter owner: the extension whose rules it stands among; nil for the group's.
  static func inManifest(_ name: String, of owner: String? = nil) -> String? {
    // No key has a capital, and few variables have none.
    if name.utf8.contains(where: { $0.isCapital }) { return nil }
    if let key = ManifestKey(named: name) {
      if key.entry.isOfExtensionAlone { return nil }
      // A table has a header of its own.
      let isTable = ["[\(name)", "[[\(name)"].contains {
        key.entry.example.utf8.starts(with: $0.utf8)
      }
      if isTable { return nil }
      return owner == nil || key.entry.isOfGroupAlone ? top : "in [\(table(of: owner))]"
    }
    if RunKey(named: name) != nil { return "in [\(table("run", of: owner))]" }
    if SecretKey(named: name) != nil { return "in [[\(table("secrets", of: owner))]]" }
    return ServiceKey(named: name) == nil ? nil : "in [\(table(of: owner)).service]"
  }

  /// Where what stands in a table that can't have it belongs, or nil if it is no key.
  static func ofStranger(_ name: String, of owner: String? = nil) -> String? {
    guard let key = ManifestKey(named: name), key.entry.isOfExtensionAlone else {
      return inManifest(name, of: owner)
    }
    return key == .service
      ? "to one extension, written [\(table(of: owner)).\(key.name)]" : "in [\(table(of: owner))]"
  }

  /// Where what stands in the table of a service, and is no key of it, belongs.
  static func ofStrangerInService(_ name: String, of owner: String?) -> String? {
    // The group's limit isn't that of a service.
    RunKey(named: name) == nil
      ? ofStranger(name, of: owner) : "in [\(table("run", of: owner ?? unnamed))]"
  }

  private static let unnamed = "NAME"

  /// The name of an extension's table; of any where none is known.
  private static func table(of owner: String?) -> String {
    let name = owner ?? unnamed
    let isBare = !name.isEmpty && name.utf8.allSatisfy { $0.isBareKey }
    return "extensions." + (isBare ? name : "\"\(Visible.text(name))\"")
  }

  /// The name of a table of the group's, or of the extension's.
  static func table(_ name: String, of owner: String?) -> String {
    owner == nil ? name : "\(table(of: owner)).\(name)"
  }

  /// The keys of a manifest that can't be meant as the names of variables.
  static var namesInManifest: [String] {
    let names =
      ManifestKey.allCases.map { $0.name } + RunKey.allCases.map { $0.name }
      + SecretKey.allCases.map { $0.name } + ServiceKey.allCases.map { $0.name }
    return names.filter { inManifest($0) != nil }
  }
}
