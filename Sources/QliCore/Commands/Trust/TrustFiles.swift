/// What a run of a group goes by, each file as it was read once: what is shown of it is what is recorded.
struct TrustFiles {
  struct File {
    /// What it is called in the group: the manifest's file, or an extension.
    let name: String
    let path: FilePath
    let size: Int
    let digest: SHA256.Digest
    /// All of it, if it is to be shown and can be.
    let text: [UInt8]?
    /// Why it can't be; nil where it can, or isn't to be.
    var hidden: Hidden?
    /// Whether it lies in a folder of `PATH`.
    var isOfPath = false
  }

  /// Why what is in a file isn't shown.
  enum Hidden {
    /// It holds NUL bytes, and is no script.
    case binary
    case tooLong
  }

  /// The manifest, and the extensions sorted by name.
  let list: [File]

  /// Reads those of `group`.
  ///
  /// - Parameter hasTexts: whether they are to be shown, and not only compared.
  init(
    of group: Group, in environment: Environment, hasTexts: Bool = false
  ) throws(LookupError) {
    let bytes = group.manifestFile.bytes
    var list = [
      File(
        name: Manifest.fileName, path: group.manifestFile.path, size: bytes.count,
        digest: SHA256.digest(of: bytes), text: hasTexts ? bytes : nil)
    ]
    // What is a command stands in the manifest.
    for found in ExtensionCatalog.extensions(of: group, startingWith: "", environment)
    where found.command == nil {
      list.append(
        try converting({ LookupError.unreadable(found.path, $0) }) { () throws(Errno) in
          try Self.file(found, hasText: hasTexts)
        })
    }
    self.list = list
  }

  private static func file(_ found: Extension, hasText: Bool) throws(Errno) -> File {
    let file = try OwnedDescriptor(opening: found.path, for: .reading)
    var hash = SHA256()
    var size = 0
    var text: [UInt8] = []
    var hidden: Hidden?
    var buffer = [UInt8](repeating: 0, count: 1 << 17)
    while true {
      let count = try file.number.read(into: &buffer)
      if count == 0 { break }
      size += count
      buffer.withUnsafeBytes { hash.update(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
      guard hasText, hidden == nil else { continue }
      if size > TrustTexts.longest { hidden = .tooLong } else { text += buffer[..<count] }
    }
    if hidden == nil, isBinary(text) { hidden = .binary }
    return File(
      name: found.name.text, path: found.path, size: size, digest: hash.finished(),
      text: hasText && hidden == nil ? text : nil, hidden: hidden, isOfPath: found.origin == .path)
  }

  /// A script runs whatever stands behind a NUL byte.
  private static func isBinary(_ text: [UInt8]) -> Bool {
    text.withUnsafeBufferPointer { $0.position(of: 0, from: 0) } != nil
      && !text.starts(with: "#!".utf8)
  }

  /// The record of them, as it is to be written now.
  func record(since time: Timestamp, signer: String?) -> TrustRecord? {
    guard let manifest = list.first else { return nil }
    return TrustRecord(
      since: RFC3339.text(time), signer: signer, manifest: manifest.digest,
      extensions: list.dropFirst().compactMap { file in
        ExtensionName(file.name).map { TrustRecord.Entry(name: $0, digest: file.digest) }
      })
  }

  /// Those that a record by the signature of `signer` is of: what lies in folders of `PATH` nobody has
  /// signed.
  func taken(by signer: String?) -> TrustFiles {
    signer == nil ? self : TrustFiles(list: list.filter { !$0.isOfPath })
  }

  private init(list: [File]) { self.list = list }
}
