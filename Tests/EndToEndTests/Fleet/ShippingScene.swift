import Foundation
import Glibc
import TestSupport
import Testing

/// A machine that ships its log, and a collector, both as qli-fleet(7) has them, on this one.
final class ShippingScene {
  enum Side { case machine, collector }

  let home: TestHome
  let page: FleetPage
  private var daemons: [Side: RunningQli] = [:]
  private var rotations = 0

  init() throws {
    home = try TestHome()
    page = try FleetPage()
    let port = try Self.freePort()
    try home.group("ops", placed(page.display("audit_chain = true"), port))
    try home.extension("ops", "restart", sh: "exit 0")
    for folder in ["log", "fleet", "spool-machine", "spool-collector"] {
      try home.directory(folder)
    }
    for (side, module) in [(Side.machine, "imfile"), (.collector, "imrelp")] {
      let text = try page.display("module(load=\"\(module)\")")
      try home.file(
        "\(side).conf",
        placed(text, port).replacing("/var/spool/qli", with: home.path("spool-\(side)")))
    }
  }

  /// The page's text with the places of this scene.
  private func placed(_ text: String, _ port: Int) -> String {
    text.replacing("/var/log/qli", with: home.path("log"))
      .replacing("/var/log/fleet/", with: home.path("fleet/"))
      .replacing("target=\"collector\"", with: "target=\"127.0.0.1\"")
      .replacing("\"2514\"", with: "\"\(port)\"")
  }

  private static func freePort() throws -> Int {
    let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(socket) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let port = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address -> UInt16? in
        guard bind(socket, address, size) == 0 else { return nil }
        guard getsockname(socket, address, &size) == 0 else { return nil }
        return pointer.pointee.sin_port.bigEndian
      }
    }
    return Int(try #require(port))
  }

  // MARK: - The daemons

  /// Starts it with the page's command.
  func start(_ side: Side) throws {
    let file = side == .machine ? "ship.conf" : "collect.conf"
    let command = try page.display("rsyslogd -n").split(separator: "\n").first {
      $0.hasSuffix(file)
    }
    let line = try #require(command).replacing("/etc/qli/\(file)", with: home.path("\(side).conf"))
      .replacing("rsyslogd", with: CopyScene.rsyslogd ?? "")
    daemons[side] = try home.program("/bin/sh", "-c", "exec \(line)").stdout(.file("/dev/null"))
      .stderr(.file("/dev/null"))
      .start()
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

  /// A command of qli on the page, on all files that were collected.
  func command(_ line: String) throws -> Outcome {
    let words = line.split(separator: " ").map(String.init)
    let own = words.prefix { $0 != "--log" }.dropFirst()
    let logs = try files("fleet").flatMap { ["--log", $0] }
    return try home.qli().arguments((own + logs).map { $0 as any ByteText }).run()
  }
}
