import Glibc
import TestSupport
import Testing

/// When a service counts as ready, as the manifest says what that is.
@Suite struct ServiceReadinessTests {
  @Test func aLineOfItsOutput() throws {
    let scene = try ServiceScene(
      "ready = \"line:*listening on*\"",
      script:
        "echo not yet; probe wait-for go; echo \"now listening on 1\"; exec probe wait-for never")
    let running = try scene.home.qli("start", "g", "x").start()
    try waitUntil("it runs") { try scene.status()["pid"] != nil }
    #expect(try scene.state() == "starting")
    try scene.home.file("go")
    #expect(try running.wait().ending == .exited(0))
    try scene.stop()
  }

  /// A language that holds back what it writes to a pipe.
  @Test func aLineThatNeverComes() throws {
    let scene = try ServiceScene("ready = \"line:up\"\nready_timeout = \"100ms\"")
    let outcome = try scene.home.qli("start", "g", "x").run()
    #expect(outcome.ending == .exited(124))
    #expect(outcome.stderr.contains("PYTHONUNBUFFERED=1"))
  }

  @Test func itForksAway() throws {
    let scene = try ServiceScene(
      "ready = \"exit\"", script: "(setsid probe wait-for never > /dev/null 2>&1 &); exit 0")
    try scene.home.qli("start", "g", "x").run().expectCode(0)
    #expect(try scene.state() == "ready")
    try scene.stop()
    #expect(try scene.closing()["event"] == "stopped")
  }

  @Test func aCommand() throws {
    let scene = try ServiceScene(
      "ready_command = [\"ready-yet\", \"g\"]",
      script: "probe wait-for go; exec probe wait-for never")
    try scene.home.pathExecutable(
      "ready-yet", sh: "[ \"$1\" = g ] && [ -e '\(scene.home.path("go"))' ]")
    let running = try scene.home.qli("start", "g", "x").start()
    try waitUntil("it runs") { try scene.status()["pid"] != nil }
    #expect(try scene.state() == "starting")
    try scene.home.file("go")
    #expect(try running.wait().ending == .exited(0))
    try scene.stop()
  }

  private static let notify = """
    #!/usr/bin/env python3
    import os, socket, time
    address = os.environ["NOTIFY_SOCKET"]
    if address[0] == "@": address = "\\0" + address[1:]
    socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto(b"STATUS=on\\nREADY=1", address)
    time.sleep(3600)
    """

  @Test(.requireTool("python3")) func itSaysSo() throws {
    let scene = try ServiceScene("ready = \"notify\"")
    try scene.home.extension("g", "x", Self.notify)
    try scene.start()
    try scene.stop()
  }

  @Test(
    .requireTool("python3"),
    arguments: [
      "unix:$XDG_RUNTIME_DIR/s", "unix:auto", "tcp:127.0.0.1:auto",
      "unix:$XDG_RUNTIME_DIR/{instance}.s",
    ])
  func anEndpoint(_ endpoint: String) throws {
    let scene = try ServiceScene("ready = \"endpoint\"\nendpoint = \"\(endpoint)\"")
    try scene.home.extension("g", "x", ServiceServer.script)
    // A socket's path may have 107 bytes, and that of a test's home is long already.
    let runtime = try TemporaryFolder(in: "/tmp", prefix: "qli-")
    defer { withExtendedLifetime(runtime) {} }
    let line = scene.home.qli("start", "--json", "--send", "hello", "g", "x")
    let outcome = try line.environment(["XDG_RUNTIME_DIR": runtime.path]).run()
    #expect(outcome.ending == .exited(0), "\(outcome.stderr)")
    let object = try JSON.parse(outcome.stdout)
    #expect(object["reply"] == "got hello")
    let shown = try #require(object["endpoint"]?.string)
    #expect(try scene.records()[0]["endpoint"]?.string == shown)
    try scene.stop()
    // What it listened at is gone with it.
    if shown.hasPrefix("unix:") { #expect(!scene.home.exists(String(shown.dropFirst(5)))) }
  }

  /// A socket that a killed service has left is in nobody's way; a listener is, and a file.
  @Test(.requireTool("python3")) func whatIsThereAlready() throws {
    let scene = try ServiceScene("ready = \"endpoint\"\nendpoint = \"unix:$XDG_RUNTIME_DIR/s\"")
    try scene.home.extension("g", "x", ServiceServer.script)
    let foreign = try scene.home.program(
      "/usr/bin/env", "python3", scene.home.path("$DATA/qli/extensions/g/x")
    ).environment(["QLI_ENDPOINT": "unix:\(scene.home.path("$RUNTIME/s"))"]).start()
    try waitUntil("it listens") { scene.home.exists("$RUNTIME/s") }
    let refused = try scene.home.qli("start", "--json", "g", "x").run()
    #expect(refused.ending == .exited(120), "\(refused.stderr)")
    #expect(try JSON.parse(refused.stdout)["step"] == "endpoint")
    #expect(refused.stderr.contains("process \(foreign.pid)"))
    try foreign.signal(SIGKILL)
    try foreign.wait()
    try scene.start()
    try scene.stop()
    try scene.home.file("$RUNTIME/s", "mine")
    let outcome = try scene.home.qli("start", "g", "x").run()
    #expect(outcome.ending == .exited(120))
    #expect(outcome.stderr.contains("a regular file is there"))
    #expect(try scene.home.read("$RUNTIME/s") == "mine")
  }
}
