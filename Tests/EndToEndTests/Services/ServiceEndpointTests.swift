import Foundation
import Glibc
import TestSupport
import Testing

/// What may be at a service's endpoint already, and what an endpoint may be.
@Suite(.requireTool("python3")) struct ServiceEndpointTests {
  private func scene(_ endpoint: String, _ more: String = "") throws -> ServiceScene {
    let scene = try ServiceScene("ready = \"endpoint\"\nendpoint = \"\(endpoint)\"\n\(more)")
    try scene.home.extension("g", "x", ServiceServer.script)
    return scene
  }

  private func expectRefusal(
    _ scene: ServiceScene, _ why: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let outcome = try scene.home.qli("start", "--json", "g", "x").run()
    #expect(outcome.ending == .exited(120), "\(outcome.stderr)", sourceLocation: sourceLocation)
    #expect(
      try JSON.parse(outcome.stdout)["step"] == "endpoint", sourceLocation: sourceLocation)
    #expect(outcome.stderr.contains(why), "\(outcome.stderr)", sourceLocation: sourceLocation)
    #expect(try scene.records().isEmpty, sourceLocation: sourceLocation)
    #expect(!["ready", "starting"].contains(try scene.state()), sourceLocation: sourceLocation)
  }

  private static let local = "unix:$XDG_RUNTIME_DIR/s"

  /// Neither is followed or removed: somebody may need it.
  @Test func aFolderOrALinkIsThere() throws {
    let scene = try scene(Self.local)
    let place = try scene.home.directory("$RUNTIME/s")
    try expectRefusal(scene, "a folder is there")
    #expect(rmdir(place) == 0)
    try scene.home.link("$RUNTIME/s", to: "nowhere")
    try expectRefusal(scene, "a link is there")
    try scene.home.remove("$RUNTIME/s")
    // Also where it leads to a socket that would do.
    try scene.home.link("$RUNTIME/s", to: "other")
    let foreign = try ServiceServer.startForeign(
      at: "unix:\(scene.home.path("$RUNTIME/other"))", in: scene.home)
    try foreign.signal(SIGKILL)
    try foreign.wait()
    try expectRefusal(scene, "a link is there")
    #expect(scene.home.exists("$RUNTIME/s") && scene.home.exists("$RUNTIME/other"))
    try scene.home.remove("$RUNTIME/s")
    try scene.start()
    try scene.stop()
  }

  @Test func aPortOfSomebodyElse() throws {
    let endpoint = "tcp:127.0.0.1:\(try freePort())"
    let scene = try scene(endpoint)
    let foreign = try ServiceServer.startForeign(at: endpoint, in: scene.home)
    try expectRefusal(scene, "process \(foreign.pid) (python3)")
    try foreign.signal(SIGKILL)
    try foreign.wait()
    try scene.start()
    #expect(try scene.status()["endpoint"]?.string == endpoint)
    try scene.stop()
  }

  /// Who takes the place while the service is being started is found out, too.
  @Test(arguments: [false, true]) func oneWhoIsQuicker(_ isLocal: Bool) throws {
    let port = try freePort()
    let scene = try scene(
      isLocal ? Self.local : "tcp:127.0.0.1:\(port)", "ready_timeout = \"2s\"")
    let place = isLocal ? "unix:\(scene.home.path("$RUNTIME/s"))" : "tcp:127.0.0.1:\(port)"
    try scene.home.extension("g", "x", sh: "echo > runs; exec probe wait-for never")
    let running = try scene.home.qli("start", "g", "x").start()
    try scene.home.waitForFile("runs")
    let foreign = try ServiceServer.startForeign(at: place, in: scene.home)
    let outcome = try running.wait()
    #expect(outcome.ending == .exited(124), "\(outcome.stderr)")
    #expect(outcome.stderr.contains("endpoint_by_others = true"), "\(outcome.stderr)")
    if isLocal { #expect(outcome.stderr.contains("process \(foreign.pid) accepts connections")) }
    #expect(scene.processes.alive() == [foreign.pid])
    // It is theirs: what the service didn't make isn't removed.
    #expect(!isLocal || scene.home.exists("$RUNTIME/s"))
  }

  /// Where the manifest says so it is right.
  @Test func oneWhoMayBeThere() throws {
    let endpoint = "tcp:127.0.0.1:\(try freePort())"
    let scene = try scene(endpoint, "endpoint_by_others = true")
    try scene.home.extension("g", "x", sh: "exec probe wait-for never")
    let foreign = try ServiceServer.startForeign(at: endpoint, in: scene.home)
    try scene.start()
    try scene.home.qli("stop", "g", "x").run().expectCode(0)
    #expect(scene.processes.alive() == [foreign.pid])
  }

  /// A socket of another user can't be removed, and says nothing of the service.
  @Test(.requireTool("setpriv"), .requireOtherUsers) func aSocketOfAnotherUser() throws {
    let scene = try scene(Self.local)
    let foreign = try ServiceServer.startForeign(
      at: "unix:\(scene.home.path("$RUNTIME/s"))", in: scene.home)
    try foreign.signal(SIGKILL)
    try foreign.wait()
    #expect(lchown(scene.home.path("$RUNTIME/s"), 71_001, 71_001) == 0)
    try expectRefusal(scene, "the socket that is there can't be removed: Operation not permitted")
    #expect(scene.home.exists("$RUNTIME/s"))
  }

  // MARK: - What it may be

  /// As long as a socket's path may be, and one byte more.
  @Test(arguments: [107, 108]) func aLongPath(_ length: Int) throws {
    let folder = try TemporaryFolder()
    let name = String(repeating: "s", count: length - folder.path.utf8.count - 1)
    let scene = try scene("unix:$SHORT/\(name)")
    let start = scene.home.qli("start", "--json", "g", "x").environment(["SHORT": folder.path])
    let outcome = try start.run()
    guard length > 107 else {
      #expect(outcome.ending == .exited(0), "\(outcome.stderr)")
      #expect(try scene.status()["endpoint"]?.string == "unix:\(folder.path)/\(name)")
      return try scene.stop()
    }
    #expect(outcome.ending == .exited(120))
    #expect(
      outcome.stderr.contains("has 108 bytes; a socket's has 107 at most"), "\(outcome.stderr)")
    #expect(try scene.records().isEmpty)
  }

  /// Whether this machine has IPv6.
  private static let hasIPv6: Bool = {
    let number = socket(AF_INET6, Int32(SOCK_STREAM.rawValue), 0)
    guard number >= 0 else { return false }
    defer { close(number) }
    var address = sockaddr_in6()
    address.sin6_family = sa_family_t(AF_INET6)
    address.sin6_addr = in6addr_loopback
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(number, $0, socklen_t(MemoryLayout<sockaddr_in6>.size)) == 0
      }
    }
  }()

  @Test(.enabled(if: hasIPv6, "needs IPv6")) func ofIPv6() throws {
    let scene = try scene("tcp:[::1]:auto")
    let outcome = try scene.home.qli("start", "--json", "--send", "hello", "g", "x").run()
    #expect(outcome.ending == .exited(0), "\(outcome.stderr)")
    let object = try JSON.parse(outcome.stdout)
    #expect(object["reply"] == "got hello")
    #expect(object["endpoint"]?.string?.hasPrefix("tcp:[::1]:") == true)
    try scene.stop()
  }

  // MARK: - A first message

  /// It comes from a file, and goes to one that runs already as well as to a new one.
  @Test func aFirstMessage() throws {
    let scene = try scene(Self.local)
    for text in ["one", "two"] {
      let outcome = try scene.home.qli("start", "-q", "--send", "-", "g", "x")
        .stdin(.text("\(text)\n")).run()
      #expect(outcome.ending == .exited(0), "\(outcome.stderr)")
      #expect(outcome.stdout == "got \(text)\n")
    }
    #expect(try scene.events() == ["start", "ready"])
    try scene.stop()
  }

  /// It goes on when the message couldn't be sent, or wasn't answered.
  @Test func aMessageThatIsNotAnswered() throws {
    let scene = try scene(Self.local)
    let long = String(repeating: "x", count: 70_000)
    let outcome = try scene.home.qli("start", "--json", "--send", "-", "g", "x").stdin(.text(long))
      .run()
    #expect(outcome.ending == .exited(125), "\(outcome.stderr)")
    #expect(outcome.stderr.contains("the message could not be sent: it is longer than 64 KiB"))
    #expect(try JSON.parse(outcome.stdout)["step"] == "send")
    #expect(try scene.state() == "ready")
    try scene.stop()
    // Whoever takes a connection, and closes it, has answered nothing.
    try scene.home.extension(
      "g", "x", ServiceServer.script.replacing("line = stream.readline()", with: "line = ''"))
    let mute = try scene.home.qli("start", "--json", "--send", "hello", "g", "x").run()
    #expect(mute.ending == .exited(125), "\(mute.stderr)")
    #expect(try JSON.parse(mute.stdout)["step"] == "send")
    #expect(try scene.state() == "ready")
    try scene.stop()
  }
}
