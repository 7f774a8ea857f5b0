/// A group that is begun: in a folder of its own, or in one that is there.
struct NewGroup {
  let name: ExtensionName
  /// Whether its guards are on.
  let isGuarded: Bool
  /// Whether it is for everybody on this machine.
  let isOfSystem: Bool
  /// The folder that becomes the group, as it was typed; nil for one of its own.
  let source: ByteString?

  /// Where it lies.
  private struct Place {
    /// The folder that holds the manifest.
    let folder: FilePath
    /// The link to that in the root, if it lies elsewhere.
    let link: FilePath?
    /// Whether the folder was there.
    let wasThere: Bool
    let hasManifest: Bool

    var manifest: FilePath { folder.appending(Manifest.fileName) }
  }

  /// Writes its manifest where it has none, and links its folder into the root where it lies elsewhere.
  /// Nothing that is there is changed but a link of its name that leads nowhere.
  func make(_ context: RunContext) throws(NewCommand.Failure) -> ExitStatus {
    let root = try root(context.environment)
    let place = try place(in: root, context)
    try require(place, in: root, context)
    try write(place, root, context)
    if BuiltIn.reserves(name.text) {
      context.console.warn(
        ErrorReport(
          "group '\(name)' is called like a command of qli's",
          help: ["run its extensions so: \(BuiltIn.line(for: name)) EXTENSION"]))
    }
    let first = rival(root, context.environment)
    if let first { warn(of: first, context) }
    let lines = Lines(columns: context.console.output.columns)
    var text = "\(place.hasManifest ? "kept" : "wrote") \(Visible.text(place.manifest))\n"
    if let link = place.link {
      let line = "linked \(Visible.text(link)) to \(Visible.text(place.folder))"
      text += lines.text(line) + "\n"
    }
    // Where another group comes first, its name leads there.
    let hello = first == nil ? "qli new \(name) hello" : "cd \(Wording.shellQuoted(place.folder))"
    guard place.wasThere else { return NewCommand.tell(text, next: hello, context) }
    let manifest = try? ManifestFile(reading: place.manifest).manifest
    let report = FolderReport(place.folder, manifest)
    text += report.text(lines)
    let hasExtensions = !report.extensions.isEmpty
    return NewCommand.tell(
      text, next: hasExtensions && first == nil ? "qli list \(name)" : hello, context)
  }

  /// What this user has of that name, which comes before a group for everybody.
  private func rival(_ root: FilePath, _ environment: Environment) -> FilePath? {
    XDGDirectories.extensionRoots(in: environment).prefix { $0 != root }
      .first { isOfSystem && GroupOwnership.isOwned(name.text, in: [$0]) }?.appending(name.text)
  }

  private func warn(of first: FilePath, _ context: RunContext) {
    let what = isDead(first) ? "a link that leads nowhere" : "a group '\(name)', too"
    context.console.warn(
      ErrorReport(
        "'\(Visible.text(first))' is \(what), and comes first where that is looked at"))
  }

  /// The root that it is of: the user's own, or the first of the system's.
  private func root(_ environment: Environment) throws(NewCommand.Failure) -> FilePath {
    if isOfSystem { return try systemRoot(environment) }
    guard let home = XDGDirectories.value(of: "XDG_DATA_HOME", in: environment) else {
      let reason = Remedy.reasonForNoOwnGroups(in: environment) ?? "HOME isn't set"
      throw NewCommand.Failure(
        "a group of your own has no place: \(reason)", help: [Remedy.settingHome], .qliFailed)
    }
    return XDGDirectories.extensionRoot(in: FilePath(home))
  }

  private func systemRoot(_ environment: Environment) throws(NewCommand.Failure) -> FilePath {
    let from = source.map { " --from \(Wording.shellQuoted($0.lossyText))" } ?? ""
    let line = "qli new --system \(isGuarded ? "--guarded " : "")\(name)\(from)"
    guard Host.effectiveUserID == 0 else {
      throw NewCommand.Failure(
        "a group for everybody is root's, so that nobody else can change what others run",
        help: ["sudo \(line)"], .usage)
    }
    var entries = XDGDirectories.dataDirectoryEntries(in: environment).makeIterator()
    while let entry = entries.next() {
      if FilePath(entry).isAbsolute { return XDGDirectories.extensionRoot(in: FilePath(entry)) }
    }
    throw NewCommand.Failure(
      "a group for everybody has no place: XDG_DATA_DIRS names no absolute path",
      help: [Remedy.without("XDG_DATA_DIRS", line)], .qliFailed)
  }

