import Glibc
import TestSupport
import Testing

/// `with_caller` below a real sshd, which an ssh client starts for itself: no port, no network.
@Suite(.requireSecureShell) struct SecureShellTests {
  let scene: CompanionScene
  private var home: TestHome { scene.home }

  init() throws {
    scene = try CompanionScene(run: "with_caller = true")
    _ = try SecureShell(in: scene.home)
  }

  private func ssh(_ options: String..., running line: String) -> QliRun {
    home.program(home.path("$BIN/ssh")).arguments(options.map { $0 as any ByteText })
      .arguments("web1", line)
  }

  @Test(arguments: ["-T", "-n"]) func theClientIsKilled(_ option: String) throws {
    let client = try ssh(option, running: "\(Products.qli) g x").stdin(.pipe).start()
    try scene.waitUntilReady()
    try client.signal(SIGKILL)
    try client.wait()
    try scene.expectEnd("interrupted SIGHUP 129")
  }

  /// The far side of standard input is closed from the beginning, and somebody reads all the same.
  @Test func aClientThatSendsNothing() throws {
    try home.extension("g", "x", sh: "cat; echo up > ready; probe wait-for go; echo out; exit 3")
    let client = try ssh("-n", running: "\(Products.qli) g x").start()
    try scene.waitUntilReady(1)
    try SignalState.waitUntilSettled(scene.recorder())
    try home.file("go")
    try client.wait().expect(stdout: "out\n", code: 3)
    #expect(try scene.closings() == ["finish - 3"])
  }

  /// With a terminal sshd hangs that up, and SIGHUP is passed on as ever.
  @Test func aClientWithATerminalIsKilled() throws {
    try home.extension("g", "x", sh: CompanionScene.script)
    let client = try ssh("-tt", running: "\(Products.qli) g x").stdin(.pipe).start()
    try scene.waitUntilReady()
    try client.signal(SIGKILL)
    try client.wait()
    try waitUntil("the end is on record") { try scene.closings() == ["interrupted SIGHUP 129"] }
  }
}
