import Foundation
import Glibc
import TestSupport
import Testing

/// A group `s` of the machine's with an extension `x`, and root, who looks at it for everyone. `/etc` is one of
/// the test's own, in a mount namespace.
struct TrustRootScene {
  let scene: OtherUserScene
  let group = "system/qli/extensions/s"

  init() throws {
    scene = try OtherUserScene()
    for name in ["etc", "roots", "system", "system/qli", "system/qli/extensions", group] {
      try scene.makeFolder(name, owner: 0)
    }
    for name in ["group", "nsswitch.conf", "ld.so.cache"] where access("/etc/\(name)", F_OK) == 0 {
      try scene.copy("/etc/\(name)", to: "etc/\(name)", mode: 0o644)
    }
    // Whom nobody knows, ssh-keygen serves nothing.
    let (users, home) = (
      try String(contentsOfFile: "/etc/passwd", encoding: .utf8), scene.path("a/home")
    )
    try scene.makeFile(
      "etc/passwd",
      users + "victim:x:\(OtherUserScene.victim):\(OtherUserScene.victim)::\(home):/bin/sh\n",
      owner: 0)
    try scene.makeFile(
      "\(group)/_manifest.toml", "schema_version = 1\ndescription = 's'\n", owner: 0)
    try script("echo one")
  }

  /// Writes the extension anew.
  func script(_ body: String) throws {
    try scene.makeScript("\(group)/x", body, owner: 0)
  }

  /// qli, as root or the victim.
  func qli(_ words: String..., asRoot: Bool = false) -> QliRun {
    let home = scene.path(asRoot ? "roots" : "a/home")
    let variables = [
      "HOME": home, "XDG_CONFIG_HOME": "\(home)/.config",
      "XDG_DATA_HOME": scene.path(asRoot ? "roots/data" : "a/data"),
    ]
    let user =
      asRoot
      ? [] : ["/usr/bin/setpriv", "--reuid=71001", "--regid=71001", "--clear-groups"]
    return scene.qli(environment: variables).arguments(words).wrapped(
      [
        "/usr/bin/unshare", "--mount", "/bin/sh", "-c",
        "mount --bind '\(scene.path("etc"))' /etc && exec \"$@\"", "sh",
      ] + user)
  }

  /// Lets root look at the group, and take it as it is.
  func trust(sourceLocation: SourceLocation = #_sourceLocation) throws {
    let outcome = try qli("trust", "--yes", "s", asRoot: true).umask(0o077)
      .run(sourceLocation: sourceLocation)
    try #require(outcome.ending == .exited(0), "\(outcome.stderr)", sourceLocation: sourceLocation)
  }

  /// Lets the victim do so, for nobody else.
  func trustAsVictim(sourceLocation: SourceLocation = #_sourceLocation) throws {
    let outcome = try qli("trust", "--yes", "s").run(sourceLocation: sourceLocation)
    try #require(outcome.ending == .exited(0), "\(outcome.stderr)", sourceLocation: sourceLocation)
  }

  /// A group of the victim's own, of the same name.
  func makeOwnGroup() throws {
    try scene.makeFolder("a/data/qli/extensions/s")
    try scene.makeFile(
      "a/data/qli/extensions/s/_manifest.toml", "schema_version = 1\ndescription = 'own'\n")
    try scene.makeScript("a/data/qli/extensions/s/x", "echo own")
  }
}
