/// The source plugins on disk: for each a sidecar `qli-source-NAME.toml` in a folder of sources.
///
/// The first folder that has a sidecar of a name has the plugin, also where that sidecar is broken:
/// one further down could be another program.
struct SourceCatalog {
  /// The folders, the most important first.
  let roots: [FilePath]

  init(_ environment: Environment) { roots = XDGDirectories.sourceRoots(in: environment) }

  private static let prefix = "qli-source-"
  private static let suffix = ".toml"

  /// What a program is called if its sidecar doesn't call it otherwise.
  static func programName(of name: ExtensionName) -> String { prefix + name.text }

  /// Where the sidecar of `name` is in `root`.
  static func sidecar(of name: ExtensionName, in root: FilePath) -> FilePath {
    root.appending(prefix + name.text + suffix)
  }

  /// The definition of the plugin `name`. No other sidecar is read.
  func definition(named name: String) throws(SourceLookupError) -> SourceDefinition {
    try sidecar(named: name).definition()
  }

  /// The sidecar of the plugin `name`, its permissions checked.
  func sidecar(named name: String) throws(SourceLookupError) -> SidecarFile {
    guard let checked = ExtensionName(name) else { throw .notFound(name, known: names) }
    for root in roots {
      if let file = try Self.look(for: checked, in: root) { return file }
    }
    throw .notFound(name, known: names)
  }

  private static func look(
    for name: ExtensionName, in root: FilePath
  ) throws(SourceLookupError) -> SidecarFile? {
    let path = sidecar(of: name, in: root)
    let descriptor: OwnedDescriptor
    do throws(Errno) {
      descriptor = try OwnedDescriptor(opening: path, for: .reading)
    } catch {
      // A link that leads nowhere has the plugin, too.
      let isAbsent = [.noSuchFile, .notDirectory].contains(error)
      guard isAbsent, (try? FileStatus(notFollowing: path)) == nil else {
        throw .broken(ManifestError(path: path, reason: .unreadable(error)))
      }
      // Where anyone may write, anyone may put one.
      try converting(SourceLookupError.untrusted) { () throws(LookupError) in
        try PathSafety().requireNothingPlanted(in: root)
      }
      return nil
    }
    return try SidecarFile(reading: descriptor.number, of: name, at: path)
  }

  /// A plugin of the list.
  struct Entry {
    let name: ExtensionName
    /// Where its sidecar is.
    let sidecar: FilePath
    let definition: Result<SourceDefinition, SourceLookupError>
    /// The sidecars of that name that are never used.
    let shadowed: [FilePath]
  }

  /// All plugins, sorted by name; a broken one says what is wrong with it.
  func all() -> [Entry] {
    var found: [ExtensionName: [FilePath]] = [:]
    for root in roots {
      for name in Self.names(in: root) {
        found[name, default: []].append(Self.sidecar(of: name, in: root))
      }
    }
    return found.sorted { $0.key < $1.key }.map { name, paths in
      let definition = Result { () throws(SourceLookupError) in
        try self.definition(named: name.text)
      }
      return Entry(
        name: name, sidecar: paths[0], definition: definition, shadowed: Array(paths[1...]))
    }
  }

  /// The names of all plugins, each once, sorted.
  var names: [String] { Set(roots.flatMap { Self.names(in: $0) }).sorted().map { $0.text } }

  /// What a file in a folder of sources was meant for.
  enum Meaning {
    /// The sidecar of this plugin; nil where that can't be a name.
    case sidecar(ExtensionName?)
    case program(ExtensionName)
  }

  /// What a file called `file` was meant for, or nil if for nothing of qli's.
  static func meaning(of file: ByteString) -> Meaning? {
    guard file.hasPrefix(prefix) else { return nil }
    let rest = file.bytes.dropFirst(prefix.utf8.count)
    if rest.suffix(suffix.utf8.count).elementsEqual(suffix.utf8) {
      return .sidecar(ExtensionName(utf8: rest.dropLast(suffix.utf8.count)))
    }
    return ExtensionName(utf8: rest).map { .program($0) }
  }

  /// The names that the sidecars in `root` have.
  static func names(in root: FilePath) -> [ExtensionName] {
    ExtensionCatalog.names(in: root, startingWith: prefix).compactMap { file in
      if case .sidecar(let name) = meaning(of: file) { return name }
      return nil
    }
  }
}

/// A sidecar that was read, but not understood yet.
struct SidecarFile {
  let name: ExtensionName
  let path: FilePath
  let bytes: [UInt8]

  /// Reads the sidecar of `name` at `path`, which was opened as `descriptor`.
  fileprivate init(
    reading descriptor: FileDescriptor, of name: ExtensionName, at path: FilePath
  ) throws(SourceLookupError) {
    let status = try converting(SourceLookupError.broken) { () throws(ManifestError) in
      try ManifestFile.requireRegular(descriptor, at: path)
    }
    _ = try converting(SourceLookupError.untrusted) { () throws(LookupError) in
      try PathSafety().requireFound(path)
    }
    let broken = { (reason: ManifestError.Reason) in
      SourceLookupError.broken(ManifestError(path: path, reason: reason))
    }
    let bytes = try converting({ broken(.unreadable($0)) }) { () throws(Errno) in
      try descriptor.readAll(limit: Manifest.maximumSize, sizeHint: Int(status.size))
    }
    guard let bytes else { throw broken(.tooLarge) }
    self.name = name
    self.path = path
    self.bytes = bytes
  }

  /// What it says.
  func definition(
    checksum: SidecarReader.ChecksumUse = .compared
  ) throws(SourceLookupError) -> SourceDefinition {
    switch SidecarReader.read(bytes, of: name, at: path, checksum: checksum) {
    case .success(let definition): return definition
    case .failure(let problems):
      throw .broken(ManifestError(path: path, reason: .invalid(problems.list, source: bytes)))
    }
  }
}

/// Why there is no source plugin to use.
enum SourceLookupError: Error {
  /// No folder of sources has one of this name; those that there are.
  case notFound(String, known: [String])
  /// Its sidecar can't be used.
  case broken(ManifestError)
  /// Anyone on the machine could change what runs, or that can't be found out.
  case untrusted(LookupError)
}
