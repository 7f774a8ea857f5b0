import Foundation
import Glibc
import TestSupport
import Testing

/// Entries of `PATH` that mean the folder that one is in, where the attacker has put programs.
@Suite(.requireTool("setpriv"), .requireOtherUsers) struct OtherUserSearchPathTests {
  private let scene: OtherUserScene
  private let `extension` = "a/data/qli/extensions/g/e"

  init() throws {
    scene = try OtherUserScene()
    try scene.makeFolder("bin")
    try scene.makeFolder("open", owner: 0, mode: 0o1777)
    try scene.makeTrap("open/tool")
    try scene.makeLink("bin/tool", to: "/bin/sh", owner: 0)
  }

  private func environment(_ prefix: String) -> [String: String] {
    ["PATH": "\(prefix):\(scene.path("bin")):/usr/bin:/bin"]
  }

  private func expectRun(_ prefix: String) throws {
    let explained = try scene.qli("explain", "--json", "g", "e", environment: environment(prefix))
      .directory(scene.path("open")).run()
    #expect(explained.stdout.contains("without the entries of PATH that are empty or relative"))
    try scene.qli("g", "e", environment: environment(prefix)).directory(scene.path("open"))
      .expect(stdout: "ran as \(OtherUserScene.victim)\n")
    #expect(access(scene.path("marks/trap"), F_OK) != 0)
  }

  @Test(arguments: ["", ".", "../open", ":"]) func envAndAShell(_ prefix: String) throws {
    try scene.makeScript(
      `extension`, "echo ran as $(id -u)", interpreter: "/usr/bin/env tool")
    try expectRun(prefix)
    try scene.makeScript(`extension`, "tool -c 'echo ran as $(id -u)'")
    try expectRun(prefix)
    try scene.makeGroup("run.cwd = '\(scene.path("open"))'\nrun.env = ['HOME']")
    try expectRun(prefix)
  }

  /// Nothing is left of it, and what is left empty is the folder that one is in.
  @Test(arguments: ["", ":", "open"]) func noOther(_ path: String) throws {
    try scene.makeScript(`extension`, "tool; echo ran as $(/usr/bin/id -u)")
    let run = try scene.qli("g", "e", environment: ["PATH": path])
      .directory(scene.path("open")).run()
    #expect(run.stdout == "ran as \(OtherUserScene.victim)\n" && run.ending == .exited(0))
    #expect(access(scene.path("marks/trap"), F_OK) != 0)
  }

  @Test func thePager() throws {
    try scene.makeGroup("audit_log = '\(scene.path("a/state/log"))'")
    try scene.expectRun()
    let variables = environment("").merging(["TERM": "xterm", "QLI_PAGER": "tool -c cat"]) { $1 }
    let terminal = try scene.qli("audit", environment: variables).directory(scene.path("open"))
      .startOnTerminal(rows: 1)
    #expect(try terminal.wait().ending == .exited(0))
    #expect(access(scene.path("marks/trap"), F_OK) != 0)
  }
}
