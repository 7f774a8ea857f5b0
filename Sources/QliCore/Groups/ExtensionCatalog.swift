/// All groups and extensions, for those who look around. A run never makes one.
struct ExtensionCatalog {
  /// A group, and which copies of it further down are shadowed.
  struct Entry {
    let name: ExtensionName
    let root: FilePath
    var shadowed: [FilePath] = []

    var directory: FilePath { root.appending(name.text) }
  }

  let finder: ExtensionFinder
  /// The groups, sorted by name.
  let entries: [Entry]
  /// The files of `PATH` by the group that they belong to.
  private let pathFiles: [ExtensionName: [PathFile]]
  /// The files of `PATH` that no group claims.
  let orphans: [FilePath]

  private struct PathFile {
    /// What is behind its group's name.
    let file: ExtensionName
    let name: ExtensionName
    let path: FilePath

    init(_ file: ExtensionName, at path: FilePath) {
      self.file = file
      name = ExtensionFile.name(of: file)
      self.path = path
    }
  }

  /// Scans the roots and `PATH`.
  init(_ environment: Environment) {
    finder = ExtensionFinder(environment)
    var entries: [ExtensionName: Entry] = [:]
    for root in finder.roots {
      for name in Self.groupNames(in: root) {
        if entries[name] == nil {
          entries[name] = Entry(name: name, root: root)
        } else {
          entries[name]?.shadowed.append(root.appending(name.text))
        }
      }
    }
    self.entries = entries.values.sorted { $0.name < $1.name }
    (pathFiles, orphans) = Self.scanPath(environment, for: "qli-") { entries[$0] != nil }
  }

  /// The extensions of `group` that begin with `prefix`, sorted by name.
  ///
  /// The other groups aren't looked at, but for those that a file on `PATH` may belong to.
  static func extensions(
    of group: Group, startingWith prefix: String, _ environment: Environment
  ) -> [Extension] {
    let roots = XDGDirectories.extensionRoots(in: environment)
    let (files, _) = scanPath(environment, for: "qli-\(group.name)-\(prefix)") {
      $0 == group.name || GroupOwnership.isOwned($0.text, in: roots)
    }
    return extensions(
      in: group.directory, startingWith: prefix, group.manifest, and: files[group.name] ?? [],
      environment)
  }

  /// The names of all groups, sorted. `PATH` isn't looked at.
  static func groupNames(_ environment: Environment) -> [ExtensionName] {
    let roots = XDGDirectories.extensionRoots(in: environment)
    return Set(roots.flatMap { groupNames(in: $0) }).sorted()
  }

  private static func groupNames(in root: FilePath) -> [ExtensionName] {
    guard let names = try? Directory.names(in: root) else { return [] }
    return names.compactMap { ExtensionName($0) }.filter {
      GroupOwnership.isOwned($0.text, in: [root])
    }
  }

  /// The executables called `qli-GROUP-EXTENSION`, by the longest group that there is.
  private static func scanPath(
    _ environment: Environment, for prefix: String, isGroup: (ExtensionName) -> Bool
  ) -> ([ExtensionName: [PathFile]], [FilePath]) {
    var files: [ExtensionName: [PathFile]] = [:]
    var orphans: [FilePath] = []
    var seen: Set<ByteString> = []
    for directory in SearchPath(environment).directories {
      for name in names(in: directory, startingWith: prefix) {
        let path = directory.appending(name)
        guard let status = try? FileStatus(following: path), status.isExecutableFile,
          seen.insert(name).inserted
        else { continue }
        let rest = String(decoding: name.bytes.dropFirst(4), as: UTF8.self)
        if let split = DashedName.splits(of: rest).first(where: { isGroup($0.group) }) {
          files[split.group, default: []].append(PathFile(split.extension, at: path))
        } else {
          orphans.append(path)
        }
      }
    }
    return (files, orphans)
  }

  /// The names in `directory` that begin with `prefix`; none if it can't be read.
  static func names(in directory: FilePath, startingWith prefix: String) -> [ByteString] {
    var names: [ByteString] = []
    try? Directory.forEachEntry(in: directory) { entry in
      if entry.name.starts(with: prefix.utf8) {
        names.append(ByteString(unchecked: UnsafeRawBufferPointer(entry.name)))
      }
    }
    return names
  }

  /// A root whose groups aren't known.
  struct UnreadableRoot {
    let path: FilePath
    let error: Errno
  }

  /// The roots that can't be listed. A run that names a group may find it there all the same.
  var unreadableRoots: [UnreadableRoot] {
    finder.roots.compactMap { root in
      do throws(Errno) { try FileAccess.checkReading(root) } catch {
        return error == .noSuchFile ? nil : UnreadableRoot(path: root, error: error)
      }
      return nil
    }
  }

  /// The group called `name`, or nil: the one that a run takes, also in a root that can't be listed.
  func entry(_ name: String) -> Entry? {
    let listed = entries.first { $0.name.text == name }
    guard let name = ExtensionName(name),
      let root = finder.roots.first(where: { GroupOwnership.isOwned(name.text, in: [$0]) }),
      root != listed?.root
    else { return listed }
    return Entry(name: name, root: root)
  }

