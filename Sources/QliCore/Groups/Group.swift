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
}
