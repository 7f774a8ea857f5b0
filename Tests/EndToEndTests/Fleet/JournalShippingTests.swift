import Foundation
import Glibc
import TestSupport
import Testing

/// What the journal sends with the settings of qli-fleet(7).
@Suite(
  .enabled("needs systemd's journald, and Debian's systemd-journal-remote") {
    CopyScene.journald != nil && Tools.path("nsenter") != nil && geteuid() == 0
      && ["upload", "remote"].allSatisfy { access("/lib/systemd/systemd-journal-\($0)", X_OK) == 0 }
  })
struct JournalShippingTests {
  private let scene: CopyScene
  private let page: FleetPage
  private let port: UInt16

  init() throws {
    scene = try CopyScene("journal", "audit_chain = true")
    page = try FleetPage()
    port = try freePort()
    try scene.home.directory("remote")
    try scene.start()
  }

  /// The page's line for one of the two, on this machine.
  private func line(_ name: String) throws -> String {
    try page.command("/lib/systemd/systemd-journal-\(name)")
      .replacing("http://collector:19532", with: "http://127.0.0.1:\(port)")
      .replacing("--listen-http=19532", with: "--listen-http=\(port)")
      .replacing("/var/log/journal/remote", with: scene.home.path("remote"))
      .replacing("/var/lib/systemd/journal-upload/state", with: scene.home.path("state"))
  }

  /// Started again whenever it ends, as its unit is.
  private func upload() throws -> RunningQli {
    #expect(try page.display("RestartSec=").contains("Restart=always\n"))
    let again =
      "while :; do sh -c 'echo $$ >uploading; exec \(try line("upload"))'; sleep 0.05; done"
    return try scene.program("/bin/sh", "-c", again).stdout(.file("/dev/null"))
      .stderr(.file("/dev/null")).start()
  }

  private func collect() throws -> RunningQli {
    try scene.program("/bin/sh", "-c", "exec \(line("remote"))").stdout(.file("/dev/null"))
      .stderr(.file("/dev/null")).start()
  }

  /// The page's line, in two: what was collected, and what verify says of it.
  private func verify() throws -> (lines: [String], outcome: Outcome) {
    let parts = try page.command("journalctl -D").split(separator: " | ")
    let read = parts[0].replacing("/var/log/journal/remote", with: scene.home.path("remote"))
    let text = try scene.program("/bin/sh", "-c", String(read)).run().stdout
    let words = parts[1].split(separator: " ").dropFirst().map { String($0) as any ByteText }
    let outcome = try scene.home.qli().arguments(Array(words)).stdin(.text(text)).run()
    return (text.split(separator: "\n").map(String.init), outcome)
  }

  private func waitUntilCollected() throws {
    let written = try Set(scene.home.read(CopyScene.log).split(separator: "\n").map(String.init))
    try waitUntil("all is collected") { try written.isSubset(of: verify().lines) }
  }

  private func runs(_ count: Int) throws {
    for number in 1...count { try scene.qli("prod", "x", "\(number)").expect(stdout: "ran\n") }
  }

  /// Killed and ended on the machine: each record arrives. One that isn't there is named.
  @Test func nothingIsLostOfTheMachine() throws {
    let remote = try collect()
    let machine = try upload()
    for signal in [SIGKILL, SIGTERM, SIGKILL] {
      try runs(3)
      let process = try #require(
        pid_t(scene.home.waitForFile("uploading", toContain: "\n").dropLast()))
      kill(process, signal)
      try runs(2)
      try waitUntilCollected()
    }
    // It ends by itself as long as nobody is there.
    try remote.signal(SIGTERM)
    try remote.wait()
    try runs(2)
    let again = try collect()
    try waitUntilCollected()
    let (lines, whole) = try verify()
    #expect(whole.ending == .exited(0), "\(whole.stdout)\(whole.stderr)")
    let some = lines.filter { !$0.contains("\"seq\":7,") }.map { "\($0)\n" }.joined()
    let broken = try scene.home.qli("audit", "verify", "--collected", "--log", "-")
      .stdin(.text(some)).run()
    #expect(broken.ending == .exited(1) && broken.stdout.contains("record 7 is missing"))
    try machine.signalGroup(SIGKILL)
    try again.signal(SIGKILL)
  }
}
