/// What a run may write to, kept by the kernel: for its program, and for all that this starts.
final class Fence {
  let scope: WriteScope
  let rules: WriteRules
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
    let version = try Self.requireSupport()
    self.scope = scope
    temporaryRoot =
      scope.hasTemporaryFolder ? try Self.usableTemporaryRoot(environment, safety) : "/"
    do throws(Errno) {
      rules = try WriteRules(version)
      for place in scope.places { try rules.allow(place.path, isFolder: place.isFolder) }
    } catch {
      throw WriteRefusal(.rules(error))
    }
    if takesStreams { Self.allowStreams(rules) }
    Self.allowAlways(rules, environment, safety)
  }

  /// Whether one could be put up; nothing is made.
  static func check(
    _ scope: WriteScope, in environment: Environment, _ safety: PathSafety
  ) throws(WriteRefusal) {
    _ = try requireSupport()
    if scope.hasTemporaryFolder { _ = try usableTemporaryRoot(environment, safety) }
  }

  private static func requireSupport() throws(WriteRefusal) -> Int32 {
    do throws(WriteRules.Unsupported) {
      return try WriteRules.requireSupport()
    } catch {
      throw WriteRefusal(.unsupported(error))
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
      // A link, which a run with other rights may have put there, would open the fence to anything.
      guard (try? FileStatus(notFollowing: folder))?.kind == .directory,
        case .found(let place, _)? = try? safety.walk(folder, for: .passage)
      else { continue }
      try? rules.allow(place, isFolder: true)
    }
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

  /// qli's own: else none that is run inside could lock or record anything, and no service could make the
  /// socket that qli chooses for it.
  private static func ownFolders(_ environment: Environment) -> [FilePath] {
    var folders: [FilePath] = []
    if let state = XDGDirectories.stateFolder(in: environment) { folders.append(state) }
    // Its own parent is the session's to make.
    if let runtime = XDGDirectories.runtimeFolder(in: environment),
      (try? FileStatus(following: runtime.parent)) != nil
    {
      folders.append(runtime)
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

  // MARK: - The temporary folder

  /// Where it is to be made, with links followed.
  private static func usableTemporaryRoot(
    _ environment: Environment, _ safety: PathSafety
  ) throws(WriteRefusal) -> FilePath {
    let named = environment.nonEmpty("TMPDIR").map { FilePath($0) }
    let root = named.flatMap { $0.isAbsolute ? $0 : nil } ?? "/tmp"
    do throws(PathError) {
      guard case .found(let place, let status) = try safety.walk(root, for: .passage) else {
        throw .unreadable(root, .noSuchFile)
      }
      guard status.kind == .directory else { throw .unreadable(root, .notDirectory) }
      try converting({ PathError.unreadable(root, $0) }) { () throws(Errno) in
        try FileAccess.checkWriting(place)
      }
      return place
    } catch {
      switch error {
      case .unsafe(let unsafe): throw WriteRefusal(.unsafeTemporaryRoot(root, unsafe))
      case .unreadable(_, let error): throw WriteRefusal(.noTemporaryFolder(root, error))
      }
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
      throw WriteRefusal(.noTemporaryFolder(temporaryRoot, error))
    }
  }

  /// Leaves the temporary folder to another process.
  func letGo() { temporary = nil }

  /// Removes the temporary folder, with all in it.
  func close() {
    temporary?.remove()
    temporary = nil
  }
}
