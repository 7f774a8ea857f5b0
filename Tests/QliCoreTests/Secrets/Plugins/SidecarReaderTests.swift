import Testing

@testable import QliCore

/// Sidecars of source plugins: what they mean, and every problem with its place.
@Suite struct SidecarReaderTests {
  private static let least = """
    name = "vault"
    version = "0.1.0"
    executable = "qli-source-vault"

    """

  private func read(
    _ text: String, checksum: SidecarReader.ChecksumUse = .compared
  ) throws -> Result<SourceDefinition, ManifestProblems> {
    let name = try #require(ExtensionName("vault"))
    return SidecarReader.read(
      Array(text.utf8), of: name, at: "/data/qli/sources/qli-source-vault.toml",
      checksum: checksum)
  }

  private func definition(_ text: String) throws -> SourceDefinition { try read(text).get() }

  /// What is wrong, a problem each: `line:column+width: message`.
  private func problems(_ text: String) throws -> [String] {
    switch try read(text) {
    case .success: []
    case .failure(let problems):
      problems.list.map { "\($0.position.line):\($0.position.column)+\($0.width): \($0.message)" }
    }
  }

  /// The same for lines behind those that have to be there; the first of them is line 4.
  private func problems(behindHead lines: String) throws -> [String] {
    try problems(Self.least + lines)
  }

  // MARK: - What is valid

