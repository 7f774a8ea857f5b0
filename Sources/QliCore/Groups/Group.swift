/// A group of extensions that was found on disk, with its manifest.
struct Group {
  let name: ExtensionName
  /// The root that owns it.
  let root: FilePath
  let manifestFile: ManifestFile

  /// The folder of the group.
  var directory: FilePath { root.appending(name.text) }
  var manifest: Manifest { manifestFile.manifest }
}

/// An extension that was found on disk.
struct Extension {
  /// Where an extension's file comes from.
  enum Origin: String {
    /// The group's folder.
    case group
    /// A folder of `PATH`.
    case path
  }

  let name: ExtensionName
  let path: FilePath
  let origin: Origin
  /// The other files of the group that have its name, so that it can't be told which is meant; as far as
  /// somebody has looked for them.
  var rivals: [FilePath] = []
}
