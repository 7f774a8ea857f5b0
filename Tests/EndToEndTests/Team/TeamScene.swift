import Foundation
import Glibc
import TestSupport
import Testing

/// A machine with the users `alice` and `bob`, who are in the group `ops`, and `carol`, who isn't. `/etc`,
/// `/home`, `/usr/local/bin`, `/usr/local/share` and `/var/log` are the test's own, in a mount namespace.
struct TeamScene {
  /// What is typed here is what qli-team(7) shows.
  let page: FleetPage
  private let folder: TemporaryFolder
  private let home: TestHome
  private static let places = [
    ("etc", "/etc"), ("homes", "/home"), ("bin", "/usr/local/bin"), ("share", "/usr/local/share"),
    ("log", "/var/log"),
  ]

  init() throws {
    page = try FleetPage("qli-team.7")
    folder = try TemporaryFolder()
    home = try TestHome()
    chmod(folder.path, 0o755)
    for name in Self.places.map({ $0.0 }) + ["work"] {
      try FileManager.default.createDirectory(
        atPath: path(name), withIntermediateDirectories: false)
      chmod(path(name), 0o755)
    }
    // Where a script can say that it ran, whoever runs it.
    chmod(path("work"), 0o1777)
    try expect(home.program("/bin/cp", "-a", "/etc/.", path("etc")))
    for (program, name) in [(Products.qli, "qli"), (Products.probe, "probe")] {
      let real = URL(fileURLWithPath: program).resolvingSymlinksInPath().path
      try FileManager.default.copyItem(atPath: real, toPath: path("bin/\(name)"))
      try WrittenFile.settle(path("bin/\(name)"))
      chmod(path("bin/\(name)"), 0o755)
    }
    try expect(root("mkdir -p /home/me && for u in alice bob carol; do useradd -m $u; done"))
    try expect(root(page.display("groupadd -f ops")))
  }

  /// A path of the test's own folder: `log/qli-ops` is `/var/log/qli-ops`.
  func path(_ name: String) -> String { "\(folder.path)/\(name)" }

  func text(_ name: String) throws -> String {
    try String(contentsOfFile: path(name), encoding: .utf8)
  }

  func exists(_ name: String) -> Bool { access(path(name), F_OK) == 0 }

  /// The names of a folder's files.
  func entries(_ name: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path(name))
  }

  /// The mode of a file, and whose it is, by the names in the test's own `/etc`.
  func owner(_ name: String) throws -> String {
    let shown = try root("stat -c '%a %U:%G' '\(path(name))'").run().stdout
    return String(shown.dropLast())
  }

  // MARK: - What is typed

  /// What root types at a shell.
  func root(_ lines: String) -> QliRun { typed(lines, as: []) }

  /// What a user types at one, without more in the environment than a login or cron gives.
  func user(_ name: String, _ lines: String) -> QliRun {
    typed(
      lines,
      as: ["/usr/bin/setpriv", "--reuid=\(name)", "--regid=\(name)", "--init-groups"],
      home: "/home/\(name)")
  }

  private func typed(_ lines: String, as user: [String], home place: String = "/home/me")
    -> QliRun
  {
    let mounts = Self.places.map { "mount --bind '\(path($0.0))' \($0.1)" }
    let script = (mounts + ["cd '\(path("work"))'", "exec \"$@\""]).joined(separator: " && ")
    return home.program("/bin/sh", "-ec", lines)
      .unset(
        "XDG_DATA_HOME", "XDG_DATA_DIRS", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR"
      )
      .environment([
        "HOME": place, "PATH": "/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
      ])
      .wrapped(["/usr/bin/unshare", "--mount", "/bin/sh", "-c", script, "sh"] + user)
  }

  /// Expects it to end with 0.
  func expect(_ run: QliRun, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let outcome = try run.run(sourceLocation: sourceLocation)
    try #require(outcome.ending == .exited(0), "\(outcome)", sourceLocation: sourceLocation)
  }

  // MARK: - The group

  private static let group = "share/qli/extensions/ops"

  /// The group `ops`, made as the page shows it, with the scripts `deploy` and `restart`, and this manifest.
  func makeGroup(_ manifest: String? = nil) throws {
    try script("deploy", "echo deployed $* by $(id -un)")
    try script("restart", "echo restarted $* by $(id -un)")
    try expect(root(page.display("qli new --system ops")).umask(0o077))
    try expect(root("install -m 755 restart /usr/local/share/qli/extensions/ops/restart"))
    if let manifest {
      try file("\(Self.group)/_manifest.toml", manifest)
    }
  }

  /// The manifest with the one log, and more lines.
  func manifest(_ lines: String = "") throws -> String {
    try page.display("audit_log_mode = ") + lines
  }

  /// A script in root's folder, or in the group.
  func script(_ name: String, _ body: String, inGroup: Bool = false) throws {
    try file(
      inGroup ? "\(Self.group)/\(name)" : "work/\(name)", "#!/bin/sh\n\(body)\n", mode: 0o755)
  }

  func file(_ name: String, _ text: String, mode: mode_t = 0o644) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: path(name)))
    try WrittenFile.settle(path(name))
    chmod(path(name), mode)
  }

  /// The records of the one log.
  func records() throws -> [JSON] {
    try text("log/qli-ops/ops.jsonl").split(separator: "\n").map { try JSON.parse(String($0)) }
  }
}

extension Trait where Self == ConditionTrait {
  /// A machine's users can be made and played.
  static var requireTeam: Self {
    .enabled(
      if: geteuid() == 0 && Tools.path("setpriv") != nil && Tools.path("unshare") != nil
        && FileManager.default.isExecutableFile(atPath: "/usr/sbin/useradd"),
      "needs root, 'setpriv', 'unshare' and 'useradd'")
  }

  static var requireLogrotate: Self {
    .enabled(
      if: FileManager.default.isExecutableFile(atPath: "/usr/sbin/logrotate"), "needs 'logrotate'")
  }
}