  @Test func theLeastSidecar() throws {
    let definition = try definition(Self.least)
    #expect(definition.name == "vault")
    #expect(definition.version == "0.1.0")
    #expect(definition.sidecar == "/data/qli/sources/qli-source-vault.toml")
    #expect(definition.program == "/data/qli/sources/qli-source-vault")
    #expect(definition.mustStayInFolder)
    #expect(definition.allowedVariables.isEmpty)
    #expect(definition.credentialVariables.isEmpty)
    #expect(definition.checksum == nil)
    #expect(definition.config == nil)
    #expect(
      definition.lifetime
        == SourceLifetime(
          requestTimeout: .seconds(30), idleTimeout: .seconds(60), shutdownGrace: .seconds(10),
          restartWindow: .seconds(60), restartCap: 3))
  }

  @Test func aSidecarWithEveryKey() throws {
    let text = """
      name = "vault"
      version = "2"
      executable = "/opt/vault/../bin/run"
      allowed_env_vars = ["HOME", "VAULT_*"]
      credential_env_vars = ["VAULT_TOKEN", "VAULT_T*", "HOME"]
      checksum_sha256 = "E3B0C44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
      [config]
      address = "https://vault.example"
      [lifetime]
      request_timeout = "1ms"
      idle_timeout = "2m"
      shutdown_grace = "1h"
      restart_window = "1h30m"
      restart_cap = 1000
      """
    let definition = try definition(text)
    #expect(definition.program == "/opt/vault/../bin/run")
    #expect(!definition.mustStayInFolder)
    #expect(definition.allowedVariables.map(\.description) == ["HOME", "VAULT_*"])
    #expect(
      definition.credentialVariables.map(\.description) == ["VAULT_TOKEN", "VAULT_T*", "HOME"])
    #expect(definition.checksum == SHA256.digest(of: []))
    #expect(definition.config?.entries.map(\.key) == ["address"])
    #expect(definition.lifetime.requestTimeout.milliseconds == 1)
    #expect(definition.lifetime.idleTimeout.description == "2m")
    #expect(definition.lifetime.shutdownGrace.description == "1h")
    #expect(definition.lifetime.restartWindow.description == "1h30m")
    #expect(definition.lifetime.restartCap == 1000)
  }

  @Test func aProgramFurtherDown() throws {
    let text = Self.least.replacing("\"qli-source-vault\"", with: "\"vault.d/..x/run\"")
    #expect(try definition(text).program == "/data/qli/sources/vault.d/..x/run")
  }

  @Test func aChecksumThatIsToBeReplacedMayBeAnything() throws {
    let text = Self.least + "checksum_sha256 = ''\n"
    #expect(try problems(text).count == 1)
    #expect(try read(text, checksum: .ignored).get().checksum == nil)
  }

  // MARK: - What isn't

  @Test func requiredKeys() throws {
    #expect(
      try problems("") == [
        "1:1+1: missing key 'name'; write 'name = \"vault\"'",
        "1:1+1: missing key 'version'; write 'version = \"0.1.0\"'",
        "1:1+1: missing key 'executable'; write 'executable = \"qli-source-vault\"'",
      ])
  }

  @Test func aSyntaxErrorIsTheOnlyProblem() throws {
    #expect(
      try problems("name = \nversion = 1") == ["1:8+1: expected a value, found the end of the line"]
    )
  }

  @Test func unknownKeys() throws {
    #expect(
      try problems(behindHead: "alowed_env_vars = []\n[lifetime]\nrestart_cup = 3\n") == [
        "4:1+15: unknown key 'alowed_env_vars'; did you mean 'allowed_env_vars'?",
        "6:1+11: unknown key 'restart_cup'; did you mean 'restart_cap'?",
      ])
    // What is in the config is the plugin's own.
    #expect(try problems(behindHead: "[config]\nanything = { at = ['all'] }\n") == [])
  }

  @Test func theNameIsThatOfTheFile() throws {
    #expect(
      try problems(Self.least.replacing("\"vault\"", with: "\"Vault\"")) == [
        "1:8+7: 'name' must be 'vault', as the file's name says"
      ])
    #expect(
      try problems(Self.least.replacing("\"vault\"", with: "1")) == [
        "1:8+1: 'name' must be a string, not an integer"
      ])
  }

  @Test(arguments: [
    ("''", "'version' is empty; write '\"0.1.0\"'"),
    ("'1\\n2'", nil), ("\"1\\n2\"", "'version' must be one line"),
    ("1", "'version' must be a string, not an integer"),
  ])
  func versionsThatAreWrong(_ value: String, _ problem: String?) throws {
    let found = try problems(Self.least.replacing("\"0.1.0\"", with: value))
    #expect(found == (problem.map { ["2:11+\(value.count): \($0)"] } ?? []))
  }

  @Test(arguments: [
    ("''", "'executable' is empty; write 'qli-source-vault'"),
    ("\"a\\u0000b\"", "'executable' holds a NUL character; write 'qli-source-vault'"),
    ("[]", "'executable' must be a string, not an array"),
    ("'../x'", Self.upward), ("'a/../x'", Self.upward), ("'a/..'", Self.upward),
    ("'..'", Self.upward),
  ])
  func programsThatAreWrong(_ value: String, _ problem: String) throws {
    #expect(
      try problems(Self.least.replacing("\"qli-source-vault\"", with: value)) == [
        "3:14+\(value.count): \(problem)"
      ])
  }

  private static let upward =
    "'executable' must not lead out of the sidecar's folder; leave '..' out, "
    + "or write an absolute path"

  @Test func patternsOfVariablesThatAreWrong() throws {
    #expect(
      try problems(behindHead: "allowed_env_vars = ['A', '*', 'a-b', 1]\n") == [
        "4:26+3: '*' is no pattern of variables; write 'NAME' or 'PREFIX*'",
        "4:31+5: 'a-b' is no pattern of variables; write 'NAME' or 'PREFIX*'",
        "4:38+1: 'allowed_env_vars' must be an array of strings, not of an integer",
      ])
    #expect(
      try problems(behindHead: "allowed_env_vars = 'A'\ncredential_env_vars = 'A'\n") == [
        "4:20+3: 'allowed_env_vars' must be an array of strings, not a string",
        "5:23+3: 'credential_env_vars' must be an array of strings, not a string",
      ])
  }

  @Test func credentialsThatThePluginDoesNotGet() throws {
    let lines = """
      allowed_env_vars = ["A", "P_*"]
      credential_env_vars = ["A", "AB", "A*", "P_", "P_X", "P_X*", "P*"]

      """
    let reason = "isn't among 'allowed_env_vars', so the plugin doesn't get it"
    #expect(
      try problems(behindHead: lines) == [
        "5:29+4: 'AB' \(reason)", "5:35+4: 'A*' \(reason)", "5:62+4: 'P*' \(reason)",
      ])
  }

  @Test(arguments: ["''", "'e3b0'", "'sha256:e3b0'", "1", "true"])
  func checksumsThatAreWrong(_ value: String) throws {
    let type = ["1": "an integer", "true": "a boolean"][value]
    let problem =
      type.map { "must be a string, not \($0)" }
      ?? "must be 64 hexadecimal digits; 'qli sources pin vault' writes them"
    #expect(
      try problems(behindHead: "checksum_sha256 = \(value)\n") == [
        "4:19+\(value.count): 'checksum_sha256' \(problem)"
      ])
  }

  @Test func tablesThatAreNone() throws {
    #expect(
      try problems(behindHead: "config = 1\nlifetime = 'x'\n") == [
        "4:10+1: 'config' must be a table, written [config], not an integer",
        "5:12+3: 'lifetime' must be a table, written [lifetime], not a string",
      ])
  }

  @Test func lifetimesThatAreWrong() throws {
    let lines = """
      [lifetime]
      request_timeout = "0s"
      idle_timeout = 60
      shutdown_grace = "10"
      restart_window = "x"
      restart_cap = 0

      """
    #expect(
      try problems(behindHead: lines) == [
        "5:19+4: 'request_timeout' must be more than zero",
        "6:16+2: 'idle_timeout' must be a string such as \"90s\", \"10m\" or \"1h30m\", "
          + "not an integer",
        "7:18+4: 'shutdown_grace' needs a number and a unit; write '90s', '10m' or '1h30m'",
        "8:18+3: 'restart_window' needs a number and a unit; write '90s', '10m' or '1h30m'",
        "9:15+1: 'restart_cap' must be from 1 to 1000",
      ])
    for (value, problem) in [
      ("-1", "must be from 1 to 1000"), ("1001", "must be from 1 to 1000"),
      ("'3'", "must be an integer, not a string"),
    ] {
      #expect(
        try problems(behindHead: "lifetime.restart_cap = \(value)\n") == [
          "4:24+\(value.count): 'restart_cap' \(problem)"
        ])
    }
  }
}
