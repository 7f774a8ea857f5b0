import Foundation
import Glibc
import TestSupport
import Testing

/// What executes a program: its interpreter, what that is told to read, or the loader of a binary,
/// where others could put another one.
@Suite(.requireTool("setpriv"), .requireOtherUsers) struct OtherUserInterpreterTests {
  private let scene: OtherUserScene
  private let `extension` = "a/data/qli/extensions/g/e"

  init() throws {
    scene = try OtherUserScene()
    for folder in ["bin", "early", "inner"] { try scene.makeFolder(folder) }
  }

  private var environment: [String: String] {
    ["PATH": "\(scene.path("early")):\(scene.path("bin")):/usr/bin:/bin"]
  }

  /// A program on PATH whose interpreter is a program of `inner`.
  private func makeProgram(_ name: String, _ line: String) throws {
    try scene.makeScript("inner/int", "echo value")
    try scene.makeScript("bin/\(name)", "", interpreter: line)
  }

  private func tryInner(code: Int32) throws {
    try scene.expectRun(environment: environment)
    for place in ["inner", "inner/int"] {
      try scene.set(place, mode: 0o777)
      try scene.expectRefusal(place, code: code, environment: environment)
      try scene.set(place, mode: 0o755)
    }
    unlink(scene.path("inner/int"))
    try scene.makeTrap("inner/int")
    try scene.expectRefusal("inner/int", code: code, environment: environment, isMended: false)
  }

  @Test func ofOnePassword() throws {
    try scene.makeGroup("secrets = [{ env = 'T', provider = 'one_password', ref = 'op://a/b/c' }]")
    try makeProgram("op", scene.path("inner/int"))
    try tryInner(code: 122)
  }

  @Test func ofARequiredCommand() throws {
    try scene.makeGroup("requires_commands = ['tool']")
    try makeProgram("tool", "/usr/bin/env \(scene.path("inner/int"))")
    try tryInner(code: 120)
  }

  @Test func ofThePager() throws {
    try scene.makeGroup("audit_log = '\(scene.path("a/state/log"))'")
    try scene.expectRun()
    try makeProgram("less", scene.path("inner/int"))
    unlink(scene.path("inner/int"))
    try scene.makeTrap("inner/int")
    for pager in ["less", scene.path("bin/less")] {
      let variables = environment.merging(["TERM": "xterm", "QLI_PAGER": pager]) { $1 }
      let terminal = try scene.qli("audit", environment: variables).startOnTerminal(rows: 1)
      #expect(try terminal.wait().ending == .exited(0))
      #expect(terminal.output.contains("the command '\(pager)' can't be trusted: unsafe: "))
      #expect(access(scene.path("marks/trap"), F_OK) != 0)
    }
  }

  /// A link that leads nowhere yet, where the attacker may make what it leads to.
  @Test(arguments: [mode_t(0o777), 0o1777]) func aDanglingLinkThatComesEarlier(
    _ mode: mode_t
  ) throws {
    try scene.makeFolder("open", owner: 0, mode: mode)
    try scene.makeLink("early/tool", to: scene.path("open/gone"))
    try scene.makeLink("bin/tool", to: "/bin/sh", owner: 0)
    for line in ["/usr/bin/env tool", "/bin/sh"] {
      let isOfEnv = line != "/bin/sh"
      try scene.makeGroup(isOfEnv ? "" : "requires_commands = ['tool']")
      try scene.makeScript(`extension`, "echo ran as $(id -u)", interpreter: line)
      try scene.expectRefusal(
        mode & 0o1000 == 0 ? "open" : "open/gone", code: isOfEnv ? 125 : 120,
        environment: environment)
      try scene.set("open", mode: mode)
      unlink(scene.path("early/tool"))
      try scene.makeLink("early/tool", to: scene.path("open/gone"))
    }
    // One of the user's own leads where nobody else can make anything.
    unlink(scene.path("early/tool"))
    try scene.makeLink("early/tool", to: scene.path("inner/gone"))
    try scene.expectRun(environment: environment)
  }

  /// `#!/bin/sh /path/to/script`, by which the script is an argument of another one.
  @Test(arguments: ["/bin/sh %", "/usr/bin/env -S sh %", "/usr/bin/env -S sh -e \"%\" a"])
  func aScriptInTheLine(_ line: String) throws {
    try scene.makeScript("inner/script", "echo ran as $(id -u)")
    let line = line.replacing("%", with: scene.path("inner/script"))
    try scene.makeScript(`extension`, "", interpreter: line)
    try scene.expectRun(environment: environment)
    for place in ["inner", "inner/script"] {
      try scene.set(place, mode: 0o777)
      try scene.expectRefusal(place, environment: environment)
    }
    unlink(scene.path("inner/script"))
    try scene.set("inner", mode: 0o1777)
    try scene.expectRefusal("inner/script", environment: environment, isMended: false)
    try scene.makeTrap("inner/script")
    try scene.expectRefusal("inner/script", environment: environment, isMended: false)
  }

  /// Words of the line that look like paths, and are none.
  @Test(
    arguments: [
      "/bin/sh -e", "/usr/bin/env -S sh -e -u", "/usr/bin/env -S A=/b/c sh",
      "/usr/bin/env -S sh -c 'exec sh \"$1\"' /tmp",
    ])
  func noFileInTheLine(_ line: String) throws {
    try scene.makeScript(`extension`, "echo ran as $(id -u)", interpreter: line)
    try scene.expectRun()
  }

  /// A folder in which interpreters such as perl(1) look for more to read.
  @Test func aFolderOfModules() throws {
    try scene.makeScript(`extension`, "", interpreter: "/bin/sh -I\(scene.path("inner"))")
    #expect(try scene.qli("doctor").run().ending == .exited(0))
    try scene.set("inner", mode: 0o1777)
    try scene.expectRefusal("inner", isMended: false)
  }

  /// The program header of a binary names it, as a `#!` line names an interpreter.
  @Test func theLoaderOfABinary() throws {
    try scene.copy("/usr/bin/id", to: "bin/id", mode: 0o755)
    var binary = try Data(contentsOf: URL(fileURLWithPath: "/usr/bin/id"))
    let range = try #require(binary.range(of: Data("/ld-linux".utf8)))
    let start = try #require(binary[..<range.lowerBound].lastIndex(of: 0)) + 1
    let end = try #require(binary[start...].firstIndex(of: 0))
    let loader = String(decoding: binary[start..<end], as: UTF8.self)
    try scene.copy(loader, to: "inner/ld", mode: 0o755)
    // Relative, for there is no room for more.
    let name = Array("inner/ld".utf8)
    binary.replaceSubrange(
      start..<end, with: name + [UInt8](repeating: 0, count: end - start - name.count))
    try binary.write(to: URL(fileURLWithPath: scene.path(`extension`)))
    try WrittenFile.settle(scene.path(`extension`))
    try scene.set(`extension`, owner: OtherUserScene.victim, mode: 0o755)
    try scene.makeGroup("run.cwd = '\(scene.path("."))'")
    try scene.qli("g", "e", "-u").expect(stdout: "\(OtherUserScene.victim)\n")
    try scene.set("inner", mode: 0o777)
    try scene.expectRefusal("inner", isMended: false)
    try scene.set("inner", mode: 0o755)
    try scene.set("inner/ld", owner: OtherUserScene.attacker)
    try scene.expectRefusal("inner/ld", isMended: false)
  }

  /// `ready_command`, which gets the environment of a service.
  @Test func ofReadyCommand() throws {
    try scene.makeGroup(
      "[extensions.e.service]\nready_command = ['ready-yet']\nready_timeout = '20s'")
    try scene.makeScript(`extension`, "exec sleep 1000")
    try makeProgram("ready-yet", scene.path("inner/int"))
    unlink(scene.path("inner/int"))
    try scene.makeTrap("inner/int")
    for place in ["inner/int", "bin"] {
      if place == "bin" { try scene.set("bin", mode: 0o777) }
      let start = try scene.qli("start", "g", "e", environment: environment).run()
      #expect(start.ending == .exited(120) && start.stdout.isEmpty, "\(start)")
      let words = "cannot find out whether it is ready: the command 'ready-yet' can't be trusted: "
      #expect(start.stderr.contains(words), "\(start.stderr)")
      #expect(start.stderr.contains("'\(scene.path(place))'"), "\(start.stderr)")
      #expect(
        try scene.qli("explain", "g", "e", environment: environment).run().ending == .exited(120))
      let doctor = try scene.qli("doctor", environment: environment).run()
      #expect(doctor.ending == .exited(1) && doctor.stdout.contains(words), "\(doctor.stdout)")
    }
    #expect(access(scene.path("marks/trap"), F_OK) != 0)
  }

  /// One that may be executed, but not read, no interpreter can run.
  @Test func aScriptThatCannotBeRead() throws {
    try scene.set(`extension`, owner: 0, mode: 0o711)
    let run = try scene.qli("g", "e").run()
    #expect(run.ending != .exited(0) && run.stdout.isEmpty, "\(run)")
    let doctor = try scene.qli("doctor").run()
    #expect(
      doctor.stdout.contains(
        """
        warning  \(scene.path(`extension`)): it can't be read, and so can't run if it is a script
                 help: sudo chmod +r \(scene.path(`extension`))
        """), "\(doctor.stdout)")
  }
}
