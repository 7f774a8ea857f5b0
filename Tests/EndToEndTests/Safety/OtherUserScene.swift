import Foundation
import Glibc
import TestSupport
import Testing

/// A victim who runs qli, and an attacker who has an account on the same machine: both are other users
/// than root, who arranges it all.
///
/// The tree is `$D/a/data/qli/extensions/g`, all of it the victim's, in a folder that root has made.
struct OtherUserScene {
  /// The user who runs qli; the number of their own group as well.
  static let victim: uid_t = 71_001
  static let attacker: uid_t = 71_002
  /// A group that the victim is in, with others.
  static let team: gid_t = 72_001
  /// A group that the victim isn't in.
  static let strangers: gid_t = 72_002

  private let folder: TemporaryFolder
  private let home: TestHome

  init() throws {
    folder = try TemporaryFolder()
    home = try TestHome()
    chmod(folder.path, 0o755)
    try copy(Products.qli, to: "qli", mode: 0o755)
    // Where a script can say that it ran, whoever runs it.
    try makeFolder("marks", owner: 0, mode: 0o1777)
    for name in [
      "a", "a/home", "a/data", "a/data/qli", "a/data/qli/extensions", "a/data/qli/extensions/g",
      "a/state",
    ] { try makeFolder(name) }
    try makeGroup()
    try makeScript("a/data/qli/extensions/g/e", "echo ran as $(id -u)")
  }

  func path(_ name: String) -> String { "\(folder.path)/\(name)" }

  /// The group's manifest, with more lines.
  func makeGroup(_ lines: String = "") throws {
    try makeFile(
      "a/data/qli/extensions/g/_manifest.toml",
      "schema_version = 1\ndescription = 'g'\n\(lines)\n", mode: 0o644)
  }

  func makeFolder(_ name: String, owner: uid_t = victim, mode: mode_t = 0o755) throws {
    try FileManager.default.createDirectory(
      atPath: path(name), withIntermediateDirectories: false)
    try set(name, owner: owner, mode: mode)
  }