  /// Where it is going to lie, where nothing is in the way.
  private func place(
    in root: FilePath, _ context: RunContext
  ) throws(NewCommand.Failure) -> Place {
    let own = root.appending(name.text)
    let roots = XDGDirectories.extensionRoots(in: context.environment)
    // What is for everybody is so beside a group of this user's own.
    for root in roots.drop(while: { isOfSystem && $0 != root })
    where isThere(root.appending(name.text)) && !isFolderAlone(in: root) {
      let path = root.appending(name.text)
      if isDead(path) {
        if source != nil, path == own { continue }
        throw NewCommand.Failure(
          "'\(Visible.text(path))' is already there, and is a link that leads nowhere",
          help: [Remedy.linkingAnew(path)], .usage)
      }
      guard path == own || isOfSystem else { throw .foreign(name, path, source) }
      // The same typed again has nothing left to do.
      if let source {
        let folder = try folder(source)
        if path == own, let place = try? own.resolved() {
          if place == folder { continue }
          throw .taken(name, own, place, by: folder)
        }
      }
      throw .present("group '\(name)'", path, in: name)
    }
    guard let source else {
      return Place(folder: own, link: nil, wasThere: isThere(own), hasManifest: false)
    }
    let folder = try folder(source)
    let isOwn = (try? own.resolved()) == folder
    if !isOwn, isThere(own), !isDead(own) {
      throw NewCommand.Failure(
        "'\(Visible.text(own))' is already there, and is another folder",
        help: [
          "make that one the group: qli new \(name)",
          "or take another name: qli new NAME --from "
            + Wording.shellQuoted(folder),
        ], .usage)
    }
    let place = Place(
      folder: folder, link: isOwn ? nil : own, wasThere: true,
      hasManifest: isThere(folder.appending(Manifest.fileName)))
    // Whoever asks for guards isn't to get a group without.
    if place.hasManifest, isGuarded {
      throw NewCommand.Failure(
        "'--guarded' is for a new manifest, and '\(Visible.text(place.manifest))' is already there",
        help: ["take it as it is: qli new \(name) --from \(Wording.shellQuoted(folder))"], .usage)
    }
    if isOfSystem { try requireOpen(place) }
    return place
  }

  /// Refuses what is to be for everybody where others can't look into the folder.
  private func requireOpen(_ place: Place) throws(NewCommand.Failure) {
    if place.hasManifest { try requireOpen(place.manifest, 0o004) }
    var path = place.folder
    try requireOpen(path, 0o005)
    while path != "/" {
      path = path.parent
      try requireOpen(path, 0o001)
    }
  }

  private func requireOpen(_ path: FilePath, _ bits: UInt32) throws(NewCommand.Failure) {
    guard let status = try? FileStatus(following: path), status.permissions & bits != bits else {
      return
    }
    let letters = bits == 0o001 ? "x" : bits == 0o004 ? "r" : "rx"
    throw NewCommand.Failure(
      "a group for everybody has to be read by all, and '\(Visible.text(path))' keeps others out",
      help: ["chmod o+\(letters) \(Wording.shellQuoted(path))"], .qliFailed)
  }

  private func isThere(_ path: FilePath) -> Bool { (try? FileStatus(notFollowing: path)) != nil }

  /// Whether a link is there that leads nowhere, as to a checkout that was moved.
  private func isDead(_ path: FilePath) -> Bool {
    guard isThere(path) else { return false }
    do throws(Errno) {
      _ = try FileStatus(following: path)
      return false
    } catch {
      return error == .noSuchFile
    }
  }

  /// Whether `root` has a folder of that name which is no group for want of a manifest.
  private func isFolderAlone(in root: FilePath) -> Bool {
    (try? FileStatus(following: root.appending(name.text)))?.kind == .directory
      && !GroupOwnership.isOwned(name.text, in: [root])
  }

  /// The folder that was typed, without links: they may be exchanged.
  private func folder(_ typed: ByteString) throws(NewCommand.Failure) -> FilePath {
    let place = "'\(Visible.text(typed))'"
    do throws(Errno) {
      let folder = try FilePath(typed).resolved()
      if try FileStatus(following: folder).kind == .directory { return folder }
    } catch {
      let isHome = typed.hasPrefix("~")
      throw NewCommand.Failure(
        "cannot look at \(place): \(error)",
        help: isHome ? ["let the shell replace the '~': --from ~/..."] : [], .usage)
    }
    throw NewCommand.Failure(
      "\(place) isn't a folder", help: ["name the folder that it is in"], .usage)
  }

  /// A group that somebody else could change, or one of root's below another user's home, which that user
  /// could then not write to, would never run; and neither would one whose manifest is broken.
  private func require(
    _ place: Place, in root: FilePath, _ context: RunContext
  ) throws(NewCommand.Failure) {
    try converting({ NewCommand.Failure($0, context) }) { () throws(LookupError) in
      try context.safety.requireNothingPlanted(in: place.link == nil ? place.folder : root)
      guard place.wasThere else { return }
      try context.safety.require(place.folder, for: .lookup)
      if !place.hasManifest { return }
      try context.safety.require(place.manifest)
      _ = try converting(LookupError.manifest) { () throws(ManifestError) in
        try ManifestFile(reading: place.manifest)
      }
    }
  }

  private func write(
    _ place: Place, _ root: FilePath, _ context: RunContext
  ) throws(NewCommand.Failure) {
    // First, so that whatever fails no manifest has to be taken away, which others may have found by now.
    if let link = place.link {
      try converting(NewCommand.Failure.writing(link)) { () throws(Errno) in
        try Directory.create(root, isPublic: isOfSystem)
        if isDead(link) { try FileReplacement.remove(link) }
        try link.link(to: place.folder)
      }
    }
    if place.hasManifest { return }
    let text = ManifestTemplate.text(name, isGuarded: isGuarded)
    do throws(Errno) {
      if !place.wasThere { try Directory.create(place.folder, isPublic: isOfSystem) }
      try FileReplacement.create(Array(text.utf8), at: place.manifest, mode: 0o644)
    } catch {
      if let link = place.link { try? FileReplacement.remove(link) }
      throw NewCommand.Failure.writing(place.manifest)(error)
    }
  }
}
