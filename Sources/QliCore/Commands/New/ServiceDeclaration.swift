/// The manifest of a group with the table of one more service at its end.
struct ServiceDeclaration {
  let path: FilePath
  private let bytes: [UInt8]

  /// Makes it, and sees that it is understood; nil where the manifest has such a table already.
  init?(of name: ExtensionName, in group: Group) throws(NewCommand.Failure) {
    if group.manifest.policy(for: name).isService { return nil }
    // What a link leads to is written, and the link stays.
    let manifest = group.directory.appending(Manifest.fileName)
    path = (try? manifest.resolved()) ?? manifest
    let old = try converting(NewCommand.Failure.reading(path)) { [path] () throws(Errno) in
      let file = try OwnedDescriptor(opening: path, for: .reading)
      guard let bytes = try file.number.readAll(limit: Manifest.maximumSize) else {
        throw .fileTooBig
      }
      return bytes
    }
    let gap: [UInt8] = old.last == .lineFeed ? [.lineFeed] : [.lineFeed, .lineFeed]
    bytes = old + gap + Array(ManifestSample.service(name).utf8)
    guard bytes.count <= Manifest.maximumSize,
      case .success(let new) = ManifestReader.read(bytes), new.policy(for: name).isService
    else {
      throw NewCommand.Failure(
        "the table of '\(name)' can't be added to '\(Visible.text(path))'",
        help: ["add it where the manifest has its rules: [extensions.\(name).service]"], .qliFailed)
    }
  }

  /// Replaces the manifest that is there.
  func write() throws(NewCommand.Failure) {
    try converting(NewCommand.Failure.writing(path)) { () throws(Errno) in
      try FileReplacement.rewrite(path, with: bytes)
    }
  }
}
