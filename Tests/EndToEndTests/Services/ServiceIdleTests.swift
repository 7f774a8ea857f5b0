import Glibc
import TestSupport
import Testing

/// `idle_timeout`: a service that nobody is connected to ends.
@Suite(.requireTool("python3")) struct ServiceIdleTests {
  /// The same time for two: the one that somebody is connected to outlives the other, which began
  /// later.
  @Test(arguments: ["unix:$XDG_RUNTIME_DIR/{instance}", "tcp:127.0.0.1:auto"])
  func aConnectionKeepsIt(_ endpoint: String) throws {
    let scene = try ServiceScene(
      "ready = \"line:up\"\nendpoint = \"\(endpoint)\"\nidle_timeout = \"1s\"")
    // It begins with a client, and so has one from its first moment.
    try scene.home.file("client", ServiceServer.client)
    try scene.home.file("server", ServiceServer.script)
    try scene.home.extension(
      "g", "x",
      sh: """
        if [ "$QLI_INSTANCE" = kept ]; then
          (setsid sh -c 'echo $$ > client.pid; exec python3 client < fifo' &)
        fi
        exec python3 server
        """)
    try scene.home.program("/usr/bin/mkfifo", scene.home.path("fifo")).expect()
    // Open for reading and writing: the client's input has no end.
    let input = open(scene.home.path("fifo"), O_RDWR | O_CLOEXEC)
    defer { close(input) }
    try scene.home.qli("start", "g", "x@kept").run().expectCode(0)
    try scene.home.qli("start", "g", "x@lone").run().expectCode(0)
    try waitUntil("the lone one has ended") { try scene.status(of: "x@lone")["state"] == "ended" }
    let lone = try scene.status(of: "x@lone")
    #expect(lone["ended_by"] == "idle")
    #expect(lone["error"] == nil)
    #expect(try scene.closing()["event"] == "stopped")
    #expect(try scene.closing()["ended_by"] == "idle")
    #expect(try scene.closing()["run_id"] == lone["run_id"])
    #expect(try scene.status(of: "x@kept")["state"] == "ready")

    let client = try #require(pid_t(try scene.home.read("client.pid").dropLast()))
    #expect(kill(client, SIGKILL) == 0)
    try waitUntil("the other one has ended") { try scene.status(of: "x@kept")["state"] == "ended" }
    #expect(try scene.status(of: "x@kept")["ended_by"] == "idle")
    #expect(try scene.closing()["ended_by"] == "idle")
    try scene.processes.waitUntilGone()
    // It is started again as any other.
    try scene.home.qli("start", "g", "x@lone").run().expectCode(0)
    try scene.home.qli("stop", "g").run().expectCode(0)
    #expect(try scene.closing()["ended_by"] == "stop")
  }

  /// The system shows a connection for a minute behind its end: it is gone all the same.
  @Test func aConnectionThatHasEndedKeepsNothing() throws {
    let scene = try ServiceScene(
      "ready = \"endpoint\"\nendpoint = \"tcp:127.0.0.1:auto\"\nidle_timeout = \"1s\"")
    try scene.home.extension(
      "g", "x",
      """
      #!/usr/bin/env python3
      import os, socket
      host, port = os.environ["QLI_ENDPOINT"].removeprefix("tcp:").rsplit(":", 1)
      server = socket.create_server((host, int(port)))
      while True: server.accept()[0].close()
      """)
    try scene.start()
    try waitUntil("it has ended") { try scene.state() == "ended" }
    #expect(try scene.closing()["ended_by"] == "idle")
    #expect(try #require(scene.closing()["duration_ms"]?.integer) < 50_000)
  }

  /// Somebody is connected from outside of the service.
  @Test func aClientFromOutside() throws {
    let scene = try ServiceScene(
      "ready = \"line:up\"\nendpoint = \"unix:$XDG_RUNTIME_DIR/{instance}\"\nidle_timeout = \"1s\"")
    try scene.home.extension("g", "x", ServiceServer.script)
    // It connects as soon as it can.
    let client = try scene.home.program("/usr/bin/env", "python3", "-c", ServiceServer.client)
      .environment(["QLI_ENDPOINT": "unix:\(scene.home.path("$RUNTIME/kept"))"])
      .stdin(.pipe).start()
    try scene.home.qli("start", "g", "x@kept").run().expectCode(0)
    try client.waitForOutput("connected\n")
    try scene.home.qli("start", "g", "x@lone").run().expectCode(0)
    try waitUntil("the lone one has ended") { try scene.status(of: "x@lone")["state"] == "ended" }
    #expect(try scene.status(of: "x@kept")["state"] == "ready")
    client.closeInput()
    try client.wait().expectCode(0)
    try waitUntil("the other one has ended") { try scene.status(of: "x@kept")["state"] == "ended" }
    #expect(try scene.status(of: "x@kept")["ended_by"] == "idle")
  }
}
