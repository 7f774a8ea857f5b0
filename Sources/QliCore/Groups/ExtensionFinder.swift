/// Finds the one group and the one extension that a run asks for, and looks at nothing else.
struct ExtensionFinder {
  let environment: Environment
  private let safety: PathSafety

  init(_ environment: Environment, _ safety: PathSafety = PathSafety()) {
    self.environment = environment
    self.safety = safety
  }

  /// The roots, the most important first.
  var roots: [FilePath] { XDGDirectories.extensionRoots(in: environment) }

  /// The group `name`, with its manifest read and its permissions checked.
  func group(_ name: String) throws(LookupError) -> Group {
    guard let checked = ExtensionName(name) else { throw .groupNotFound(name) }
    let group = try XDGDirectories.firstExtensionRoot(in: environment) {
      root throws(LookupError) -> Group? in
      switch try GroupOwnership.look(for: name, in: root) {
      case .absent:
        try safety.requireNothingPlanted(in: root)
        return nil
      case .manifest(let descriptor):
        return try self.group(checked, in: root, manifest: descriptor.number)
      }
    }
    guard let group else { throw .groupNotFound(name) }
    return group
  }

  private func group(
    _ name: ExtensionName, in root: FilePath, manifest descriptor: FileDescriptor
  ) throws(LookupError) -> Group {
    let directory = root.appending(name.text)
    let path = directory.appending(Manifest.fileName)
    let status = try converting(LookupError.manifest) { () throws(ManifestError) in
      try ManifestFile.requireRegular(descriptor, at: path)
    }
    // Permissions first: a manifest that anyone may write to is not worth reading.
    let rootPlace = try safety.require(root, for: .lookup).place
    let place = try safety.require(directory, for: .lookup).place
    try safety.require(path)
    let file = try converting(LookupError.manifest) { () throws(ManifestError) in
      try ManifestFile(reading: descriptor, at: path, status)
    }
    let isLink = place != rootPlace.appending(name.text)
    return Group(name: name, root: root, manifestFile: file, place: isLink ? place : nil)
  }

  /// The extension `typed` of `group`: its own file, else the first on `PATH`.
  ///
  /// - Parameter typed: its name, or that of its file.
  func `extension`(_ typed: String, of group: Group) throws(LookupError) -> Extension {
    guard let file = ExtensionName(typed) else { throw .extensionNotFound(typed, group: group) }
    let checked = ExtensionFile.name(of: file)
    let name = checked.text
    if let command = group.manifest.rule(for: checked)?.command {
      return try self.extension(checked, called: file, running: command, of: group)
    }
    if let (path, place) = try ownFile(of: checked, called: file, in: group) {
      try refuseAlias(checked, path, group)
      try refuseGroupAlias(checked, path, place, group)
      return Extension(
        name: checked, path: path, origin: .group,
        place: group.place?.appending(path.lastComponent))
    }
    let searchPath = SearchPath(environment)
    guard let path = try program(of: checked, called: file, in: group, searchPath) else {
      throw .extensionNotFound(typed, group: group)
    }
    if let (longer, rest) = longestOwner(of: group.name, name) {
      throw .belongsToLongerGroup(name, group: group, longer: longer, extension: rest)
    }
    let place = try searchPath.require(path, safety)
    try refuseAlias(checked, path, group)
    try refuseGroupAlias(checked, path, place, group)
    return Extension(name: checked, path: path, origin: .path)
  }

  /// The extension `name`, which is a command: what it starts is found as safe as a file of the group's. What
  /// executes that is looked at where it is run, as for a file.
  private func `extension`(
    _ name: ExtensionName, called typed: ExtensionName, running command: ExtensionCommand,
    of group: Group
  ) throws(LookupError) -> Extension {
    if let file = ExtensionFile.executable(of: name, in: group.directory, group.manifest) {
      throw .commandAndFile(
        name, file, group: group.name, manifest: group.directory.appending(Manifest.fileName))
    }
    // No file is called so.
    guard typed == name else { throw .extensionNotFound(typed.text, group: group) }
    // Where the folder isn't known, nothing is started.
    let directory = group.manifest.policy(for: name).run.directory
      .flatMap { try? $0.expanded(in: environment) }
    let path = try converting({ LookupError.command(name, $0, group: group.name) }) {
      () throws(ProgramError) in
      try SearchPath.file(named: command.program, in: directory, environment, safety)
    }
    // It may be the file of an extension, too.
    try refuseAlias(name, path, group)
    return Extension(name: name, path: path, origin: .command, command: command)
  }

  private func refuseAlias(
    _ name: ExtensionName, _ path: FilePath, _ group: Group
  ) throws(LookupError) {
    let stricter = ExtensionAlias.stricter(
      name, at: path, group.name, in: group.directory, group.manifest, environment)
    if let stricter {
      throw .alias(
        name, of: stricter.name, stricter.keys, group: group.name,
        manifest: group.directory.appending(Manifest.fileName))
    }
  }

