/// What a run may write to, kept by the kernel: for its program, and for all that this starts.
final class Fence {
  /// What was asked for.
  let scope: WriteScope
  let rules: WriteRules
  /// What of it may really be written to: a fence around this one holds as well.
  let paths: [FilePath]
  /// Made by `open`.
  private(set) var temporary: OwnFolder?
  private let temporaryRoot: FilePath

  /// Makes the rules of `scope`, which hold from now on for these very folders and files, whatever is
  /// renamed.
  ///
  /// - Parameter takesStreams: whether its program gets qli's own standard streams.
  init(
    _ scope: WriteScope, takesStreams: Bool, in environment: Environment, _ safety: PathSafety
  ) throws(WriteRefusal) {
    try Self.requireSupport()
    self.scope = scope
    temporaryRoot = Self.temporaryRoot(in: environment)
    if scope.hasTemporaryFolder { try Self.checkTemporaryRoot(temporaryRoot, safety) }
    paths = Self.paths(of: scope, inside: OuterFence(environment))
    do throws(Errno) {
      rules = try WriteRules()
      for place in scope.places { try rules.allow(place.path, isFolder: place.isFolder) }
      if takesStreams { Self.allowStreams(rules) }
      Self.allowAlways(rules, environment, safety)
    } catch {
      throw WriteRefusal([.rules(error)])
    }
  }

  /// Whether one could be put up; nothing is made.
  static func check(
    _ scope: WriteScope, in environment: Environment, _ safety: PathSafety
  ) throws(WriteRefusal) {
    try requireSupport()
    guard scope.hasTemporaryFolder else { return }
    try checkTemporaryRoot(temporaryRoot(in: environment), safety)
  }

  private static func requireSupport() throws(WriteRefusal) {
    do throws(WriteRules.Unsupported) {
      try WriteRules.requireSupport()
    } catch {
      throw WriteRefusal([.unsupported(error)])
    }
  }

  // MARK: - What is allowed always

  private static let devices = ["null", "zero", "full", "random", "urandom", "tty"]

  /// What is needed to run at all, and costs nobody anything. What isn't there is left out.
  private static func allowAlways(
    _ rules: WriteRules, _ environment: Environment, _ safety: PathSafety
  ) {
    for name in devices { try? rules.allow(FilePath("/dev/\(name)"), isFolder: false) }
    for folder in ownFolders(environment) {
      try? Directory.create(folder)
      guard case .found(let place, let status)? = try? safety.walk(folder, for: .passage) else {
        continue
      }
      try? rules.allow(place, isFolder: status.kind == .directory)
    }
  }

  /// qli's own: else none that is run inside could lock or record anything, and no service could make the
  /// socket that qli chooses for it.
  private static func ownFolders(_ environment: Environment) -> [FilePath] {
    var folders: [FilePath] = []
    if let state = XDGDirectories.stateFolder(in: environment) { folders.append(state) }
    if let runtime = environment.nonEmpty("XDG_RUNTIME_DIR").map({ FilePath($0) }),
      runtime.isAbsolute, (try? FileStatus(following: runtime)) != nil
    {
      folders.append(runtime.appending("qli"))
    }
    return folders
  }

  /// Whether a file could be made at `path` in a fence of `scope`.
  static func allows(
    _ path: FilePath, _ scope: WriteScope, in environment: Environment, _ safety: PathSafety
  ) -> Bool {
    let place = { (path: FilePath) -> FilePath? in
      guard case .found(let place, _)? = try? safety.walk(path, for: .place) else { return nil }
      return place
    }
    // What isn't there is for others to say.
    guard let folder = place(path.parent) else { return true }
    let file = folder.appending(path.lastComponent)
    if scope.holds(WriteScope.Place(path: file, isFolder: false)) { return true }
    return ownFolders(environment).compactMap(place).contains { file.isInside($0) }
  }

  private static func allowStreams(_ rules: WriteRules) {
    for stream in [FileDescriptor.standardInput, .standardOutput, .standardError] {
      // What it may write to by its number it may open by `/dev/stderr`, too. A pipe has no rules.
      guard stream.isOpenForWriting, let kind = try? stream.status().kind,
        kind == .regular || kind == .device
      else { continue }
      try? rules.allow(stream, isFolder: false)
    }
  }

  // MARK: - The temporary folder

  private static func temporaryRoot(in environment: Environment) -> FilePath {
    guard let value = environment.nonEmpty("TMPDIR"), FilePath(value).isAbsolute else {
      return "/tmp"
    }
    return FilePath(value)
  }

  private static func checkTemporaryRoot(
    _ root: FilePath, _ safety: PathSafety
  ) throws(WriteRefusal) {
    do throws(PathError) {
      guard case .found = try safety.walk(root, for: .passage) else {
        throw .unreadable(root, .noSuchFile)
      }
    } catch {
      switch error {
      case .unsafe(let unsafe): throw WriteRefusal([.unsafe(root, unsafe)])
      case .unreadable(_, let error): throw WriteRefusal([.noTemporaryFolder(root, error)])
      }
    }
    do throws(Errno) { try FileAccess.checkWriting(root) } catch {
      throw WriteRefusal([.noTemporaryFolder(root, error)])
    }
  }

  /// Makes the temporary folder, if it has one.
  ///
  /// - Parameter name: what the name of the folder begins with.
  func open(_ name: String) throws(WriteRefusal) {
    guard scope.hasTemporaryFolder, temporary == nil else { return }
    do throws(Errno) {
      let folder = try OwnFolder(in: temporaryRoot, name)
      temporary = folder
      try rules.allow(folder.path, isFolder: true)
    } catch {
      close()
      throw WriteRefusal([.noTemporaryFolder(temporaryRoot, error)])
    }
  }

  /// Leaves the temporary folder to another process.
  func letGo() { temporary = nil }

  /// Removes the temporary folder, with all in it.
  func close() {
    temporary?.remove()
    temporary = nil
  }

  // MARK: - What the program is told

  /// What may really be written to, with the temporary folder.
  var pathsWithTemporary: [FilePath] { paths + (temporary.map { [$0.path] } ?? []) }

  /// What of `scope` may be written to in a fence around it.
  static func paths(of scope: WriteScope, inside outer: OuterFence?) -> [FilePath] {
    let own = scope.paths
    guard let outer else { return own }
    var paths: [FilePath] = []
    func add(_ path: FilePath) { if !paths.contains(path) { paths.append(path) } }
    for path in own {
      if outer.paths.contains(where: { path == $0 || path.isInside($0) }) { add(path) }
      for other in outer.paths where other.isInside(path) { add(other) }
    }
    return paths
  }
}

/// The fence of a run that this qli runs in: the kernel keeps it for all that is started here.
struct OuterFence {
  let paths: [FilePath]

  /// Returns nil where there is none. The variable alone says nothing: a fence brings no_new_privs.
  init?(_ environment: Environment) {
    guard RunDepth(environment).number > 1, let text = environment["QLI_WRITE"],
      ProcessID.hasNoNewPrivileges
    else { return nil }
    paths = text.parts(separatedBy: .lineFeed).filter { !$0.isEmpty }.map { FilePath($0) }
  }

  /// The variable's value: a line for each path.
  var text: ByteString { Self.text(paths) }

  static func text(_ paths: [FilePath]) -> ByteString {
    var text: ByteString = ""
    for path in paths {
      if !text.isEmpty { text.append("\n") }
      text.append(path.string)
    }
    return text
  }
}
