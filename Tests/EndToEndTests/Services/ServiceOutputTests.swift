import Glibc
import TestSupport
import Testing

/// What a service has written, and how it is shown.
@Suite struct ServiceOutputTests {
  /// The last 64 KiB of each stream, of this start alone.
  @Test func theTailsInTheStatus() throws {
    let scene = try ServiceScene(
      "ready = \"file:$XDG_STATE_HOME/up\"",
      script: """
        yes out | head -c 100000; yes err | head -c 100000 >&2
        echo > "$XDG_STATE_HOME/up"; exec probe wait-for never
        """)
    try scene.start()
    try waitUntil("all is in its log") {
      let status = try scene.status()
      return status["stdout"]?.string?.utf8.count == 65536
        && status["stderr"]?.string?.utf8.count == 65536
    }
    #expect(try scene.status()["stdout"]?.string?.hasSuffix("out\nout\n") == true)
    #expect(try scene.services()[0]["stdout"] == nil)
    try scene.stop()
  }

  /// Across two files and two lives, to its end.
  @Test func followingIt() throws {
    let scene = try ServiceScene(
      "ready = \"after:1ms\"\nrestart = \"always\"\nmax_restarts = 1\nlog_size = \"64KiB\"",
      script: """
        echo life >> lives; probe wait-for go; rm go
        yes "line of life $(wc -l < lives)" | head -n 4000; exit 4
        """)
    try scene.start()
    let follower = try scene.home.qli("logs", "--follow", "g", "x").start()
    try follower.waitUntilItPolls()
    for life in 1...2 {
      try waitUntil("life \(life)") {
        try scene.state() == "ready"
          && scene.home.read("lives").split(separator: "\n").count == life
      }
      try scene.home.file("go")
      try follower.waitForOutput("line of life \(life)\n")
    }
    let outcome = try follower.wait()
    #expect(outcome.ending == .exited(0))
    // What two files don't hold may be gone before it was read; what comes last isn't.
    #expect(outcome.stdout.hasSuffix("line of life 2\n"))
    #expect(scene.home.exists("\(scene.folder)/log.1"))
  }

  @Test func aPartOfIt() throws {
    let scene = try ServiceScene(
      "ready = \"file:$XDG_STATE_HOME/up\"",
      script: "echo one; echo two >&2; echo > \"$XDG_STATE_HOME/up\"; exec probe wait-for never")
    try scene.start()
    let all = try scene.home.qli("logs", "g", "x").run()
    #expect(all.stdout == "one\n" && all.stderr == "two\n")
    try scene.home.qli("logs", "--since", "1h", "--stream", "out", "g", "x").expect(stdout: "one\n")
    try scene.stop()
  }

  @Test func thereIsNone() throws {
    let scene = try ServiceScene()
    try scene.home.qli("logs", "g", "x").run().expectCode(1)
    for command in ["logs", "status", "stop"] {
      let outcome = try scene.home.qli(command, "g", "nothing").run()
      #expect(outcome.ending == .exited(127), "\(command): \(outcome.stderr)")
    }
  }

  /// In colour for a person, who sees at once how each is.
  @Test func theTableOnATerminal() throws {
    let scene = try ServiceScene("ready = \"after:1ms\"\nendpoint = \"tcp:127.0.0.1:auto\"")
    try scene.home.extension("g", "bad", sh: "echo the reason; echo why >&2; exit 9")
    try scene.manifest(
      "ready = \"after:1ms\"\nendpoint = \"tcp:127.0.0.1:auto\"",
      more: "[extensions.bad.service]\nready = \"after:1h\"\nready_timeout = \"2h\"")
    try scene.start()
    try scene.home.qli("start", "g", "bad").run().expectCode(9)
    let table = try scene.home.qli("status", "g").startOnTerminal().wait().terminal
    #expect(table.contains("\u{1B}[32mready\u{1B}["), "\(table)")
    #expect(table.contains("tcp:127.0.0.1:"), "\(table)")
    #expect(table.contains("exit 9"), "\(table)")
    let plain = try scene.home.qli("status", "g").environment(["NO_COLOR": "1"]).startOnTerminal()
      .wait().terminal
    #expect(!plain.contains("\u{1B}["))
    try scene.stop()
  }
}
