import Foundation
import Glibc

/// A fresh folder with an XDG tree of its own, removed at the end of its life. Set `QLI_TEST_KEEP`
/// to keep it.
///
/// `$BIN` is the first folder on PATH. It holds a link to the helper, so that scripts can say
/// `probe group`.
///
/// Paths may be given as `$HOME/…` and the like (see `path`); relative ones lie in `$WORK`, where
/// the runs start.
public final class TestHome: Sendable {
  /// The absolute path of the whole: `$ROOT`.
  public var root: String { folder.path }
  /// The environment of the runs. `SWIFT_BACKTRACE` keeps a debug build's runtime from handling
  /// SIGQUIT, which a release build leaves alone.
  public let variables: [String: String]
  let substitutions: Substitutions
  private let folder: TemporaryFolder

  /// Where the homes are: beside what was built, unless somebody else could change what lies there,
  /// such as where a checkout belongs to another user; qli would run nothing of it.
  private static let base: String = {
    var folder = Products.directory
    while !folder.isEmpty {
      var status = stat()
      guard lstat(folder, &status) == 0 else { break }
      let isOwn = status.st_uid == 0 || status.st_uid == geteuid()
      let isOpen = status.st_mode & 0o022 != 0 && status.st_mode & 0o1000 == 0
      if !isOwn || isOpen { return "/tmp/qli-test-homes-\(geteuid())" }
      folder = String(folder[..<(folder.lastIndex(of: "/") ?? folder.startIndex)])
    }
    return "\(Products.directory)/test-homes"
  }()

  /// What qli says to type where HOME is missing.
  public static var settingHome: String {
    let home = getpwuid(getuid()).map { String(cString: $0.pointee.pw_dir) }
    return "export HOME=\(home ?? "/the/path/of/your/home")"
  }

  /// Where a group lies: in the user's root or in the only system root.
  public enum Root: Sendable {
    case user, system
  }

  /// Makes the folders.
  public init() throws {
    folder = try TemporaryFolder(in: Self.base, prefix: "")
    let root = folder.path
    let places = [
      (name: "HOME", path: "\(root)/home"), (name: "DATA", path: "\(root)/data"),
      (name: "SYSTEM", path: "\(root)/system"), (name: "STATE", path: "\(root)/state"),
      (name: "CONFIG", path: "\(root)/config"), (name: "RUNTIME", path: "\(root)/runtime"),
      (name: "BIN", path: "\(root)/bin"), (name: "WORK", path: "\(root)/work"),
    ]
    substitutions = Substitutions(
      places: places + [
        (name: "ROOT", path: root), (name: "QLI", path: Products.qli),
        (name: "PROBE", path: Products.probe),
      ])
    variables = [
      "HOME": "\(root)/home", "XDG_DATA_HOME": "\(root)/data", "XDG_DATA_DIRS": "\(root)/system",
      "XDG_STATE_HOME": "\(root)/state", "XDG_CONFIG_HOME": "\(root)/config",
      "XDG_RUNTIME_DIR": "\(root)/runtime",
      "PATH": (["\(root)/bin"] + Tools.searchPath).joined(separator: ":"),
      "SWIFT_BACKTRACE": "enable=no",
    ]
    for place in places {
      try checked(mkdir(place.path, 0o755), "mkdir '\(place.path)'")
      // Whatever the umask is.
      try checked(Glibc.chmod(place.path, place.name == "RUNTIME" ? 0o700 : 0o755), "chmod")
    }
    try checked(symlink(Products.probe, "\(root)/bin/probe"), "symlink")
  }

  /// The real path of `$NAME/…`, of an absolute or of a relative path (in `$WORK`). The names are
  /// ROOT, HOME, DATA, SYSTEM, STATE, CONFIG, RUNTIME, BIN, WORK, and for the programs QLI and
  /// PROBE.
  public func path(_ path: String) -> String {
    let expanded = substitutions.expand(path)
    return expanded.hasPrefix("/") ? expanded : "\(root)/work/\(expanded)"
  }

  /// A text with the real paths in place of `$HOME` and the like; `$$HOME` stays a literal `$HOME`.
  public func expand(_ text: String) -> String { substitutions.expand(text) }

  /// A text with `$HOME` and the like in place of the real paths.
  public func collapse(_ text: String) -> String { substitutions.collapse(text) }

  /// A run of qli with these arguments (`String` or `[UInt8]`).
  public func qli(_ arguments: any ByteText...) -> QliRun {
    QliRun(self, program: Products.qli).arguments(arguments)
  }

  /// A run of another program, by its absolute path, in the same circumstances.
  public func program(_ path: String, _ arguments: any ByteText...) -> QliRun {
    QliRun(self, program: path).arguments(arguments)
  }
}
