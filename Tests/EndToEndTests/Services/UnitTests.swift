import Foundation
import Glibc
import TestSupport
import Testing

/// `qli unit`: what is printed, as systemd judges it, and that it does what it says.
@Suite struct UnitTests {
  let home: TestHome

  init() throws {
    home = try TestHome()
    try home.group(
      "g",
      """
      [extensions.web.run]
      grace = "1500ms"
      [extensions.web.service]
      ready = "line:up"
      ready_timeout = "2m"
      stop_signal = "SIGQUIT"
      restart = "always"
      [extensions.plain.service]
      """)
    try home.extension("g", "job", sh: "for word; do printf '%s\\0' \"$word\"; done")
    try home.extension("g", "web", sh: "echo up; exec probe trap QUIT --count 1 --exit 3")
    try home.extension("g", "plain", sh: "exec probe wait-for never")
  }

  private var program: String {
    URL(fileURLWithPath: Products.qli).resolvingSymlinksInPath().path
  }

  @Test func aJob() throws {
    let unit = try PrintedUnit(
      home.qli("unit", "g", "job").environment(["PATH": "/usr/bin:/bin", "SECRET": "s3cr3t"])
        .unset("XDG_DATA_DIRS"))
    #expect(
      unit.text
        == home.expand(
          """
          # ~/.config/systemd/user/qli-g-job.service
          #
          # To save this there, and start it:
          #   mkdir -p ~/.config/systemd/user
          #   qli unit g job >~/.config/systemd/user/qli-g-job.service
          #   systemctl --user daemon-reload
          #   systemctl --user enable --now qli-g-job.service
          # So that it goes on while you aren't logged in: loginctl enable-linger

          [Unit]
          Description=g job, an extension of qli

          [Service]
          Type=oneshot
          ExecStart=\(program) run --no-input g job
          Environment=HOME=$HOME
          Environment=PATH=/usr/bin:/bin
          Environment=XDG_DATA_HOME=$DATA
          Environment=XDG_STATE_HOME=$STATE
          Environment=XDG_CONFIG_HOME=$CONFIG
          UnsetEnvironment=XDG_DATA_DIRS XDG_CACHE_HOME
          KillMode=mixed
          TimeoutStopSec=20

          [Install]
          WantedBy=default.target

          """))
  }

  @Test func aService() throws {
    let unit = try PrintedUnit(home.qli("unit", "g", "web"))
    #expect(unit.fileName == "qli-g-web.service")
    #expect(
      try unit.command() == [program, "start", "--foreground", "--no-input", "g", "web"])
    #expect(try unit.value("Type") == "notify")
    // 120 s to be ready, 1.5 s to end if it isn't, and what comes before.
    #expect(try unit.value("TimeoutStartSec") == "182")
    #expect(try unit.value("TimeoutStopSec") == "12")
    #expect(try unit.value("SuccessExitStatus") == "143 131")
    #expect(try unit.value("Restart") == "on-abnormal")
    let plain = try PrintedUnit(home.qli("unit", "g", "plain"))
    #expect(try plain.value("SuccessExitStatus") == "143")
    #expect(plain.values("Restart").isEmpty)
  }

  @Test(.requireTool("systemd-analyze")) func systemdTakesThem() throws {
    for name in ["job", "web", "plain", "web@two", "web@c++"] {
      try home.verify(try PrintedUnit(home.qli("unit", "g", name == "job" ? "job" : name)))
    }
    try home.verify(
      try PrintedUnit(
        home.qli("unit", "-y", "--reason", "100% \"sure\"", "--timeout", "1h30m", "g", "job")))
    // It does judge.
    let bad = try home.file("bad.service", "[Service]\nExecStart=relative\n")
    let outcome = try home.program("/usr/bin/systemd-analyze", "--user", "verify", bad).run()
    #expect(outcome.ending != .exited(0))
  }

  @Test(.requireTool("systemd-analyze"), .requireTool("awk")) func aTimer() throws {
    let unit = try PrintedUnit(
      home.qli("unit", "g", "job", "--timer", "Mon..Fri *-*-* 08:00", "--", "a b"))
    #expect(try unit.value("OnCalendar") == "Mon..Fri *-*-* 08:00")
    #expect(try unit.value("Unit") == "qli-g-job.service")
    #expect(try unit.value("WantedBy") == "timers.target")
    // What its own comment says, to be typed as it stands, saves both.
    let commands = unit.text.split(separator: "\n").filter { $0.hasPrefix("#   ") }
      .map { $0.dropFirst(4) }
    let end = try #require(commands.firstIndex { $0.hasPrefix("systemctl") })
    #expect(
      commands[end...] == [
        "systemctl --user daemon-reload", "systemctl --user enable --now qli-g-job.timer",
      ])
    try home.link("$BIN/qli", to: Products.qli)
    let script = commands[..<end].joined(separator: "\n")
    let folder = home.path("$HOME/.config/systemd/user")
    let files = ["service", "timer"].map { "\(folder)/qli-g-job.\($0)" }
    for shell in ["sh", "bash", "zsh", "fish"] {
      guard let shell = Tools.path(shell) else { continue }
      try home.program(shell, "-c", script).run().expectCode(0)
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
          == ["qli-g-job.service", "qli-g-job.timer"])
      #expect(try files.map { try home.read($0) }.joined() == unit.text)
      #expect(try !home.read(files[0]).contains("[Install]"))
      try home.verify(files)
      for file in files { try home.remove(file) }
    }
  }

  @Test(arguments: [
    "", "10m", "daily\nUnit=x.service", "daily\\", "%h", "täglich", "0 3 * * *", "3am", "nightly",
    "tomorow", "-", "daily 03:00", "25:00", "03:60", "Mo 08:00", "2026-13-01", "*-*-32", "monkey",
    "0 9 * * 1-5", "Mon daily", "08:00 Mon",
  ])
  func noTimes(_ times: String) throws {
    let outcome = try home.qli("unit", "--timer", times, "g", "job").run()
    #expect(outcome.ending == .exited(2))
    #expect(outcome.stdout.isEmpty)
    #expect(outcome.stderr.contains("it is no calendar expression\nhelp: "))
  }

  /// What systemd takes is taken.
  @Test(
    .requireTool("systemd-analyze"),
    arguments: [
      "daily", "Annually", "Mon", "mon..fri 08:00", "Sat,Sun 12:05", "*:0/10", "2027-01-01",
      "*-*-1",
      "03:00", "quarterly", "Monday *-01,07-1..7 18,20:30:15", "Mon *-*-* 08:00 UTC",
      "*-02~01 00:00", "weekly Europe/Berlin", "*:0/15:30",
    ]) func times(_ times: String) throws
  {
    try home.program("/usr/bin/systemd-analyze", "calendar", times).run().expectCode(0)
    #expect(try home.qli("unit", "--timer", times, "g", "job").run().ending == .exited(0))
  }

  // MARK: - Names and values that mean something to systemd

  private static let odd = "a%h $HOME ${HOME} $$ \"q\" 'r' \\ \u{202e}é\n;\t#\u{1b}[1m"

  /// What the unit says is run as systemd would, in its environment and no other.
  @Test(.requireTool("systemd-analyze")) func oddValuesArrive() throws {
    let data = "\(home.root)/\(Self.odd)"
    try home.group("odd", "requires_env.PATH = true")
    try FileManager.default.moveItem(atPath: home.path("$DATA"), toPath: data)
    let arguments = [Self.odd, "", "-y", "--", ";", "%%", "$$", "x=y", "@", "a\\"]
    let unit = try PrintedUnit(
      home.qli("unit", "g", "job", "--").arguments(arguments)
        .environment(["XDG_DATA_HOME": data]))
    #expect(unit.environment["XDG_DATA_HOME"] == data)
    // Nothing of them gets out of its line.
    #expect(unit.text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f || $0 == 0x0a })
    #expect(unit.text.split(separator: "\n").count { $0.hasPrefix("Environment=") } == 6)
    try home.verify(unit)
    let command = try unit.command()
    let outcome = try home.program("/usr/bin/env", "-i")
      .arguments(unit.environment.map { "\($0)=\($1)" }).arguments(command).run()
    #expect(outcome.ending == .exited(0), "\(outcome.stderr)")
    #expect(outcome.stdout == arguments.map { $0 + "\0" }.joined())
  }

  @Test func whatIsNotText() throws {
    let bytes: [UInt8] = [0x61, 0xff]
    for (run, what) in [
      (home.qli("unit", "g", "job", "--", "a", bytes), "argument 2"),
      (home.qli("unit", "g", "job").environment(["XDG_CACHE_HOME": bytes]), "XDG_CACHE_HOME"),
      (home.qli("unit", "--confirm", bytes, "g", "job"), "the word of '--confirm'"),
    ] {
      try run.expect(stderr: "error: a unit has to be UTF-8, and \(what) isn't\n", code: 125)
    }
  }

  @Test func aPlaceThatSystemdRefuses() throws {
    let qli = try home.copy(Products.qli, to: "$ROOT/q'x/qli")
    let outcome = try home.program(qli, "unit", "g", "job").run()
    #expect(outcome.ending == .exited(125))
    #expect(outcome.stdout.isEmpty)
    #expect(outcome.stderr.hasPrefix("error: systemd starts no program with a quote"))
  }

  @Test func namesOfUnits() throws {
    try home.group("c++", "[extensions.x.service]")
    try home.extension("c++", "x", sh: "exit 0")
    let unit = try PrintedUnit(home.qli("unit", "--instance", "two", "c++", "x"))
    #expect(unit.fileName == "qli-c\\x2b\\x2b-x@two.service")
    #expect(try unit.command().suffix(2) == ["c++", "x@two"])
    #expect(unit.text.contains("enable --now 'qli-c\\x2b\\x2b-x@two.service'\n"))
    try home.qli("unit", "c++", "x@two").expect(stdout: unit.text)
  }

  /// Two extensions never have one unit.
  @Test func namesWithDashes() throws {
    for (group, name, file) in [
      ("a-b", "c", "qli-a\\x2db-c.service"), ("a", "b-c", "qli-a-b-c.service"),
    ] {
      try home.group(group)
      try home.extension(group, name, sh: "exit 0")
      #expect(try PrintedUnit(home.qli("unit", group, name)).fileName == file)
    }
  }

  // MARK: - What qli does under it

  /// Whatever makes it ready: systemd is told.
  @Test(arguments: ["line:up", "after:1ms", "file:$XDG_STATE_HOME/up"])
  func systemdIsTold(_ ready: String) throws {
    let scene = try ServiceScene(
      "ready = \"\(ready)\"",
      script: "echo up; echo > \"$XDG_STATE_HOME/up\"; exec probe wait-for never")
    let unit = try PrintedUnit(scene.home.qli("unit", "g", "x"))
    // A socket's path may have 107 bytes, and that of a test's home is long already.
    let folder = try TemporaryFolder(in: "/tmp", prefix: "qli-")
    let manager = try NotifiedSocket("\(folder.path)/notify")
    let environment = unit.environment.map { "\($0)=\($1)" }
    let running = try scene.home.program("/usr/bin/env", "-i", "NOTIFY_SOCKET=\(manager.path)")
      .arguments(environment).arguments(try unit.command()).start()
    #expect(try manager.next() == "READY=1\nMAINPID=\(running.pid)")
    try running.signal(SIGTERM)
    #expect(try manager.next() == "STOPPING=1")
    #expect(try running.wait().ending == .exited(143))
    #expect(scene.processes.alive().isEmpty)
  }
}

/// What systemd listens to.
private final class NotifiedSocket {
  let path: String
  private let number: Int32

  init(_ path: String) throws {
    self.path = path
    number = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var limit = timeval(tv_sec: Int(Deadline.seconds), tv_usec: 0)
    setsockopt(number, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(number, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard result == 0 else { throw HarnessError("cannot bind '\(path)'") }
  }

  deinit { close(number) }

  /// The next message.
  func next() throws -> String {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = recv(number, &buffer, buffer.count, 0)
    guard count >= 0 else { throw HarnessError("no message came to '\(path)'") }
    return String(decoding: buffer[..<count], as: UTF8.self)
  }
}
