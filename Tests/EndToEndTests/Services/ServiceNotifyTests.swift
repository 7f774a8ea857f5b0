import Foundation
import TestSupport
import Testing

/// What a service goes on to say to its NOTIFY_SOCKET is taken for as long as it lives.
@Suite struct ServiceNotifyTests {
  /// More messages than the kernel keeps for a socket, each with a descriptor, when it is ready.
  private static let chatty = """
    #!/usr/bin/env python3
    import array, os, socket, time
    address = os.environ["NOTIFY_SOCKET"]
    if address[0] == "@": address = "\\0" + address[1:]
    end = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    end.connect(address)
    end.send(b"READY=1")
    while not os.path.exists("go"): time.sleep(0.01)
    null = array.array("i", [os.open("/dev/null", os.O_RDONLY)])
    for count in range(2000):
        end.sendmsg([b"STATUS=%d" % count], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, null)])
    open("said", "w").close()
    time.sleep(3600)
    """

  @Test(.requireTool("python3")) func oneThatHasMuchToSay() throws {
    let scene = try ServiceScene("ready = \"notify\"")
    try scene.home.extension("g", "x", Self.chatty)
    let (_, supervisor) = try scene.start()
    let before = try descriptors(of: supervisor)
    try scene.home.file("go")
    try scene.home.waitForFile("said")
    // Who watches over it has taken the last one, too.
    try waitUntil("all were closed") { try descriptors(of: supervisor) == before }
    #expect(try scene.state() == "ready")
    try scene.stop()
  }

  private func descriptors(of process: Int32) throws -> Int {
    try FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/fd").count
  }

  /// systemd-notify sends a descriptor behind its message, and waits until it is closed; it fails when that
  /// takes too long.
  @Test(.requireTool("systemd-notify"), arguments: ["--ready", "--ready --status=up"])
  func theToolOfSystemd(_ options: String) throws {
    let scene = try ServiceScene(
      "ready = \"notify\"",
      script: """
        set -eu
        systemd-notify \(options)
        probe wait-for go
        systemd-notify --status='still here'
        echo > said
        exec probe wait-for never
        """)
    try scene.start()
    try scene.home.file("go")
    try scene.home.waitForFile("said")
    #expect(try scene.state() == "ready")
    try scene.stop()
  }

  /// One that says that it stops isn't left to wait.
  @Test(.requireTool("systemd-notify")) func whileItEnds() throws {
    let scene = try ServiceScene(
      "ready = \"notify\"",
      script: """
        set -eu
        trap 'systemd-notify STOPPING=1; echo > stopped; exit 0' TERM
        systemd-notify --ready
        while :; do probe wait-for never & wait; done
        """)
    try scene.start()
    try scene.stop()
    #expect(scene.home.exists("stopped"))
  }
}
