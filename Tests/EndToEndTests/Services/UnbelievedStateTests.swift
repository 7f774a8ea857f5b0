import Glibc
import TestSupport
import Testing

/// What is kept of a service, and isn't believed: whoever asks is told why.
@Suite struct UnbelievedStateTests {
  @Test(arguments: [
    ("{\"version\":2,\"state\":\"ready\"}", "a newer qli has written "),
    ("{\"version\":1,\"sta", "is damaged"), ("", "is damaged"), ("[]", "is damaged"),
  ])
  func aStateThatIsntUnderstood(_ text: String, _ problem: String) throws {
    let scene = try ServiceScene()
    try scene.start()
    try scene.stop()
    try scene.home.file("$STATE/qli/services/g/x/state.json", text)
    try scene.home.chmod("$STATE/qli/services/g/x/state.json", 0o600)
    let status = try scene.status()
    #expect(status["state"] == "lost")
    #expect(status["error"]?.string?.contains(problem) == true)
    #expect(
      try scene.home.qli("status", "g").startOnTerminal().wait().terminal.contains(
        "its state can't be used: "))
    #expect(try scene.home.qli("doctor").run().stdout.contains(problem))
    try scene.start()
    #expect(try scene.state() == "ready")
    try scene.stop()
  }

  /// Also one that nobody watches over, and whose state is gone.
  @Test func orphansWithoutAState() throws {
    let scene = try ServiceScene()
    let (_, supervisor) = try scene.start()
    let watcher = try #require(SignalState(of: supervisor)?.parent)
    #expect(kill(watcher, SIGKILL) == 0 && kill(supervisor, SIGKILL) == 0)
    try waitUntil("nobody watches over it") { try scene.state() == "orphaned" }
    try scene.home.file("$STATE/qli/services/g/x/state.json", "{")
    #expect(try scene.state() == "orphaned")
    try scene.stop()
  }

  /// Others could have written it: nothing is believed of it.
  @Test func aStateThatOthersCanWrite() throws {
    let scene = try ServiceScene()
    try scene.start()
    try scene.home.chmod("$STATE/qli/services/g/x/state.json", 0o666)
    #expect(
      try scene.status()["error"]?.string?.contains("somebody else could have written '") == true)
    try scene.home.chmod("$STATE/qli/services/g/x/state.json", 0o600)
    try scene.stop()
  }
}
