/// The files of a group that its checksums have to cover: all in its folder, further down and behind links
/// as well, but the list itself, its signature, and what git(1) keeps in `.git`.
enum SignedFiles {
  /// How deep folders may lie in one another: links can make a circle.
  private static let mostLevels = 64

  /// Their paths below `folder`.
  ///
  /// - Throws: what can't be read, or isn't a file.
  static func names(in folder: FilePath) throws(SignatureError) -> [ByteString] {
    var names: [ByteString] = []
    try add(to: &names, in: folder, below: nil, level: 0)
    return names
  }

  private static func add(
    to names: inout [ByteString], in folder: FilePath, below: ByteString?, level: Int
  ) throws(SignatureError) {
    guard level < mostLevels else { throw .unreadable(folder, .tooManyLinks) }
    let entries = try converting({ SignatureError.unreadable(folder, $0) }) { () throws(Errno) in
      try Directory.names(in: folder)
    }
    for name in entries {
      if below == nil,
        name.equals(".git") || name.equals(ChecksumList.fileName)
          || name.equals(ChecksumList.signatureName)
      {
        continue
      }
      let path = folder.appending(name)
      let status = try converting({ SignatureError.unreadable(path, $0) }) { () throws(Errno) in
        try FileStatus(following: path)
      }
      let relative = below.map { FilePath($0).appending(name).string } ?? name
      switch status.kind {
      case .regular: names.append(relative)
      case .directory: try add(to: &names, in: path, below: relative, level: level + 1)
      case .symbolicLink, .pipe, .socket, .device, .other: throw .notRegular(path, status.kind)
      }
    }
  }
}
