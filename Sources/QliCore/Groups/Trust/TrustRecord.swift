/// What somebody has looked at, of one group: from then on nothing else of it runs.
struct TrustRecord {
  /// The one version of the format that this qli reads.
  static let supportedVersion: Int64 = 1
  /// What the name of its file ends in, behind the group's.
  static let suffix = ".toml"

  /// When it was written: RFC 3339, UTC.
  let since: String
  /// Whose signature it goes by, or nil.
  let signer: String?
  let manifest: SHA256.Digest
  /// What each extension was, by its name.
  let extensions: [Entry]

  struct Entry {
    let name: ExtensionName
    let digest: SHA256.Digest
  }

  /// What the extension `name` was; nil where it wasn't there.
  func digest(of name: ExtensionName) -> SHA256.Digest? {
    extensions.first { $0.name == name }?.digest
  }

  /// The document, for `group`.
  func text(for group: ExtensionName) -> String {
    var text = "# What 'qli trust \(group)' has recorded. Nothing else of this group runs.\n"
    for number in UInt8(0)... {
      guard let key = TrustKey(rawValue: number) else { break }
      switch key {
      case .schemaVersion: text += "\(key.name) = \(Self.supportedVersion)\n"
      case .since: text += "\(key.name) = \"\(since)\"\n"
      case .signer: if let signer { text += "\(key.name) = \(Self.quoted(signer))\n" }
      case .manifest: text += "\(key.name) = \"\(manifest)\"\n"
      case .extensions:
        text += "\n[\(key.name)]\n"
        // A name has neither quotes nor backslashes.
        for entry in extensions { text += "\"\(entry.name)\" = \"\(entry.digest)\"\n" }
      }
    }
    return text
  }

  /// `text` as a string of TOML.
  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\\(scalar)"
      case _ where scalar.value < 0x20 || scalar.value == 0x7f:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}

extension TrustRecord {
  /// The record that holds for `group`, or nil where nobody has looked at it, which costs a run a few calls.
  ///
  /// - Throws: where there is one that can't be used, or somebody else could change or remove it.
  static func holding(
    for group: ExtensionName, in environment: Environment, _ safety: PathSafety
  ) throws(LookupError) -> (record: TrustRecord, place: TrustPlace)? {
    if let record = try read(.root, of: group, in: environment, safety) { return (record, .root) }
    if let record = try read(.user, of: group, in: environment, safety) { return (record, .user) }
    return nil
  }

  /// The record of `group` in one place.
  static func read(
    _ place: TrustPlace, of group: ExtensionName, in environment: Environment,
    _ safety: PathSafety
  ) throws(LookupError) -> TrustRecord? {
    guard place.mayHaveRecords(in: environment), let folder = place.records(in: environment) else {
      return nil
    }
    let path = folder.appending("\(group)\(suffix)")
    guard try safety.requireOrNothing(path) else {
      // A link that leads nowhere, such as one to what isn't mounted, is no sign that nobody has looked.
      if let link = FileAccess.brokenLink(onTheWayTo: path) { throw .unreadable(link, .noSuchFile) }
      return nil
    }
    let kept = try safety.require(path)
    try converting({ LookupError($0) }) { () throws(PathError) in
      try safety.requireKept(kept.place, kept.status)
    }
    return try converting({ (error: ManifestError) -> LookupError in
      .untrusted(Untrusted(group: group, place: place, reason: .record(error)))
    }) { () throws(ManifestError) in
      try TrustReader.read(path, kept.place, kept.status)
    }
  }
}
