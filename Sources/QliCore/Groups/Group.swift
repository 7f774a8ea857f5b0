/// A group of extensions that was found on disk, with its manifest.
struct Group {
  let name: ExtensionName
  /// The root that owns it.
  let root: FilePath
  let manifestFile: ManifestFile
  /// Where its folder is, if that is a link: what is in it is executed there, so that a script finds beside itself
  /// what it always did.
  var place: FilePath?

  /// The folder of the group.
  var directory: FilePath { root.appending(name.text) }
  var manifest: Manifest { manifestFile.manifest }
}

/// An extension that was found on disk.
struct Extension {
  /// Where what runs comes from.
  enum Origin: String {
    /// The group's folder.
    case group
    /// A folder of `PATH`.
    case path
    /// The manifest, which has a command in place of a file.
    case command
  }

  let name: ExtensionName
  /// Its file, or the program of its command.
  let path: FilePath
  let origin: Origin
  /// Where it is executed, if the folder of its group is a link.
  var place: FilePath?
  /// What the manifest has in place of a file.
  var command: ExtensionCommand?
  /// The other files of the group that have its name, so that it can't be told which is meant; as far as
  /// somebody has looked for them.
  var rivals: [FilePath] = []

  /// What is executed.
  var program: FilePath { place ?? path }

  /// What its program gets in front of the arguments of a run: nothing where that is its own file.
  var firstArguments: [ByteString] { command?.arguments(as: name) ?? [] }

  /// The words that are executed for a command, without the arguments of a run; nil for a file.
  var commandWords: [ByteString]? { command.map { _ in [path.string] + firstArguments } }

  /// What its file says of itself.
  var comment: CommentBlock? { command == nil ? CommentBlock(readingFrom: path) : nil }
}
