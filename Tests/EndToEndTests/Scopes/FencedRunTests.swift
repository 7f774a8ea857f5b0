import Foundation
import TestSupport
import Testing

/// A fence around every kind of run, and in one another.
@Suite(.requireLandlock) struct FencedRunTests {
  @Test func aTimedRun() throws {
    let scene = try FenceScene()
    try scene.home.extension("g", "x", sh: FenceScene.outside)
    try scene.home.qli("--timeout", "1m", "g", "x").expect(stdout: "refused\n")
  }

  @Test func aCapturedRun() throws {
    let scene = try FenceScene()
    try scene.home.extension("g", "x", sh: FenceScene.outside)
    let outcome = try scene.home.qli("run", "--json", "g", "x").run()
    let object = try JSON.parse(outcome.stdout)
    #expect(object["stdout"] == .string("refused"))
    #expect(object["write"]?.array?.first?.string == scene.home.path("$HOME/in"))
  }

  @Test func aCompletion() throws {
    let scene = try FenceScene()
    try scene.home.extension(
      "g", "x",
      sh: "# qli: complete\n[ \"$QLI_COMPLETE\" ] && \(FenceScene.outside); echo \"$QLI_WRITE\"")
    let outcome = try scene.home.qli("__complete", "zsh", "g", "x", "").run()
    #expect(outcome.stdout.contains("refused\n\(scene.home.path("$HOME/in"))\n"))
    #expect(try scene.home.read("$HOME/out/file") == "old\n")
  }

  /// What the line narrows is narrow at Tab, too; and what a run would refuse isn't run there.
  @Test(arguments: [("$HOME/in", true), ("$HOME/out", false)])
  func aCompletionOfANarrowedLine(_ path: String, _ isRun: Bool) throws {
    let scene = try FenceScene(write: "[\"$HOME/in\", \"$HOME/second\"]")
    let home = scene.home
    try home.directory("$HOME/second")
    try home.extension(
      "g", "x",
      sh: "# qli: complete\n[ \"$QLI_COMPLETE\" ] && echo > \"$HOME/in/ran\"; "
        + "(echo > \"$HOME/second/ran\") 2> /dev/null; true")
    _ = try home.qli("__complete", "zsh", "--write", home.path(path), "g", "x", "").run()
    #expect(home.exists("$HOME/in/ran") == isRun)
    #expect(!home.exists("$HOME/second/ran"))
  }

  @Test func anEnvironmentThatIsNearlyEmpty() throws {
    let scene = try FenceScene("", write: "[\"$HOME/in\"]\nenv = [\"HOME\"]")
    try scene.home.extension("g", "x", sh: "echo \"$QLI_WRITE\"; \(FenceScene.outside)")
    try scene.home.qli("g", "x").expect(stdout: "\(scene.home.path("$HOME/in"))\nrefused\n")
  }

  /// The kernel's error is the file's own, and not the fence's.
  @Test func aProgramThatCanNotBeExecuted() throws {
    let scene = try FenceScene()
    try scene.home.extension("g", "x", "#!/no/such/program\n")
    let fenced = try scene.home.qli("g", "x").run()
    try scene.home.group("h")
    try scene.home.extension("h", "x", "#!/no/such/program\n")
    let free = try scene.home.qli("h", "x").run()
    #expect(
      fenced.ending == .exited(126) && fenced.stderr == free.stderr.replacing("/h/", with: "/g/"))
  }

  @Test func noProgramGetsOtherRights() throws {
    let scene = try FenceScene()
    try scene.home.extension("g", "x", sh: "grep NoNewPrivs /proc/self/status")
    try scene.home.qli("g", "x").expect(stdout: "NoNewPrivs:\t1\n")
  }

  // MARK: - In one another

  /// An inner fence can't let out of an outer one, and each run is told what really holds.
  @Test(arguments: [
    (inner: "[\"$HOME\"]", told: "in"), (inner: "[\"$HOME/in/folder\"]", told: "in/folder"),
    (inner: "[\"$HOME/out\"]", told: ""),
  ])
  func aRunInARun(_ inner: String, _ told: String) throws {
    let scene = try FenceScene()
    let home = scene.home
    try home.group("h", "audit_log = \"$XDG_STATE_HOME/qli/log2\"\n[run]\nwrite = \(inner)")
    try home.extension("g", "x", sh: "\"$QLI\" h y")
    try home.extension("h", "y", sh: "echo \"$QLI_WRITE\"; \(FenceScene.outside)")
    let path = told.isEmpty ? "" : home.path("$HOME/\(told)")
    try home.qli("g", "x").expect(stdout: "\(path)\nrefused\n")
    let begin = try #require(home.auditLines("$STATE/qli/log2").first)
    #expect(begin["write"]?.array?.compactMap(\.string) == (told.isEmpty ? [] : [path]))
  }

  @Test func aRunWithoutAFenceInARun() throws {
    let scene = try FenceScene()
    let home = scene.home
    try home.group("h", "run = { env = [\"HOME\"] }")
    try home.extension("g", "x", sh: "\"$QLI\" h y")
    try home.extension("h", "y", sh: "echo \"$QLI_WRITE\"; \(FenceScene.outside)")
    try home.qli("g", "x").expect(stdout: "\(home.path("$HOME/in"))\nrefused\n")
  }

  /// What stands in the environment of a run that is in none says nothing.
  @Test func aVariableFromOutside() throws {
    let scene = try FenceScene()
    let home = scene.home
    try home.group("h")
    try home.extension("h", "y", sh: "echo \"${QLI_WRITE-unset} ${QLI_CLAIM-unset}\"")
    try home.extension("g", "x", sh: "echo \"$QLI_WRITE\"")
    let outer = ["QLI_WRITE": "/nowhere", "QLI_DEPTH": "1"]
    try home.qli("h", "y").environment(outer).expect(stdout: "unset unset\n")
    try home.qli("g", "x").environment(outer).expect(stdout: "\(home.path("$HOME/in"))\n")
  }

  /// The kernel keeps 16 of them.
  @Test func seventeenInOneAnother() throws {
    let scene = try FenceScene()
    try scene.home.extension(
      "g", "x", sh: "n=${1:-1}; [ $n -gt 17 ] && echo too deep; exec \"$QLI\" g x $((n + 1))")
    let outcome = try scene.home.qli("-q", "g", "x").run()
    #expect(outcome.ending == .exited(120) && outcome.stdout.isEmpty)
    #expect(outcome.stderr.contains("nested in as many fences ('write' in the manifest)"))
  }
}