  func makeFile(
    _ name: String, _ text: String, owner: uid_t = victim, mode: mode_t = 0o644
  ) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: path(name)))
    try WrittenFile.settle(path(name))
    try set(name, owner: owner, mode: mode)
  }

  /// A program that does `body`.
  func makeScript(
    _ name: String, _ body: String, interpreter: String = "/bin/sh", owner: uid_t = victim
  ) throws {
    try makeFile(name, "#!\(interpreter)\n\(body)\n", owner: owner, mode: 0o755)
  }

  /// What the attacker would like to be run.
  func makeTrap(_ name: String) throws {
    try makeScript(name, ": >\(path("marks/trap"))", owner: Self.attacker)
  }

  /// A copy of a program, which belongs to root. Not of a link to it, which would still be it.
  func copy(_ program: String, to name: String, mode: mode_t) throws {
    let real = URL(fileURLWithPath: program).resolvingSymlinksInPath().path
    try FileManager.default.copyItem(atPath: real, toPath: path(name))
    try WrittenFile.settle(path(name))
    try set(name, owner: 0, mode: mode)
  }

  func makeLink(_ name: String, to target: String, owner: uid_t = victim) throws {
    try FileManager.default.createSymbolicLink(atPath: path(name), withDestinationPath: target)
    try require(lchown(path(name), owner, gid_t(owner)) == 0, "lchown", name)
  }

  func move(_ name: String, to other: String) throws {
    try require(rename(path(name), path(other)) == 0, "rename", name)
  }

  /// Changes who owns something, and who may do what with it. Never what a link leads to: that may be
  /// the machine's own.
  func set(
    _ name: String, owner: uid_t? = nil, group: gid_t? = nil, mode: mode_t? = nil
  ) throws {
    if owner != nil || group != nil {
      let group = group ?? owner.map { gid_t($0) } ?? gid_t.max
      try require(lchown(path(name), owner ?? uid_t.max, group) == 0, "lchown", name)
    }
    guard let mode else { return }
    try require(
      fchmodat(AT_FDCWD, path(name), mode, AT_SYMLINK_NOFOLLOW) == 0, "chmod", name)
  }

  private func require(_ isDone: Bool, _ call: String, _ name: String) throws {
    if !isDone { throw HarnessError("cannot \(call) '\(name)'") }
  }

  func text(_ name: String) throws -> String {
    try String(contentsOfFile: path(name), encoding: .utf8)
  }

  /// qli, as the victim or another user runs it.
  ///
  /// - Parameter group: their main group, or nil for that of their number.
  func qli(
    _ words: String..., as user: uid_t = victim, group: gid_t? = nil,
    environment: [String: String] = [:]
  ) -> QliRun {
    var variables = [
      "HOME": path("a/home"), "XDG_DATA_HOME": path("a/data"), "XDG_STATE_HOME": path("a/state"),
      "XDG_DATA_DIRS": path("system"), "PATH": "/usr/bin:/bin",
    ]
    variables.merge(environment) { $1 }
    return home.program(path("qli")).arguments(words).environment(variables)
      .wrapped([
        "/usr/bin/setpriv", "--reuid=\(user)", "--regid=\(group ?? user)", "--groups=\(Self.team)",
      ])
  }

  /// Expects that `g e` runs as the victim, and that nothing is said against it.
  func expectRun(
    environment: [String: String] = [:], sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try qli("g", "e", environment: environment)
      .expect(stdout: "ran as \(Self.victim)\n", sourceLocation: sourceLocation)
    let explained = try qli("explain", "g", "e", environment: environment).run()
    #expect(explained.ending == .exited(0), "\(explained.stderr)", sourceLocation: sourceLocation)
    let doctor = try qli("doctor", environment: environment).run()
    #expect(
      !doctor.stdout.contains("unsafe"), "\(doctor.stdout)", sourceLocation: sourceLocation)
  }

  /// Expects that a run of `g e` is refused with `code` because of what is at `place`, that `explain`
  /// and `doctor` know it, and that the help, typed by root, mends it.
  func expectRefusal(
    _ place: String, code: Int32 = 125, environment: [String: String] = [:], isMended: Bool = true,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let run = try qli("g", "e", environment: environment).run()
    #expect(
      run.ending == .exited(code) && run.stdout.isEmpty, "\(run)", sourceLocation: sourceLocation)
    #expect(
      run.stderr.contains("unsafe: ") && run.stderr.contains("'\(path(place))'"), "\(run.stderr)",
      sourceLocation: sourceLocation)
    let explained = try qli("explain", "g", "e", environment: environment).run()
    #expect(
      explained.ending == .exited(code), "\(explained.stdout)\(explained.stderr)",
      sourceLocation: sourceLocation)
    let doctor = try qli("doctor", environment: environment).run()
    #expect(
      doctor.ending == .exited(1) && doctor.stdout.contains("unsafe"), "\(doctor.stdout)",
      sourceLocation: sourceLocation)
    #expect(access(path("marks/trap"), F_OK) != 0, "the attacker's file ran")
    guard isMended else { return }
    try mend(run.stderr)
    let mended = try qli("g", "e", environment: environment).run()
    #expect(
      mended.ending == .exited(0) && mended.stdout == "ran as \(Self.victim)\n",
      "after the help: \(mended.stderr)", sourceLocation: sourceLocation)
  }

  /// Lets the attacker write to something, by an access list alone.
  ///
  /// - Returns: whether the file system keeps such lists.
  func setAccessList(_ name: String) throws -> Bool {
    // See linux/posix_acl_xattr.h: the owner, a user, the group, the most that both may do, and others.
    try home.program(
      "/usr/bin/python3", "-c",
      """
      import os, struct, sys
      entries = (1, 7, -1), (2, 7, \(Self.attacker)), (4, 5, -1), (16, 7, -1), (32, 5, -1)
      value = struct.pack('<I', 2)
      for tag, rights, who in entries: value += struct.pack('<HHI', tag, rights, who & 0xffffffff)
      os.setxattr(sys.argv[1], 'system.posix_acl_access', value)
      """, path(name)
    ).run().ending == .exited(0)
  }

  /// Types what the help of a refusal says, as root.
  func mend(_ refusal: String) throws {
    for line in refusal.split(separator: "\n") where line.hasPrefix("help: ") {
      let command = line.dropFirst(6).replacing("sudo ", with: "")
      _ = try home.program("/bin/sh", "-c", String(command)).run()
    }
  }
}

extension Trait where Self == ConditionTrait {
  /// Access lists can be made where the scene is.
  static var requireAccessLists: Self {
    .enabled("needs 'python3' and access lists (acl(5))") {
      guard geteuid() == 0, Tools.path("python3") != nil else { return false }
      return try OtherUserScene().setAccessList("a")
    }
  }

  /// Other users can be played.
  static var requireOtherUsers: Self {
    .enabled(if: geteuid() == 0 && Tools.path("setpriv") != nil, "needs root and 'setpriv'")
  }
}
