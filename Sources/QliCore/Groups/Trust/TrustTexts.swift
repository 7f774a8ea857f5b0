/// The texts that somebody has looked at, kept beside the record so that the next look shows what is new in
/// them. Nothing depends on them: one that isn't what the record says counts as none. No link leads there,
/// and what else lies there stays.
struct TrustTexts {
  /// The longest text that is kept, or shown, in bytes.
  static let longest = 1 << 20
  /// How much is kept of one group, in bytes.
  private static let mostOfGroup = 16 << 20

  private let folder: FilePath
  /// Whether that is there, and no link on the way to it.
  private var isThere: Bool {
    [folder.parent, folder].allSatisfy {
      (try? FileStatus(notFollowing: $0))?.kind == .directory
    }
  }

  /// Those of `group`, whose record is in `records`. No group's name begins with the mark.
  init(of group: ExtensionName, in records: FilePath) {
    folder = records.appending("_texts").appending(group.text)
  }

  /// The text whose SHA-256 is `digest`, or nil.
  func text(_ digest: SHA256.Digest) -> [UInt8]? {
    guard isThere, let file = KeptFile.reading(folder.appending(digest.description)),
      let text = try? file.number.readAll(limit: Self.longest),
      SHA256.digest(of: text) == digest
    else { return nil }
    return text
  }

  /// Keeps `texts`, as far as there is room for them, and no other.
  func keep(_ texts: [(digest: SHA256.Digest, bytes: [UInt8])]) throws(Errno) {
    try Directory.create(folder)
    guard isThere else { throw .notDirectory }
    var kept: [ByteString] = []
    var room = Self.mostOfGroup
    for (digest, bytes) in texts where bytes.count <= room {
      let name = ByteString(digest.description)
      room -= bytes.count
      if kept.contains(name) { continue }
      kept.append(name)
      if text(digest) == nil {
        try FileReplacement.write(bytes, to: folder.appending(name), mode: 0o600)
      }
    }
    remove(but: kept)
  }

  /// Removes all of them.
  func remove() {
    guard isThere else { return }
    remove(but: [])
    try? Directory.remove(folder)
  }

  private func remove(but kept: [ByteString]) {
    for name in (try? Directory.names(in: folder)) ?? [] where !kept.contains(name) {
      guard name.text.flatMap({ SHA256.Digest($0) }) != nil else { continue }
      try? FileReplacement.remove(folder.appending(name))
    }
  }
}
