import Testing

@testable import QliCore

/// `[extensions.NAME.service]`: every key, and every wrong value with its place.
@Suite struct ServicePolicyTests {
  private let head = "schema_version = 1\ndescription = 'x'\n"

  private func manifest(_ lines: String) throws -> Manifest {
    try ManifestReader.read(Array((head + lines).utf8)).get()
  }

  /// The policy of the extension `web`.
  private func policy(_ lines: String) throws -> Policy {
    let name = try #require(ExtensionName("web"))
    return try manifest(lines).policy(for: name)
  }

  private func service(_ lines: String) throws -> ServicePolicy {
    try #require(try policy("[extensions.web.service]\n\(lines)").service)
  }

  /// What is wrong, as `line:column+width: message`; the first of these lines is line 3.
  private func problems(_ lines: String) -> [String] {
    switch ManifestReader.read(Array((head + lines).utf8)) {
    case .success: []
    case .failure(let problems):
      problems.list.map { "\($0.position.line):\($0.position.column)+\($0.width): \($0.message)" }
    }
  }

  /// The same of lines in the table of a service; the first of them is line 1.
  private func problems(inService lines: String) -> [String] {
    switch ManifestReader.read(Array("\(head)[extensions.web.service]\n\(lines)".utf8)) {
    case .success: []
    case .failure(let problems):
      problems.list.map {
        "\($0.position.line - 3):\($0.position.column)+\($0.width): \($0.message)"
      }
    }
  }

  // MARK: - What is read

  @Test func anEmptyTableMakesAService() throws {
    for lines in ["[extensions.web.service]", "[extensions.web]\nservice = {}"] {
      let policy = try policy(lines)
      #expect(policy.service == ServicePolicy())
      #expect(policy.guardNames == ["service"])
      #expect(try manifest(lines).policy.service == nil)
    }
    #expect(try policy("[extensions.web]\n[extensions.other.service]").service == nil)
    let service = ServicePolicy()
    #expect(service.readiness == .after(try RunDuration("500ms")))
    #expect(service.readyTimeout == (try RunDuration("30s")))
    #expect(service.restartWindow == (try RunDuration("10m")))
    #expect(service.stopSignal.name == "SIGTERM")
    #expect(service.logSize == 4_194_304 && service.maxRestarts == 5)
  }