  /// Refuses a file that links lead to, in the folder of another group of the same root, or of one that
  /// is there by its path. Other groups aren't looked at.
  private func refuseGroupAlias(
    _ name: ExtensionName, _ path: FilePath, _ place: FilePath, _ group: Group
  ) throws(LookupError) {
    if place == path { return }
    let folder = place.parent
    guard let owner = ExtensionName(folder.lastComponent), owner != group.name else { return }
    let root = folder.parent
    let ownRoot = try safety.require(group.root, for: .lookup).place
    guard root == ownRoot || roots.contains(root) else { return }
    let holder = root == ownRoot ? group.root : root
    if GroupOwnership.isOwned(owner.text, in: [holder]),
      let other = try? ManifestFile(
        reading: holder.appending(owner.text).appending(Manifest.fileName)),
      let obstacle = GroupAlias.obstacle(
        name, at: place, of: group, in: Group(name: owner, root: holder, manifestFile: other))
    {
      throw obstacle
    }
  }

  /// The file of the extension `name` in the group's folder, and where it is behind all links, or nil if
  /// nothing there could be meant. Only where none has that very name others are looked for.
  ///
  /// - Parameter typed: what was typed for it. Where that is a file's name, no other file is meant.
  private func ownFile(
    of name: ExtensionName, called typed: ExtensionName, in group: Group
  ) throws(LookupError) -> (path: FilePath, place: FilePath)? {
    let (directory, manifest) = (group.directory, group.manifest)
    var found: [(path: FilePath, place: FilePath)] = []
    var obstacle: LookupError?
    if typed == name, !manifest.ignores(name) {
      do throws(LookupError) {
        if let own = try ownFile(at: directory.appending(name.text)) { return own }
      } catch {
        guard case .notExecutable = error else { throw error }
        obstacle = error
      }
    }
    let plain = typed == name ? nil : ExtensionFile.path(name, in: directory, manifest)
    let scripts = ExtensionFile.scripts(of: name, in: directory, manifest)
    for path in [plain].compactMap({ $0 }) + scripts {
      do throws(LookupError) {
        if let own = try ownFile(at: path) { found.append(own) }
      } catch {
        // Beside one that can be run it isn't what was meant.
        obstacle = obstacle ?? error
      }
    }
    if found.count > 1 { throw .severalFiles(name, found.map { $0.path }, group: group.name) }
    if found.isEmpty, let obstacle { throw obstacle }
    guard let own = found.first else { return nil }
    return typed == name || own.path.lastComponent.equals(typed.text) ? own : nil
  }

  /// The program on `PATH` that is the extension `name`, or nil. Only where none has that very name others are
  /// looked for.
  ///
  /// - Parameter typed: what was typed for it. Where that is a file's name, no other file is meant.
  private func program(
    of name: ExtensionName, called typed: ExtensionName, in group: Group, _ searchPath: SearchPath
  ) throws(LookupError) -> FilePath? {
    if typed == name, let path = searchPath.find("qli-\(group.name)-\(name)") { return path }
    let found = ExtensionFile.programs(of: name, group.name, searchPath)
    if found.count > 1 { throw .severalFiles(name, found, group: group.name) }
    let isMeant =
      typed == name || found.first?.lastComponent.equals("qli-\(group.name)-\(typed)") == true
    return isMeant ? found.first : nil
  }

  /// The file at `path`, and where it is behind all links; nil if it can't be an extension's.
  private func ownFile(
    at path: FilePath
  ) throws(LookupError) -> (path: FilePath, place: FilePath)? {
    let arrival: PathSafety.Arrival
    do throws(PathError) {
      arrival = try safety.walk(path, for: .file)
    } catch .unreadable(_, .notDirectory), .unreadable(_, .tooManyLinks) {
      if (try? FileStatus(notFollowing: path)) == nil { return nil }
      throw LookupError.danglingExtension(path)
    } catch {
      throw LookupError(error)
    }
    switch arrival {
    case .missing:
      if (try? FileStatus(notFollowing: path)) == nil { return nil }
      throw .danglingExtension(path)
    case .found(let place, let status):
      guard status.kind == .regular else { return nil }
      guard status.hasExecuteBit else { throw .notExecutable(path) }
      return (path, place)
    }
  }

  /// The group with the longest name that `qli-GROUP-EXTENSION` fits, if it isn't `group`.
  ///
  /// `qli-my-team-deploy` is `my-team deploy` where there is such a group, and then never
  /// `my team-deploy` under weaker guards.
  func longestOwner(
    of group: ExtensionName, _ name: String
  ) -> (ExtensionName, ExtensionName)? {
    DashedName.splits(of: "\(group)-\(name)", longerThan: group.text.utf8.count).first {
      GroupOwnership.isOwned($0.group.text, in: roots)
    }
  }
}
