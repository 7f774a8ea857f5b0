import TestSupport
import Testing

/// A life of a service is ready by what it shows itself, not by what the one before it has shown.
@Suite struct ServiceSecondLifeTests {
  /// Its first life is ready, and ends when it is told to; the second one shows nothing before it is told
  /// to.
  private func scene(_ ready: String, shows sign: String) throws -> ServiceScene {
    try ServiceScene(
      "ready = \"\(ready)\"\nrestart = \"always\"",
      script: """
        echo life >> lives
        [ "$(wc -l < lives)" = 1 ] || probe wait-for show
        \(sign)
        probe wait-for go; rm go; exit 0
        """)
  }

  /// - Parameter ready: when it is.
  /// - Parameter sign: what shows that.
  @Test(arguments: [
    ("line:up", "echo up"), ("file:$XDG_STATE_HOME/up", "echo > \"$XDG_STATE_HOME/up\""),
  ]) func itShowsItAgain(_ ready: String, _ sign: String) throws {
    let scene = try scene(ready, shows: sign)
    try scene.home.qli("start", "g", "x").run().expectCode(0)
    #expect(try scene.state() == "ready")
    try scene.home.file("go")
    // The watcher looks at it at once, and then again and again.
    try waitUntil("it lives again") {
      try scene.home.read("lives") == "life\nlife\n" && scene.status()["pid"] != nil
    }
    let status = try scene.status()
    #expect(status["state"] == "restarting" && status["restarts"]?.integer == 1)
    try scene.home.file("show")
    try waitUntil("it is ready again") { try scene.state() == "ready" }
    try scene.stop()
    #expect(try scene.events() == ["start", "ready", "restarted", "ready", "stopped"])
  }

  /// Its file is read anew where it was changed; only another content is another file.
  @Test func whatWasReplaced() throws {
    let scene = try scene("line:up", shows: "echo up")
    let file = "$DATA/qli/extensions/g/x"
    try scene.home.qli("start", "g", "x").run().expectCode(0)
    try scene.home.file("show")
    let replaced = {
      try scene.home.qli("logs", "--timestamps", "g", "x").run().stdout.split(separator: "\n")
        .count { $0.contains("its file was replaced: sha256 ") }
    }
    for (change, lives) in [(false, 2), (true, 3)] {
      if change {
        try scene.home.file(file, scene.home.read(file) + "# more\n", mode: 0o755)
      } else {
        try scene.home.chmod(file, 0o700)
      }
      try scene.home.file("go")
      try waitUntil("it is ready again") {
        try scene.home.read("lives").count { $0 == "\n" } == lives && scene.state() == "ready"
      }
      #expect(try replaced() == (change ? 1 : 0))
    }
    try scene.stop()
  }

  /// What isn't a file of the user's isn't removed, and is no sign either.
  @Test func somethingElseInThePlaceOfTheFile() throws {
    let scene = try scene(
      "file:$XDG_STATE_HOME/up",
      shows: "rm -rf \"$XDG_STATE_HOME/up\"; mkdir \"$XDG_STATE_HOME/up\"")
    try scene.home.qli("start", "g", "x").run().expectCode(0)
    try scene.home.file("go")
    try waitUntil("it has ended") { try scene.state() == "failed" }
    #expect(scene.home.exists("$STATE/up"))
    #expect(try scene.home.read("lives") == "life\n")
    #expect(try scene.closing()["step"] == "ready")
    try scene.processes.waitUntilGone()
  }
}
