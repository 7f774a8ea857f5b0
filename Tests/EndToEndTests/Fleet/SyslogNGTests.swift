import Glibc
import TestSupport
import Testing

/// What syslog-ng ships with the settings of qli-fleet(7).
@Suite(.enabled("needs syslog-ng (Debian: syslog-ng-core)") { SyslogNG.line != nil })
struct SyslogNGTests {
  /// Kills and ends of the machine's, while runs write and a file is begun: each record arrives.
  @Test func nothingIsLostOfTheMachine() throws {
    let scene = try ShippingScene(.syslogNG)
    let home = scene.home
    try scene.start(.collector)
    try scene.start(.machine)
    try scene.makeLaterGroup()
    let runs = "for i in 1 2 3 4 5 6; do \"$0\" $1 restart $i || exit; done"
    for group in ["ops", "later"] {
      for signal in [SIGKILL, SIGTERM, SIGKILL] {
        let writer = try home.program("/bin/sh", "-c", runs, Products.qli, group).start()
        try scene.end(.machine, by: signal)
        try writer.expect()
        try scene.start(.machine)
        try scene.waitUntilShipped()
      }
    }
    try scene.signal(.collector, SIGSTOP)
    try scene.waitUntilStopped(.collector)
    try home.qli("ops", "restart", String(repeating: "x", count: 100_000)).expect()
    try scene.signal(.collector, SIGCONT)
    try scene.waitUntilShipped()
    #expect(try Set(scene.lines("fleet")) == Set(scene.lines("log")))
    let whole = try scene.verify()
    #expect(whole.ending == .exited(0), "\(whole.stdout)\(whole.stderr)")
  }

  /// A file that the system says nothing of: it has no watch left, or the file was begun before there
  /// was one.
  @Test(.requireTool("strace")) func aFileThatNobodyTellsOf() throws {
    let scene = try ShippingScene(.syslogNG)
    try scene.start(.collector)
    // As a child of its own, so that signals reach what it traces.
    try scene.start(
      .machine,
      below: "/usr/bin/strace -D -qq -f -o /dev/null -e trace=inotify_add_watch"
        + " -e inject=inotify_add_watch:error=ENOSPC")
    try scene.home.qli("ops", "restart").expect()
    try scene.waitUntilShipped()
    try scene.makeLaterGroup()
    try scene.home.qli("later", "restart").expect()
    try scene.waitUntilShipped()
  }

  /// What is lost with a collector that is killed is named, whatever that is, and is there when all is sent
  /// again.
  @Test func whatIsLostIsNamedAndSentAgain() throws {
    let scene = try ShippingScene(.syslogNG)
    let home = scene.home
    try scene.start(.collector)
    try scene.start(.machine)
    for number in 1...3 { try home.qli("ops", "restart", "\(number)").expect() }
    try scene.waitUntilShipped()
    try scene.end(.collector, by: SIGKILL)
    for number in 4...6 { try home.qli("ops", "restart", "\(number)").expect() }
    try scene.start(.collector)
    // The last of them comes over a new connection.
    try home.qli("ops", "restart", "7").expect()
    let last = try #require(scene.lines("log").last)
    try waitUntil("the last one is collected") { try scene.lines("fleet").contains(last) }
    let dropped = try scene.lines("log")[4]
    let left = try scene.endAndDrop { $0 == dropped }
    let lost = try Set(scene.lines("log")).subtracting(left)
    #expect(try scene.verify().ending == .exited(1))
    #expect(
      try scene.missing() == Set(lost.map { try Int(#require(JSON.parse($0)["seq"]?.integer)) }))
    try scene.sendAgain()
  }
}
