import Foundation
import TestSupport
import Testing

/// The machines `web1` and `web2` of qli-fleet(7), reached by `SecureShell`.
///
/// They share the groups, and each has a state folder of its own.
struct FleetScene {
  let home: TestHome
  let page: FleetPage
  let processes: HomeProcesses

  /// - Parameter callers: the extension's runs end with their callers.
  init(callers: Bool = false, manifest: String = "") throws {
    home = try TestHome()
    page = try FleetPage()
    processes = HomeProcesses(home)
    let shown = try page.display("audit_chain = true").replacing(
      "/var/log/qli/", with: "$XDG_STATE_HOME/")
    try home.group(
      "ops", manifest + (callers ? shown : shown.replacing("with_caller = true\n", with: "")))
    try home.link("$BIN/qli", to: Products.qli)
    _ = try SecureShell(
      in: home, variable: "XDG_STATE_HOME='\(home.path("$STATE"))'/\"$(hostname)\"")
  }

  /// A line of the page, as it is typed at a shell.
  ///
  /// Ansible keeps no connection here: a test home's path is too long for its socket.
  func typed(_ line: String) -> QliRun {
    home.program("/bin/sh", "-c", line).environment([
      "ANSIBLE_PYTHON_INTERPRETER": "/usr/bin/python3", "ANSIBLE_SSH_ARGS": "-o ControlMaster=no",
    ])
  }

  /// The records of a machine.
  func records(_ host: String) throws -> [JSON] {
    try files(host).flatMap { try home.auditLines($0) }
  }

  /// The logs of a machine.
  func files(_ host: String) throws -> [String] {
    let folder = home.path("$STATE/\(host)")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasSuffix(".jsonl") }.map { "\(folder)/\($0)" }
  }

  /// How a machine's runs have ended, as `EVENT CODE`.
  func endings(_ host: String) throws -> [String] {
    try records(host).filter { $0["event"] != "start" }.map {
      "\($0["event"]?.string ?? "") \($0["exit_code"]?.integer ?? -1)"
    }
  }
}
