import Glibc
import TestSupport
import Testing

/// Where a service's files are: nobody else decides on them, and it is said before.
@Suite struct ServicePlaceTests {
  /// All of it is known before, and no guard is passed for it.
  private func expectRefusal(
    _ scene: ServiceScene, _ code: Int32, _ words: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let outcome = try scene.home.qli("start", "g", "x").run()
    #expect(outcome.ending == .exited(code), "\(outcome.stderr)", sourceLocation: sourceLocation)
    #expect(outcome.stderr.contains(words), "\(outcome.stderr)", sourceLocation: sourceLocation)
    let explained = try scene.home.qli("explain", "g", "x").run()
    #expect(
      explained.ending == .exited(code), "\(explained.stdout)", sourceLocation: sourceLocation)
    let doctor = try scene.home.qli("doctor").run()
    #expect(doctor.stdout.contains("'g x'"), "\(doctor.stdout)", sourceLocation: sourceLocation)
  }

  @Test(arguments: ["folder", "link", "FIFO"]) func whatIsInPlaceOfTheReadyFile(_ kind: String)
    throws
  {
    let scene = try ServiceScene("ready = \"file:$XDG_STATE_HOME/up\"")
    let path = scene.home.path("$STATE/up")
    try scene.home.file("mine", "precious")
    switch kind {
    case "folder": try scene.home.directory("$STATE/up")
    case "link": #expect(symlink(scene.home.path("mine"), path) == 0)
    default: #expect(mkfifo(path, 0o600) == 0)
    }
    try expectRefusal(scene, 120, "can't say that it is ready")
    #expect(try scene.home.read("mine") == "precious")
  }

  /// The folder is one in which others may do as they like.
  @Test func aReadyFileWhereOthersWrite() throws {
    let scene = try ServiceScene("ready = \"file:$XDG_STATE_HOME/pub/up\"")
    try scene.home.directory("$STATE/pub")
    try scene.home.chmod("$STATE/pub", 0o777)
    try expectRefusal(scene, 120, "can't say that it is ready")
  }

  @Test func aSocketWhereOthersWrite() throws {
    let scene = try ServiceScene("ready = \"after:1ms\"\nendpoint = \"unix:$XDG_STATE_HOME/pub/s\"")
    try scene.home.directory("$STATE/pub")
    try scene.home.chmod("$STATE/pub", 0o777)
    try expectRefusal(scene, 120, "its endpoint ")
    // Somebody else is to have it.
    try scene.manifest(
      "ready = \"after:1ms\"\nendpoint = \"unix:$XDG_STATE_HOME/pub/s\"\n"
        + "endpoint_by_others = true")
    try scene.home.qli("start", "g", "x").run().expectCode(0)
    try scene.stop()
  }

  @Test(arguments: ["", "/supervisor", "/alive", "/log"]) func aStateWhereOthersWrite(
    _ name: String
  ) throws {
    let scene = try ServiceScene()
    try scene.start()
    try scene.stop()
    try scene.home.chmod(scene.folder + name, name.isEmpty ? 0o777 : 0o666)
    try expectRefusal(scene, 125, "cannot keep the state of the service")
  }

  /// The folder that qli makes for its sockets is its owner's alone, also where it was there.
  @Test(.requireTool("python3"), arguments: [true, false]) func aSocketOfQlisOwn(_ isThere: Bool)
    throws
  {
    let scene = try ServiceScene("ready = \"endpoint\"\nendpoint = \"unix:auto\"")
    try scene.home.extension("g", "x", ServiceServer.script)
    // A socket's path may have 107 bytes, and that of a test's home is long already.
    let folder = try TemporaryFolder(in: "/tmp", prefix: "qli-")
    if isThere { try scene.home.directory("\(folder.path)/qli", mode: 0o755) }
    try scene.home.qli("start", "g", "x").environment(["XDG_RUNTIME_DIR": folder.path]).run()
      .expectCode(0)
    #expect(try scene.home.mode("\(folder.path)/qli") == 0o700)
    try scene.stop()
  }

  /// Without a folder for sockets it is in that of the service; a path that is too long is none.
  @Test(.requireTool("python3")) func aSocketWithoutARuntimeFolder() throws {
    let folder = try TemporaryFolder(in: "/tmp", prefix: "qli-")
    let scene = try ServiceScene("ready = \"endpoint\"\nendpoint = \"unix:auto\"")
    try scene.home.extension("g", "x", ServiceServer.script)
    try expectRefusal(scene, 120, "is longer than a socket's path")
    let start = scene.home.qli("start", "--json", "g", "x")
      .environment(["XDG_RUNTIME_DIR": "", "XDG_STATE_HOME": folder.path])
    let outcome = try start.run()
    #expect(outcome.ending == .exited(0), "\(outcome.stderr)")
    let endpoint = try #require(try JSON.parse(outcome.stdout)["endpoint"]?.string)
    #expect(endpoint.hasPrefix("unix:\(folder.path)/qli/services/g/x/"), "\(endpoint)")
    #expect(endpoint.hasSuffix(".sock"))
    try scene.home.qli("stop", "g", "x").environment(["XDG_STATE_HOME": folder.path]).run()
      .expectCode(0)
  }

  /// Others could take the socket's place: it is said before.
  @Test func aRuntimeFolderWhereOthersWrite() throws {
    let folder = try TemporaryFolder(in: "/tmp", prefix: "qli-")
    let scene = try ServiceScene("ready = \"endpoint\"\nendpoint = \"unix:auto\"")
    try scene.home.directory("\(folder.path)/qli", mode: 0o777)
    for command in ["start", "explain"] {
      let outcome = try scene.home.qli(command, "g", "x")
        .environment(["XDG_RUNTIME_DIR": folder.path]).run()
      #expect(outcome.ending == .exited(120), "\(command): \(outcome.stdout)")
    }
  }

  /// A port that somebody else has, as another user, is told by nothing but that.
  @Test(.requireTool("python3"), .requireTool("setpriv"), .requireSetUserID)
  func aPortOfAnotherUser() throws {
    let scene = try ServiceScene()
    let stranger = try scene.home.program(
      "/usr/bin/env", "python3", "-c",
      """
      import socket, sys
      server = socket.create_server(("127.0.0.1", 0)); print(server.getsockname()[1], flush=True)
      server.accept(); server.accept(); server.accept()
      """
    ).wrapped(
      "/usr/bin/setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"
    ).start()
    try stranger.waitForOutput("\n")
    let port = stranger.output.dropLast()
    try scene.manifest("ready = \"endpoint\"\nendpoint = \"tcp:127.0.0.1:\(port)\"")
    try expectRefusal(scene, 120, "somebody accepts connections there already")
  }

  /// Nobody else is given what is sent.
  @Test(.requireTool("python3")) func aMessageForTheServiceAlone() throws {
    let scene = try ServiceScene("ready = \"after:1ms\"\nendpoint = \"unix:$XDG_RUNTIME_DIR/s\"")
    try scene.start()
    let stranger = try scene.home.program("/usr/bin/env", "python3", "-c", ServiceServer.script)
      .environment(["QLI_ENDPOINT": "unix:\(scene.home.path("$RUNTIME/s"))"]).start()
    try stranger.waitForOutput("up\n")
    let outcome = try scene.home.qli("start", "--send", "password", "g", "x").run()
    #expect(outcome.ending == .exited(125))
    #expect(outcome.stderr.contains("another process (\(stranger.pid)) accepts connections there"))
    #expect(kill(stranger.pid, SIGKILL) == 0)
    _ = try stranger.wait()
    try scene.stop()
  }

  /// Who can't be told from who runs already isn't started.
  @Test(.requireTool("strace")) func aFileSystemWithoutLocks() throws {
    let scene = try ServiceScene(script: "echo > ran; exec probe wait-for never")
    let outcome = try scene.home.qli("start", "g", "x")
      .wrapped(
        "/usr/bin/strace", "-f", "-o", "/dev/null", "-e", "inject=fcntl:error=ENOLCK"
      ).run()
    #expect(outcome.ending == .exited(125))
    #expect(outcome.stderr.contains("/supervisor': No locks available\nhelp: let XDG_STATE_HOME "))
    #expect(!scene.home.exists("ran"))
    try scene.home.qli("stop", "g", "x").run().expectCode(0)
  }

  /// What is kept of one that there is no more is named.
  @Test func whatIsLeftOfAnExtension() throws {
    let scene = try ServiceScene()
    try scene.start()
    try scene.stop()
    #expect(try !scene.home.qli("doctor").run().stdout.contains("its last state"))
    try scene.home.remove("$DATA/qli/extensions/g/x")
    #expect(
      try scene.home.qli("doctor").run().stdout.contains("remove them: rm -r \(scene.folder)"))
  }

  /// Another user's: whether it runs can't be known, and nothing else is said.
  @Test(.requireSetUserID) func anotherUsersService() throws {
    let scene = try ServiceScene()
    try scene.start()
    let lock = scene.folder + "/supervisor"
    #expect(chown(lock, 65534, 65534) == 0)
    #expect(try scene.status()["state"] == "unknown")
    let outcome = try scene.home.qli("stop", "g", "x").run()
    #expect(outcome.ending == .exited(125))
    #expect(outcome.stderr.contains("whether it runs can't be known"))
    #expect(chown(lock, getuid(), getgid()) == 0)
    try scene.stop()
  }
}
