import Foundation
import Glibc
import TestSupport
import Testing

/// `with_caller` below a real sshd, which an ssh client starts for itself: no port, no network.
@Suite(
  .requireTool("ssh"), .requireTool("ssh-keygen"), .requireTool("unshare"),
  .enabled("needs sshd, and to run as root") {
    FileManager.default.isExecutableFile(atPath: "/usr/sbin/sshd") && geteuid() == 0
  })
struct SecureShellTests {
  let scene: CompanionScene
  private var home: TestHome { scene.home }

  init() throws {
    scene = try CompanionScene(run: "with_caller = true")
    for key in ["host", "own"] {
      try home.program("/usr/bin/ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key).expect()
    }
    try home.file("authorized", home.read("own.pub"), mode: 0o600)
    try home.file(
      "config",
      """
      HostKey \(home.path("host"))
      AuthorizedKeysFile \(home.path("authorized"))
      StrictModes no
      UsePAM no
      PermitRootLogin yes
      PidFile none

      """)
    // Its folder of /run may not be there as long as it isn't a service.
    try home.pathExecutable(
      "serve",
      sh: """
        exec unshare --mount sh -c 'mount -t tmpfs none /run && mkdir -m 755 /run/sshd &&
          exec /usr/sbin/sshd -i -f "$0"' '\(home.path("config"))'
        """)
  }

  private func ssh(_ options: [String] = [], running line: String) -> QliRun {
    let variables = home.variables.map { "\($0.key)='\($0.value)'" }.sorted()
    let command =
      (["cd '\(home.path("$WORK"))'; env"] + variables + [line]).joined(separator: " ")
    return home.program("/usr/bin/ssh").arguments(
      [
        "-F", "none", "-i", home.path("own"), "-o", "StrictHostKeyChecking=no",
        "-o", "UserKnownHostsFile=\(home.path("known"))", "-o", "LogLevel=ERROR",
        "-o", "ProxyCommand=\(home.path("$BIN/serve"))",
      ] as [any ByteText]
    ).arguments(options.map { $0 as any ByteText }).arguments(
      "\(String(cString: getpwuid(geteuid()).pointee.pw_name))@localhost", command)
  }

  @Test(arguments: [[], ["-n"]]) func theClientIsKilled(_ options: [String]) throws {
    let client = try ssh(options, running: "\(Products.qli) g x").stdin(.pipe).start()
    try scene.waitUntilReady()
    try client.signal(SIGKILL)
    try client.wait()
    try scene.expectEnd("interrupted SIGHUP 129")
  }

  /// The far side of standard input is closed from the beginning, and somebody reads all the same.
  @Test func aClientThatSendsNothing() throws {
    try home.extension("g", "x", sh: "cat; echo up > ready; probe wait-for go; echo out; exit 3")
    let client = try ssh(["-n"], running: "\(Products.qli) g x").start()
    try scene.waitUntilReady(1)
    try SignalState.waitUntilSettled(scene.recorder())
    try home.file("go")
    try client.wait().expect(stdout: "out\n", code: 3)
    #expect(try scene.closings() == ["finish - 3"])
  }

  /// With a terminal sshd hangs that up, and SIGHUP is passed on as ever.
  @Test func aClientWithATerminalIsKilled() throws {
    try home.extension("g", "x", sh: CompanionScene.script)
    let client = try ssh(["-tt"], running: "\(Products.qli) g x").stdin(.pipe).start()
    try scene.waitUntilReady()
    try client.signal(SIGKILL)
    try client.wait()
    try waitUntil("the end is on record") { try scene.closings() == ["interrupted SIGHUP 129"] }
  }
}