  @Test func aServiceWithEveryKey() throws {
    let digest = String(repeating: "0aF", count: 21) + "9"
    let service = try service(
      """
      ready = "endpoint"
      ready_timeout = "2m"
      endpoint = "unix:$XDG_RUNTIME_DIR/{instance}"
      idle_timeout = "30m"
      stop_signal = "SIGUSR1"
      stop_main = true
      restart = "always"
      max_restarts = 100
      restart_window = "1h"
      log_size = "1GiB"
      program_root = "~/opt"
      sha256 = ["\(digest)", "\(String(repeating: "0", count: 64))"]
      version_command = ["--version", ""]
      min_version = "1.10"
      versions = ["1.10.2", "1.11.0-rc1"]
      """)
    #expect(service.readiness == .endpoint)
    #expect(service.readyTimeout == (try RunDuration("2m")))
    #expect(service.endpoint == (try EndpointTemplate("unix:$XDG_RUNTIME_DIR/{instance}")))
    #expect(!service.endpointMayBeForeign)
    #expect(service.idleTimeout == (try RunDuration("30m")))
    #expect(service.stopSignal == .user1 && service.stopsMainAlone)
    #expect(service.restart == .always && service.maxRestarts == 100)
    #expect(service.restartWindow == (try RunDuration("1h")))
    #expect(service.logSize == 1 << 30)
    #expect(service.programRoot == (try PathTemplate("~/opt")))
    #expect(service.checksums == [digest.lowercased(), String(repeating: "0", count: 64)])
    #expect(service.versionCommand == ["--version", ""])
    #expect(service.minVersion?.text == "1.10")
    #expect(service.versions.map(\.text) == ["1.10.2", "1.11.0-rc1"])
    #expect(
      try self.service("endpoint = 'tcp:127.0.0.1:80'\nendpoint_by_others = true")
        .endpointMayBeForeign)
  }

  @Test func theKindsOfReadiness() throws {
    func readiness(_ text: String, _ more: String = "") throws -> ServicePolicy.Readiness {
      try service("ready = '\(text)'\n\(more)").readiness
    }
    #expect(try readiness("after:1m", "ready_timeout = '2m'") == .after(RunDuration("1m")))
    #expect(try readiness("endpoint", "endpoint = 'unix:auto'") == .endpoint)
    #expect(try readiness("notify") == .notify)
    #expect(try readiness("exit") == .exit)
    #expect(try readiness("file:$HOME/a:b") == .file(PathTemplate("$HOME/a:b")))
    #expect(try readiness("line:*: ready *") == .line("*: ready *"))
    #expect(try service("ready_command = ['x', '']").readiness == .command(["x", ""]))
  }

  @Test(arguments: [
    ("64KiB", 65_536), ("65KiB", 66_560), ("4MiB", 4_194_304), ("0064KiB", 65_536),
    ("1048576KiB", 1 << 30), ("1024MiB", 1 << 30), ("1GiB", 1 << 30),
  ])
  func sizesOfTheLog(_ text: String, _ size: Int64) throws {
    #expect(try service("log_size = '\(text)'").logSize == size)
  }

  @Test(arguments: ["SIGTERM", "SIGINT", "SIGQUIT", "SIGHUP", "SIGUSR1", "SIGUSR2"])
  func theSignalsThatStop(_ name: String) throws {
    #expect(try service("stop_signal = '\(name)'").stopSignal.name == name)
  }

  // MARK: - What the rest of the manifest says of it

  @Test func theGroupsLimitIsNotInherited() throws {
    let group = "run = { timeout = '1m', grace = '5s', exclusive = true }\n"
    let policy = try policy(group + "[extensions.web.service]")
    #expect(policy.run.timeLimit == nil)
    #expect(policy.run.grace == (try RunDuration("5s")))
    #expect(!policy.run.isExclusive)
    #expect(try manifest(group + "[extensions.web.service]").policy.run.isExclusive)
    // The table's place doesn't matter.
    for rule in [
      "[extensions.web.service]\n[extensions.web.run]\ntimeout = '1h'",
      "[extensions.web.run]\ntimeout = '1h'\n[extensions.web.service]",
    ] {
      #expect(try self.policy(group + rule).run.timeLimit == (try RunDuration("1h")))
    }
    #expect(
      try self.policy(group + "[extensions.web.run]\ngrace = '1s'\n[extensions.web.service]").run
        .timeLimit == nil)
  }

  @Test(arguments: ["true", "false"]) func exclusiveIsNotForAService(_ value: String) {
    #expect(
      problems("[extensions.web.run]\nexclusive = \(value)\n[extensions.web.service]") == [
        "4:1+9: 'exclusive' isn't for a service, which is started once anyway; leave it out"
      ])
  }

  @Test(arguments: [
    ("stdin", "'inherit'", "has nothing to read anyway"),
    ("with_caller", "true", "is there to outlive its caller"),
    ("with_qli", "false", "ends with what watches over it anyway"),
  ]) func whatIsForJobsAlone(_ key: String, _ value: String, _ reason: String) throws {
    #expect(
      problems("[extensions.web.run]\n\(key) = \(value)\n[extensions.web.service]") == [
        "4:1+\(key.utf8.count): '\(key)' isn't for a service, which \(reason); leave it out"
      ])
    // The group's is for its jobs.
    let group = "run = { stdin = 'null', with_caller = true, with_qli = true }\n"
    let policy = try policy(group + "[extensions.web.service]")
    #expect(!policy.run.readsNothing && !policy.run.hasCompanions)
    #expect(try manifest(group + "[extensions.web.service]").policy.run.hasCompanions)
  }

  @Test func theGuardsHoldAsEver() throws {
    let policy = try policy(
      "confirm = true\n[extensions.web]\nconfirm = 'web'\n[extensions.web.service]")
    #expect(policy.confirmation == .word("web"))
    #expect(policy.guardNames == ["confirm", "service"])
    #expect(
      problems("confirm = true\n[extensions.web]\nconfirm = false\n[extensions.web.service]") == [
        "5:11+5: 'confirm' would weaken the group's confirmation; leave it out"
      ])
  }

  // MARK: - Where it belongs

  @Test func aServiceIsOfOneExtension() {
    let place = "it belongs to one extension, written [extensions.NAME.service]"
    let own = place.replacing("NAME", with: "web")
    #expect(problems("[service]") == ["3:2+7: unknown key 'service'; \(place)"])
    #expect(problems("service = 1") == ["3:1+7: unknown key 'service'; \(place)"])
    #expect(problems("[run.service]") == ["3:6+7: unknown key 'service'; \(place)"])
    #expect(
      problems("[extensions.web.run]\nservice = {}") == ["4:1+7: unknown key 'service'; \(own)"])
    #expect(
      problems("[extensions.web.service.service]") == ["3:25+7: unknown key 'service'; \(own)"])
    #expect(
      problems("[extensions.web]\nservice = true") == [
        "4:11+4: 'service' must be a table, written [extensions.NAME.service], not a boolean"
      ])
    #expect(
      problems("[[extensions.web.service]]").map { $0.suffix(12) } == ["not an array"])
    // An extension may be called so.
    #expect(problems("[extensions.service]\n[extensions.service.service]") == [])
    // And so may a variable, as one of 'run' may.
    #expect(problems("requires_env.service = true\nrequires_env.run = true") == [])
  }

  /// An empty line doesn't end a table.
  @Test func guardsThatFellIntoTheTable() {
    for key in [
      "confirm", "banner", "reason", "audit_log", "audit_refusals", "requires_commands",
      "description", "schema_version",
    ] {
      let place =
        key == "schema_version"
        ? "above the first line that begins with '['" : "in [extensions.web]"
      #expect(
        problems(inService: "ready = 'notify'\n\n\(key) = true") == [
          "3:1+\(key.utf8.count): unknown key '\(key)'; it belongs \(place)"
        ])
    }
    for key in ["timeout", "grace", "cwd", "stdin", "exclusive", "with_caller", "with_qli", "env"] {
      #expect(
        problems(inService: "\(key) = true") == [
          "1:1+\(key.utf8.count): unknown key '\(key)'; it belongs in [extensions.web.run]"
        ])
    }
    #expect(
      problems(inService: "provider = 'env'") == [
        "1:1+8: unknown key 'provider'; it belongs in [[extensions.web.secrets]]"
      ])
  }

  @Test(arguments: ServiceKey.allCases) func keysThatFellIntoAnotherTable(_ key: ServiceKey) {
    let width = key.name.utf8.count
    let place = "it belongs in [extensions.NAME.service]"
    let own = place.replacing("NAME", with: "web")
    for header in ["[extensions.web]", "[extensions.web.run]", "[run]"] {
      #expect(
        problems("\(header)\n\(key.name) = 'x'") == [
          "4:1+\(width): unknown key '\(key.name)'; \(header == "[run]" ? place : own)"
        ])
    }
    #expect(
      problems("\(key.name) = 'x'") == ["3:1+\(width): unknown key '\(key.name)'; \(place)"])
    #expect(
      problems("[extensions.web.requires_env]\n\(key.name) = 'x'") == [
        "4:1+\(width): '\(key.name)' is a key of the manifest, and no variable; \(own)"
      ])
  }

  @Test func unknownKeys() {
    #expect(
      problems(inService: "restrat = 'always'") == [
        "1:1+7: unknown key 'restrat'; did you mean 'restart'?"
      ])
    #expect(
      problems(inService: "write = []") == [
        "1:1+5: unknown key 'write'; it belongs in [extensions.web.run]"
      ])
  }
}
