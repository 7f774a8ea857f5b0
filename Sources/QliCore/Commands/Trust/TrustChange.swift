/// What is otherwise than when somebody looked.
struct TrustChange {
  enum Kind: String {
    case new, changed, removed
  }

  let kind: Kind
  let name: String
  /// What it is now; nil for what was removed.
  let file: TrustFiles.File?
  /// What it was; nil for what is new.
  let old: SHA256.Digest?

  /// What is otherwise in `files` than `record` says: all of it, where there is none.
  static func all(in files: TrustFiles, since record: TrustRecord?) -> [TrustChange] {
    var changes: [TrustChange] = []
    for (index, file) in files.list.enumerated() {
      let old =
        index == 0 ? record?.manifest : ExtensionName(file.name).flatMap { record?.digest(of: $0) }
      if old == file.digest { continue }
      changes.append(
        TrustChange(kind: old == nil ? .new : .changed, name: file.name, file: file, old: old))
    }
    let names = files.list.map { $0.name }
    for entry in record?.extensions ?? [] where !names.contains(entry.name.text) {
      changes.append(
        TrustChange(kind: .removed, name: entry.name.text, file: nil, old: entry.digest))
    }
    return changes
  }
}
