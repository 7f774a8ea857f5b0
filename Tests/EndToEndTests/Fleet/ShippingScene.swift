import Foundation
import Glibc
import TestSupport
import Testing

/// A machine that ships its log, and a collector, both as qli-fleet(7) has them, on this one.
final class ShippingScene {
  enum Side { case machine, collector }

  /// What ships it.
  enum Engine {
    case rsyslog, syslogNG

    /// The name of a side's configuration on the page, and what is in that and in no other display.
    fileprivate func configuration(_ side: Side) -> (file: String, mark: String) {
      switch (self, side) {
      case (.rsyslog, .machine): ("ship.conf", "module(load=\"imfile\")")
      case (.rsyslog, .collector): ("collect.conf", "module(load=\"imrelp\")")
      case (.syslogNG, .machine): ("ship-ng.conf", "wildcard-file(")
      case (.syslogNG, .collector): ("collect-ng.conf", "source machines")
      }
    }

    /// How its line begins on the page, and what that is here.
    fileprivate var program: (shown: String, line: String) {
      switch self {
      case .rsyslog: ("rsyslogd", CopyScene.rsyslogd ?? "")
      case .syslogNG: ("syslog-ng", SyslogNG.line ?? "")
      }
    }

    /// The page's line that has all sent again.
    fileprivate var forgetting: String {
      switch self {
      case .rsyslog: "rm -f /var/spool/qli/imfile-state"
      case .syslogNG: "rm -f /var/spool/qli/ship.persist"
      }
    }
  }

  let home: TestHome
  let page: FleetPage
  let engine: Engine
  private var daemons: [Side: RunningQli] = [:]
  private var rotations = 0

  init(_ engine: Engine = .rsyslog) throws {
    self.engine = engine
    home = try TestHome()
    page = try FleetPage()
    let port = try freePort()
    try home.group("ops", placed(page.display("audit_chain = true"), port))
    try home.extension("ops", "restart", sh: "exit 0")
    for folder in ["log", "fleet", "spool-machine", "spool-collector"] {
      try home.directory(folder)
    }
    for side in [Side.machine, .collector] {
      let text = try placed(page.display(engine.configuration(side).mark), port)
      try home.file("\(side).conf", spooled(text, side))
    }
  }

  private func spooled(_ text: String, _ side: Side) -> String {
    text.replacing("/var/spool/qli", with: home.path("spool-\(side)"))
  }

  /// The page's text with the places of this scene.
  private func placed(_ text: String, _ port: UInt16) -> String {
    text.replacing("/var/log/qli", with: home.path("log"))
      .replacing("/var/log/fleet/", with: home.path("fleet/"))
      .replacing("\"collector\"", with: "\"127.0.0.1\"")
      .replacing("\"2514\"", with: "\"\(port)\"").replacing("port(2515)", with: "port(\(port))")
  }

  /// The group `later`, whose log is the next file of the pattern, as at midnight.
  func makeLaterGroup() throws {
    try home.group(
      "later", "audit_log = \"\(home.path("log"))/ops-{month}.jsonl\"\naudit_chain = true")
    try home.extension("later", "restart", sh: "exit 0")
  }

  // MARK: - The daemons

  /// Lets the machine forget what it has sent, by the page's line.
  func forget() throws {
    let line = spooled(try page.command(engine.forgetting), .machine)
    try home.program("/bin/sh", "-c", line).expect()
  }

  /// Starts it with the page's command, below another program if one is given.
  func start(_ side: Side, below outer: String = "") throws {
    let file = "/etc/qli/\(engine.configuration(side).file)"
    let (shown, program) = engine.program
    let command = try page.command("\(shown) -", with: file)
    let line = spooled(command.replacing(file, with: home.path("\(side).conf")), side)
    daemons[side] = try home.program(
      "/bin/sh", "-c", "exec \(outer) \(program)\(line.dropFirst(shown.count))"
    )
    .stdout(.file("/dev/null")).stderr(.file("/dev/null")).start()
  }

  /// Ends both, and takes the lines that `isLost` out of what was collected.
  ///
  /// - Returns: what is left.
  @discardableResult
  func endAndDrop(where isLost: (String) -> Bool) throws -> [String] {
    try end(.machine, by: SIGTERM)
    try end(.collector, by: SIGTERM)
    let file = try #require(files("fleet").first)
    let left = try lines("fleet").filter { !isLost($0) }
    try home.file(file, left.map { "\($0)\n" }.joined())
    return left
  }

  /// Lets the machine forget what it has sent, and sees that all of it is there then.
  func sendAgain(sourceLocation: SourceLocation = #_sourceLocation) throws {
    try forget()
    try start(.collector)
    try start(.machine)
    try waitUntilShipped()
    let whole = try verify()
    #expect(
      whole.ending == .exited(0), "\(whole.stdout)\(whole.stderr)", sourceLocation: sourceLocation)
  }

  func end(_ side: Side, by signal: Int32) throws {
    let daemon = try #require(daemons[side])
    try daemon.signal(signal)
    try daemon.wait()
  }

  func signal(_ side: Side, _ number: Int32) throws { try #require(daemons[side]).signal(number) }

  func waitUntilStopped(_ side: Side) throws {
    try waitUntil("it is stopped") { daemons[side]?.state == "T" }
  }

  // MARK: - The files

  func files(_ folder: String) throws -> [String] {
    let path = home.path(folder)
    return try FileManager.default.contentsOfDirectory(atPath: path)
      .filter { $0.hasSuffix(".jsonl") }.sorted().map { "\(path)/\($0)" }
  }

  /// The whole lines of all files of a folder.
  func lines(_ folder: String) throws -> [String] {
    try files(folder).flatMap { file in
      try home.read(file).split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        .map { String($0) }
    }
  }

  /// Renames the files that are written to, so that they are found all the same.
  func rotate(_ folder: String) throws {
    rotations += 1
    for file in try files(folder) where !file.contains("-old") {
      let name = file.dropLast(".jsonl".count)
      try checkedRename(file, "\(name)-old\(rotations).jsonl")
    }
  }

  private func checkedRename(_ file: String, _ name: String) throws {
    guard rename(file, name) == 0 else { throw HarnessError("rename '\(file)'") }
  }

  /// Waits until all that has been written by now is there.
  func waitUntilShipped() throws {
    let written = try Set(lines("log"))
    try waitUntil("all is collected") { try written.isSubset(of: lines("fleet")) }
  }

  /// The page's command on what was collected.
  func verify() throws -> Outcome {
    try command(page.command("qli audit verify"))
  }

  /// The numbers that the same command names as missing, for a program.
  func missing() throws -> Set<Int> {
    let found = try JSON.parse(
      command(page.command("qli audit verify").replacing(" --log", with: " --json --log")).stdout)
    let breaks = found["logs"]?.array?.flatMap { $0["breaks"]?.array ?? [] } ?? []
    return try Set(
      breaks.flatMap { part in
        try Array(#require(part["first"]?.integer)...#require(part["last"]?.integer))
      }.map { Int($0) })
  }

  /// A command of qli on the page, on all files that were collected.
  func command(_ line: String) throws -> Outcome {
    let words = line.split(separator: " ").map(String.init)
    let own = words.prefix { $0 != "--log" }.dropFirst()
    let logs = try files("fleet").flatMap { ["--log", $0] }
    return try home.qli().arguments((own + logs).map { $0 as any ByteText }).run()
  }
}
