import Foundation
import Glibc
import TestSupport
import Testing

/// A service `g x` that is a program of the machine. An ordinary user runs it: databases refuse to be
/// root's.
///
/// All is in one folder with a short path: the data, the sockets, and the folder that it runs in.
final class RealProgramScene {
  /// Who runs it where the tests run as root: somebody whom the machine knows, as `initdb` asks.
  private static let user: uid_t = 65_534

  private let folder: TemporaryFolder
  private let home: TestHome

  /// - Parameter table: the lines of `[extensions.x.service]`; `$D` in them is the folder.
  init(_ table: String, run: String = "", script: String) throws {
    folder = try TemporaryFolder()
    home = try TestHome()
    chmod(folder.path, 0o755)
    if geteuid() == 0 { try home.copy(Products.qli, to: path("qli")) }
    try makeFolders("data/qli/extensions/g", "state", "run", "work")
    try write(table, run: run, script: script)
  }

  deinit {
    var rounds = 0
    while case let left = alive(), !left.isEmpty, rounds < 1000 {
      for process in left { kill(process, SIGKILL) }
      rounds += 1
    }
  }

  func path(_ name: String) -> String { "\(folder.path)/\(name)" }

  private func makeFolders(_ names: String...) throws {
    for name in names {
      var made = folder.path
      for part in name.split(separator: "/") {
        made += "/\(part)"
        mkdir(made, 0o755)
        try own(made)
      }
    }
  }

  private func own(_ path: String) throws {
    guard geteuid() == 0 else { return }
    guard chown(path, Self.user, Self.user) == 0 else {
      throw HarnessError("cannot chown '\(path)'")
    }
  }

  /// Writes the manifest and the service anew.
  func write(_ table: String, run: String = "", script: String) throws {
    let group = path("data/qli/extensions/g")
    let manifest = """
      audit_log = "$XDG_STATE_HOME/log"
      [extensions.x.run]
      \(run)
      [extensions.x.service]
      \(table)
      """
    try file("\(group)/_manifest.toml", TestHome.manifest(manifest), mode: 0o644)
    try file("\(group)/x", "#!/bin/sh\n\(script)\n", mode: 0o755)
  }

  /// Writes a file of the user's; `$D` in it is the folder.
  func file(_ path: String, _ text: String, mode: mode_t) throws {
    try own(home.file(path, text.replacing("$D", with: folder.path), mode: mode))
  }

  /// A program that the user runs in the folder `work`.
  func program(_ program: String, _ words: [String]) -> QliRun {
    var path = ["/usr/bin", "/bin", "/usr/sbin", "/sbin"]
    if let database = Self.databasePrograms { path.append(database) }
    let run = home.program(program).arguments(words).directory(self.path("work"))
      .environment([
        "HOME": self.path("work"), "XDG_DATA_HOME": self.path("data"),
        "XDG_STATE_HOME": self.path("state"), "XDG_RUNTIME_DIR": self.path("run"),
        "PATH": path.joined(separator: ":"),
      ])
    if geteuid() != 0 { return run }
    let user = "--reuid=\(Self.user)"
    return run.wrapped(["/usr/bin/setpriv", user, "--regid=\(Self.user)", "--clear-groups"])
  }

  /// qli, run by the user.
  func qli(_ words: String...) -> QliRun {
    program(geteuid() == 0 ? path("qli") : Products.qli, words)
  }

  /// The folder of postgres's programs, the newest there is.
  static let databasePrograms: String? = {
    let versions =
      (try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib/postgresql")) ?? []
    return versions.compactMap { Int($0) }.sorted().reversed()
      .map { "/usr/lib/postgresql/\($0)/bin" }
      .first { access("\($0)/postgres", X_OK) == 0 && access("\($0)/psql", X_OK) == 0 }
  }()

  // MARK: - The service

  /// Starts it, which has to go well; with more words before its name.
  ///
  /// - Returns: what the start has told, as JSON.
  @discardableResult
  func start(_ options: String..., sourceLocation: SourceLocation = #_sourceLocation) throws -> JSON
  {
    let outcome = try qli("start", "--json").arguments(options).arguments("g", "x")
      .run(sourceLocation: sourceLocation)
    let object = try JSON.parse(outcome.stdout)
    let written = "\(object["stdout"]?.string ?? "")\(object["stderr"]?.string ?? "")"
    try #require(
      outcome.ending == .exited(0), "\(outcome.stderr)\(written)", sourceLocation: sourceLocation)
    #expect(object["outcome"] == "ready", sourceLocation: sourceLocation)
    return object
  }

  /// Stops it, and sees that nothing is left, and that it has ended with `code`.
  func stop(code: Int = 0, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let outcome = try qli("stop", "g", "x").run(sourceLocation: sourceLocation)
    #expect(outcome.ending == .exited(0), "\(outcome.stderr)", sourceLocation: sourceLocation)
    try expectStopped(code: code, sourceLocation: sourceLocation)
  }

  /// Sees that nothing is left of it, and that it has ended with `code` as it was stopped.
  func expectStopped(code: Int, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let records = try home.auditLines(path("state/log"))
    #expect(records.last?["event"] == "stopped", sourceLocation: sourceLocation)
    #expect(records.last?["exit_code"]?.integer == code, sourceLocation: sourceLocation)
    #expect(alive().isEmpty, sourceLocation: sourceLocation)
  }

  /// How it is.
  func state() throws -> String {
    let object = try JSON.parse(try qli("status", "--json", "g", "x").run().stdout)
    return object["services"]?.array?.first?["state"]?.string ?? ""
  }

  /// The processes that are in the folder, whoever started them.
  func alive() -> [pid_t] {
    let manager = FileManager.default
    let names = (try? manager.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.compactMap { pid_t($0) }.filter { process in
      let link = "/proc/\(process)/cwd"
      return (try? manager.destinationOfSymbolicLink(atPath: link))?.hasPrefix(folder.path) == true
    }
  }
}

extension Trait where Self == ConditionTrait {
  /// Skips the test, with a message, where a program of another folder isn't installed.
  static func requireProgram(_ path: String?, _ name: String) -> Self {
    .enabled(if: path.map { access($0, X_OK) == 0 } == true, "needs '\(name)', which isn't there")
  }
}