  /// The group called `name`, as it was typed.
  func entry(named name: ByteString) throws(LookupError) -> Entry {
    guard let entry = entry(name.lossyText) else { throw .groupNotFound(name.lossyText) }
    return entry
  }

  /// The group called `name`, or all groups if none was named.
  func entries(named name: ByteString?) throws(LookupError) -> [Entry] {
    guard let name else { return entries }
    return [try entry(named: name)]
  }

  /// The manifest of a group; nil if it can't be used.
  func manifest(of entry: Entry) -> Manifest? { try? finder.group(entry.name.text).manifest }

  /// The extensions of a group, sorted by name: its own files and commands, and those of `PATH`.
  ///
  /// - Parameter manifest: the group's, or nil if it can't be used.
  func extensions(of entry: Entry, _ manifest: Manifest?) -> [Extension] {
    Self.extensions(
      in: entry.directory, startingWith: "", manifest, and: pathFiles[entry.name] ?? [],
      finder.environment)
  }

  /// The extensions in the group's folder and its commands that begin with `prefix`, and those of
  /// `pathFiles` that a run would take.
  private static func extensions(
    in directory: FilePath, startingWith prefix: String, _ manifest: Manifest?,
    and pathFiles: [PathFile], _ environment: Environment
  ) -> [Extension] {
    let (plain, scripts) = files(in: directory, startingWith: prefix, manifest)
    var own = plain.map {
      Extension(name: $0, path: directory.appending($0.text), origin: .group)
    }
    add(scripts, in: directory, to: &own)
    let commands = (manifest?.extensions ?? []).filter {
      $0.command != nil && $0.name.text.utf8.starts(with: prefix.utf8)
    }
    add(commands, to: &own, environment)
    if pathFiles.isEmpty { return own }
    var others: [ExtensionName: Extension] = [:]
    // In the order in which a run takes those of one name.
    for file in pathFiles.sorted(by: { ExtensionFile.isBefore($0.file, $1.file) }) {
      let isInFolder = ExtensionFile.places(of: file.name, in: directory, manifest)
        .contains { isTaken($0) }
      if isInFolder || commands.contains(where: { $0.name == file.name }) { continue }
      if others[file.name] == nil {
        others[file.name] = Extension(name: file.name, path: file.path, origin: .path)
      } else {
        others[file.name]?.rivals.append(file.path)
      }
    }
    return (own + others.values).sorted { $0.name < $1.name }
  }

  /// The executable files in a group's folder whose extensions begin with `prefix`: those of the very names,
  /// and the scripts with a suffix, in the order in which a run takes them.
  private static func files(
    in directory: FilePath, startingWith prefix: String, _ manifest: Manifest?
  ) -> (plain: [ExtensionName], scripts: [ExtensionName]) {
    // Sorted before they have paths: there is less to move, and a folder may hold thousands.
    var (plain, scripts): ([ExtensionName], [ExtensionName]) = ([], [])
    try? Directory.forEachEntry(in: directory) { found in
      guard found.name.starts(with: prefix.utf8), let file = ExtensionName(utf8: found.name),
        manifest?.ignores(file) != true, let status = try? found.status(),
        status.isExecutableFile
      else { return }
      let name = ExtensionFile.name(of: file)
      if name == file {
        plain.append(file)
      } else if name.text.utf8.starts(with: prefix.utf8) {
        scripts.append(file)
      }
    }
    plain.sort()
    scripts.sort { ExtensionFile.isBefore($0, $1) }
    return (plain, scripts)
  }

  /// Adds `scripts` to the extensions of a group, sorted by name.
  private static func add(
    _ scripts: [ExtensionName], in directory: FilePath, to extensions: inout [Extension]
  ) {
    if scripts.isEmpty { return }
    var places: [ExtensionName: Int] = [:]
    for (place, found) in extensions.enumerated() { places[found.name] = place }
    for file in scripts {
      let (name, path) = (ExtensionFile.name(of: file), directory.appending(file.text))
      if let place = places[name] {
        extensions[place].rivals.append(path)
      } else {
        places[name] = extensions.count
        extensions.append(Extension(name: name, path: path, origin: .group))
      }
    }
    extensions.sort { $0.name < $1.name }
  }

  /// Adds the commands of a manifest. One whose name a file has, too, has that for a rival.
  private static func add(
    _ commands: [ExtensionRule], to extensions: inout [Extension], _ environment: Environment
  ) {
    if commands.isEmpty { return }
    for rule in commands {
      guard let command = rule.command else { continue }
      var found = Extension(
        name: rule.name, path: command.place(environment), origin: .command, command: command)
      if let place = extensions.firstIndex(where: { $0.name == rule.name }) {
        found.rivals = [extensions[place].path] + extensions[place].rivals
        extensions[place] = found
      } else {
        extensions.append(found)
      }
    }
    extensions.sort { $0.name < $1.name }
  }

  /// Whether a run takes what is at `path`, and looks no further: also a file without its execute
  /// bit and a link that leads nowhere, which are meant, and fail.
  private static func isTaken(_ path: FilePath) -> Bool {
    if let status = try? FileStatus(following: path) { return status.kind == .regular }
    return (try? FileStatus(notFollowing: path)) != nil
  }
}
