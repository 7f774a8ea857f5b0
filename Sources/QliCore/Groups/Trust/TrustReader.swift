/// Turns a document into a trust record, or into all that is wrong with it.
struct TrustReader {
  private var reader = ManifestReader()

  /// Reads the record at `path`.
  ///
  /// - Parameter place: where it is, behind all links.
  /// - Parameter status: what was judged there.
  static func read(
    _ path: FilePath, _ place: FilePath, _ status: FileStatus
  ) throws(ManifestError) -> TrustRecord {
    guard status.kind == .regular else {
      throw ManifestError(path: path, reason: .notRegular(status.kind))
    }
    let unreadable = { (error: Errno) in ManifestError(path: path, reason: .unreadable(error)) }
    let bytes = try converting(unreadable) { () throws(Errno) in
      let file = try OwnedDescriptor(opening: place, for: .reading)
      let opened = try file.number.status()
      // What was judged is what is read.
      guard opened.isSameFile(as: status) else { throw Errno.noSuchFile }
      return try file.number.readAll(
        limit: Manifest.maximumSize, sizeHint: Int(opened.size), isSize: true)
    }
    guard let bytes else { throw ManifestError(path: path, reason: .tooLarge) }
    switch read(bytes) {
    case .success(let record): return record
    case .failure(let problems):
      throw ManifestError(path: path, reason: .invalid(problems.list, source: bytes))
    }
  }

  /// Reads the record in `bytes`.
  ///
  /// - Returns: the record, or every problem: one for a syntax error, else all.
  static func read(_ bytes: [UInt8]) -> Result<TrustRecord, ManifestProblems> {
    Result(of: bytes) { document in
      var reader = TrustReader()
      return (reader.record(document), reader.reader.problems)
    }
  }

  private mutating func record(_ document: TOMLTable) -> TrustRecord? {
    var since: String?
    var signer: String?
    var manifest: SHA256.Digest?
    var extensions: [TrustRecord.Entry] = []
    let keys = KeyedEntries(document, of: TrustKey.self)
    reader.refuseUnknownKeys(in: document, but: keys) { _ in nil }
    for (key, entry) in keys {
      guard let entry else {
        if key.entry.isRequired {
          reader.report(
            document.position,
            "missing key '\(key.name)'; write '\(key.name) = \(key.entry.example)'")
        }
        continue
      }
      switch key {
      case .schemaVersion: checkVersion(entry)
      case .since: since = time(entry)
      case .signer: signer = reader.string(entry)
      case .manifest: manifest = digest(entry)
      case .extensions: extensions = self.extensions(entry)
      }
    }
    guard let since, let manifest else { return nil }
    return TrustRecord(since: since, signer: signer, manifest: manifest, extensions: extensions)
  }

  private mutating func checkVersion(_ entry: TOMLEntry) {
    let supported = TrustRecord.supportedVersion
    guard case .integer(let version) = entry.value.kind else {
      return reader.reportType(entry, expected: "an integer")
    }
    if version == supported { return }
    reader.report(
      entry.value,
      version > supported
        ? "schema_version \(version) is newer than this qli supports (\(supported)); upgrade qli"
        : "schema_version \(version) is invalid; write \(supported)")
  }

  private mutating func time(_ entry: TOMLEntry) -> String? {
    guard let text = reader.string(entry) else { return nil }
    if RFC3339.timestamp(text) != nil { return text }
    reader.report(entry.value, "'\(entry.key)' must be a time, such as 2026-11-30T12:00:00Z")
    return nil
  }

  private mutating func digest(_ entry: TOMLEntry) -> SHA256.Digest? {
    guard let text = reader.string(entry) else { return nil }
    if let digest = SHA256.Digest(text) { return digest }
    reader.report(
      entry.value, "'\(Visible.text(entry.key))' must be 64 hexadecimal digits")
    return nil
  }

  private mutating func extensions(_ entry: TOMLEntry) -> [TrustRecord.Entry] {
    guard case .table(let table) = entry.value.kind else {
      reader.reportType(entry, expected: "a table, written [\(entry.key)]")
      return []
    }
    return table.entries.compactMap { entry in
      guard let name = ExtensionName(entry.key) else {
        reader.report(
          entry.keyPosition, width: entry.keyWidth,
          "'\(Visible.text(entry.key))' can't be an extension's name")
        return nil
      }
      return digest(entry).map { TrustRecord.Entry(name: name, digest: $0) }
    }
  }
}
