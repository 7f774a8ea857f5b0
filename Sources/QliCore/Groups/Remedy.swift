/// What to type where a variable of the environment is missing or wrong, in bash, zsh, fish or any
/// POSIX shell.
enum Remedy {
  /// Sets the variable `name`; without a `value`, one that whoever reads it has to know: typed as it
  /// stands, no shell takes it, and nothing is set.
  static func setting(_ name: String, to value: String? = nil) -> String {
    "export \(name)=\(value.map { Wording.shellQuoted($0) } ?? "<value>")"
  }

  /// Runs `line` without the variable `name`.
  static func without(_ name: String, _ line: String) -> String { "env -u \(name) \(line)" }

  /// Sets HOME, which says where the XDG folders are where nothing else does.
  static var settingHome: String {
    let home = Accounts.home(of: Host.userID) ?? "/the/path/of/your/home"
    return "export HOME=\(Wording.shellQuoted(home))"
  }

  /// Why it isn't known where a user's own groups are, so that only the system's are found; nil where it is.
  static func reasonForNoOwnGroups(in environment: Environment) -> String? {
    if XDGDirectories.value(of: "XDG_DATA_HOME", in: environment) != nil { return nil }
    return environment.nonEmpty("HOME").map { "HOME is relative: '\(Visible.text($0))'" }
      ?? "HOME isn't set"
  }

  /// Links the link at `path`, whose folder was moved, to where it is now; whoever reads it has to know where.
  static func linkingAnew(_ path: FilePath) -> String {
    "link it to where the folder is now: \(sudo(for: path.parent))ln -sfn <folder> "
      + Wording.shellQuoted(path)
  }

  /// Makes this user one of the group `id`; nil where either has no name.
  static func joining(_ id: UInt32) -> String? {
    guard let group = Accounts.groupName(of: id),
      let user = Accounts.userName(of: Host.effectiveUserID)
    else { return nil }
    return "join it, and log in again: sudo usermod -a -G \(Wording.shellQuoted(group)) "
      + Wording.shellQuoted(user)
  }

  /// The same for the group that is let into the folder which keeps this user from the file at `path`; nil where
  /// none is.
  static func joiningGroup(of path: FilePath) -> String? {
    var place = path
    while place != "/", (try? FileStatus(following: place)) == nil { place = place.parent }
    guard place != path.parent, let status = try? FileStatus(following: place),
      status.kind == .directory, status.permissions & 0o010 != 0, status.group != 0,
      status.owner != Host.effectiveUserID, !Host.isInGroup(status.group),
      (try? FileAccess.checkEntering(place)) == nil,
      let name = Accounts.groupName(of: status.group), let line = joining(status.group)
    else { return nil }
    return
      "the group '\(Visible.text(name))' is let into '\(Visible.text(place))', and you aren't in it; \(line)"
  }

  /// Lets a script say what it is written in.
  static func beginning(with language: String) -> String {
    "let it begin so: #!/usr/bin/env \(language)"
  }

  /// What stands before a command that changes what is at `path`, where only its owner may.
  static func sudo(for path: FilePath) -> String {
    let owner = (try? FileStatus(following: path))?.owner
    let isOwn = Host.effectiveUserID == 0 || owner == Host.effectiveUserID
    return isOwn ? "" : "sudo "
  }

  /// Lets everybody read the folder at `path`, or its owner where that is this user; where another one on the way
  /// keeps them out, that one.
  static func opening(_ path: FilePath) -> String {
    opening(closed: closedFolder(to: path) ?? path)
  }

  /// Lets this user read the file at `path`, or the folder on the way that keeps them out.
  ///
  /// - Parameter isExecuted: whether it is executed as well.
  static func reading(_ path: FilePath, andExecuting isExecuted: Bool = false) -> String {
    closedFolder(to: path).map { opening(closed: $0) }
      ?? opening(closed: path, isExecuted ? "rx" : "r")
  }

  private static func opening(closed folder: FilePath, _ letters: String = "rx") -> String {
    if isInForeignHome(folder) { return "HOME is another user's; for your own: \(settingHome)" }
    let isOwn = (try? FileStatus(following: folder))?.owner == Host.effectiveUserID
    let line = isOwn ? "chmod u+\(letters)" : "sudo chmod o+\(letters)"
    return "\(line) \(Wording.shellQuoted(folder))"
  }

  /// Whether it is HOME, or lies in it, and that is the home of another user, which is opened for nobody; and this
  /// one has one, too.
  private static func isInForeignHome(_ folder: FilePath) -> Bool {
    guard let home = Environment.current.nonEmpty("HOME").map({ FilePath($0) }),
      folder.isWithin(home), let status = try? FileStatus(following: home),
      status.owner != Host.effectiveUserID, Accounts.home(of: status.owner) == home,
      let own = Accounts.home(of: Host.userID)
    else { return false }
    return FileAccess.mayBeThere(own)
  }

  /// Lets the file at `path` be executed; where it is of a git checkout, what that takes if nothing is committed
  /// there.
  static func makingExecutable(_ path: FilePath) -> [String] {
    let line = "\(sudo(for: path))chmod +x \(Wording.shellQuoted(path))"
    guard isInCheckout(path) else { return [line] }
    return [
      "if this git checkout is only pulled, do it where the script is written, and commit it: here it stops "
        + "the next pull",
      "or, where nothing is pulled: \(line)",
    ]
  }

  /// Whether the folder of the file at `path` is a checkout's own, or one or two below that.
  private static func isInCheckout(_ path: FilePath) -> Bool {
    guard let folder = try? path.parent.resolved() else { return false }
    return [folder, folder.parent, folder.parent.parent].contains { folder in
      folder != "/" && FileAccess.mayBeThere(folder.appending(".git"))
    }
  }

  /// The first folder on the way to `path` that can't be entered.
  private static func closedFolder(to path: FilePath) -> FilePath? {
    var closed: FilePath?
    var folder = path
    while folder != "/" {
      folder = folder.parent
      if (try? FileAccess.checkEntering(folder)) == nil { closed = folder }
    }
    return closed
  }
}
