import Foundation
import TestSupport
import Testing

/// What is said of a fence, before a run, after it, and on record.
@Suite(.requireLandlock) struct FenceWordsTests {
  /// Whoever meets a refused write is to know whence it comes.
  @Test func anExtensionThatFails() throws {
    let scene = try FenceScene()
    try scene.home.extension("g", "x", sh: "exit ${1:-3}")
    try scene.home.qli("g", "x").expect(
      stderr: """
        qli: it ended with code 3, and might write only to '$HOME/in'
        help: whatever else it writes to is 'Permission denied', and sudo can't work in a fence
        help: see what was refused: strace -f -e trace=file -Z qli g x

        """, code: 3)
    let given = try scene.home.qli("g", "x", "4").run()
    #expect(given.stderr.hasSuffix(" -Z qli g x <arguments>\n") && given.ending == .exited(4))
    try scene.home.qli("-q", "g", "x").expect(code: 3)
    try scene.home.qli("g", "x", "0").expect()
  }

  @Test func explain() throws {
    let scene = try FenceScene("", write: "[\"$HOME/in\", \"$TMPDIR\"]\nclaim = true")
    try scene.home.extension("g", "x", sh: "true")
    let outcome = try scene.home.qli("explain", "--json", "g", "x").run()
    let object = try JSON.parse(outcome.stdout)
    #expect(outcome.ending == .exited(0))
    #expect(object["write"] == .array([.string(scene.home.path("$HOME/in")), "$TMPDIR"]))
    let remarks = (object["steps"]?[1]?["remarks"]?.array ?? []).compactMap { $0["text"]?.string }
    #expect(
      remarks.map(scene.home.collapse) == [
        "may write only to '$HOME/in' and '$TMPDIR'",
        "no set-uid program works in it: sudo, su and their like fail",
        "it would claim that; nobody else has now, which may change",
      ])
    let names = (object["environment"]?.array ?? []).compactMap(\.string)
    #expect(Set(["QLI_WRITE", "QLI_CLAIM", "TMPDIR"]).isSubset(of: names))
    // Nothing was made for it.
    #expect(!scene.home.exists("$STATE/qli/claims"))
    let narrowed = try scene.home.qli("explain", "--write", "/etc", "g", "x").run()
    #expect(narrowed.ending == .exited(125) && narrowed.stdout.contains("would widen"))
  }

  @Test func doctor() throws {
    let scene = try FenceScene(
      "[extensions.x]\nrun.write = [\"$HOME/out\"]\n", write: "[\"$HOME/none\", \"$UNSET_X/a\"]")
    try scene.home.extension("g", "x", sh: "true")
    let outcome = try scene.home.qli("doctor").run()
    let words = scene.home.collapse(outcome.stdout)
    #expect(outcome.ending == .exited(1))
    #expect(words.contains("'$HOME/none', which it may write to, isn't there"))
    #expect(words.contains("the variable 'UNSET_X' isn't set"))
    try scene.home.group("g", "[run]\nwrite = [\"$HOME/in\"]\n[extensions.x.run]\nwrite = [\"/\"]")
    #expect(try scene.home.qli("doctor").run().stdout.contains("'/' in its 'write' would widen"))
  }

  @Test func list() throws {
    let scene = try FenceScene("", write: "[\"$HOME/in\"]\nclaim = true")
    try scene.home.extension("g", "x", sh: "true")
    let group = try JSON.parse(scene.home.qli("list", "--json").run().stdout)["groups"]?[0]
    let guards = try #require(group?["guards"]?.array)
    #expect(Set(guards.compactMap(\.string)).isSuperset(of: ["write", "claim"]))
  }

  /// The start record says what was allowed, and a person sees it as long as the run goes on.
  @Test func onRecord() throws {
    let scene = try FenceScene()
    let home = scene.home
    let (ready, go) = (
      try home.fifo("ready", in: "$HOME/in"), try home.fifo("go", in: "$HOME/in")
    )
    try home.extension("g", "x", sh: "echo > \(ready.path); read line < \(go.path)")
    let run = try home.qli("g", "x").start()
    try ready.wait(for: run)
    let shown = try home.qli("audit", "g").environment(["QLI_PAGER": ""])
      .startOnTerminal(columns: 400)
    #expect(try shown.wait().terminal.contains("# may write only to \(home.path("$HOME/in"))"))
    try go.release()
    try run.expect()
    let begin = try #require(home.auditLines("$STATE/qli/log").first)
    #expect(begin["write"] == .array([.string(home.path("$HOME/in"))]))
    #expect(begin["delegated_from"] == nil)
  }
}
