import Foundation
import Glibc
import TestSupport
import Testing

/// What rsyslogd ships with the settings of qli-fleet(7).
@Suite(
  .enabled("needs rsyslogd, and its modules for RELP (Debian: rsyslog-relp)") {
    guard CopyScene.rsyslogd != nil else { return false }
    return ["/usr/lib", "/usr/lib64", "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu"]
      .contains { access("\($0)/rsyslog/omrelp.so", F_OK) == 0 }
  })
struct ShippingTests {
  /// So many runs beside the test: as fast as a machine is, none writes more than can be sent.
  private static let runs =
    "i=0; while [ $i -lt 12 ]; do i=$((i + 1)); \"$0\" ops restart $1 $i || exit; done"

  /// Kills, ends, stops and renamed files at both ends, while runs write: each record arrives.
  @Test func nothingIsLost() throws {
    let scene = try ShippingScene()
    let home = scene.home
    try scene.start(.collector)
    try scene.start(.machine)
    let write = {
      try ["a", "b"].map { try home.program("/bin/sh", "-c", Self.runs, Products.qli, $0).start() }
    }
    for side in [ShippingScene.Side.collector, .machine] {
      for signal in [SIGKILL, SIGTERM, SIGKILL] {
        let writers = try write()
        try scene.end(side, by: signal)
        try scene.rotate(side == .collector ? "fleet" : "log")
        for writer in writers { try writer.expect() }
        // As the page starts it, and as it allows to behind one that was ended.
        if side == .machine && signal == SIGKILL { try scene.forget() }
        try scene.start(side)
        try scene.waitUntilShipped()
      }
      let writers = try write()
      try scene.signal(side, SIGSTOP)
      try scene.waitUntilStopped(side)
      for writer in writers { try writer.expect() }
      try scene.signal(side, SIGCONT)
      try scene.waitUntilShipped()
    }
    let writers = try write()
    for side in [ShippingScene.Side.collector, .machine] { try scene.end(side, by: SIGKILL) }
    for writer in writers { try writer.expect() }
    try scene.forget()
    for side in [ShippingScene.Side.collector, .machine] { try scene.start(side) }
    try scene.waitUntilShipped()
    try scene.rotate("fleet")
    try scene.signal(.collector, SIGHUP)
    try scene.rotate("log")
    // One that is longer than what a datagram may be.
    try home.qli("ops", "restart", String(repeating: "x", count: 100_000)).expect()
    try scene.waitUntilShipped()

    let written = try scene.lines("log")
    let collected = try scene.lines("fleet")
    #expect(Set(collected) == Set(written) && Set(written).count == written.count)
    let whole = try scene.verify()
    #expect(whole.ending == .exited(0), "\(whole.stdout)\(whole.stderr)")
    // What has come again counts once.
    let read = try scene.command(scene.page.command("qli audit --log"))
    #expect(read.ending == .exited(0))
    #expect(read.stdout.split(separator: "\n").count == written.count / 2)
    #expect(
      read.stderr.isEmpty == (collected.count == written.count)
        && read.stderr.split(separator: "\n").count <= 1, "\(read.stderr)")
  }

  /// One record that isn't there is named, and is there when all is sent again.
  @Test func whatIsLostIsNamedAndSentAgain() throws {
    let scene = try ShippingScene()
    let home = scene.home
    try scene.start(.collector)
    try scene.start(.machine)
    for number in 1...5 { try home.qli("ops", "restart", "\(number)").expect() }
    try scene.waitUntilShipped()
    let file = try #require(try scene.files("fleet").first)
    let lines = try scene.lines("fleet")
    #expect(lines.count == 10)
    try scene.endAndDrop { $0 == lines[6] }
    let broken = try scene.verify()
    #expect(broken.ending == .exited(1))
    #expect(
      broken.stdout.contains("record 7 is missing, behind line 6 of '\(file)'"), "\(broken.stdout)")

    try scene.sendAgain()
  }

  /// What was changed on the machine before it was sent shows as well.
  @Test func whatIsChangedIsNamed() throws {
    let scene = try ShippingScene()
    let home = scene.home
    for number in 1...3 { try home.qli("ops", "restart", "\(number)").expect() }
    let file = try #require(try scene.files("log").first)
    try home.file(
      file, home.read(file).replacing("\"args\":[\"2\"]", with: "\"args\":[\"9\"]"), mode: 0o600)
    try scene.start(.collector)
    try scene.start(.machine)
    try scene.waitUntilShipped()
    let broken = try scene.verify()
    #expect(broken.ending == .exited(1) && broken.stdout.contains("record 3 "), "\(broken.stdout)")
  }
}
