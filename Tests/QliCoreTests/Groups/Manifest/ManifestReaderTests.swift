import Testing

@testable import QliCore

/// Manifests that are valid, and what becomes of them.
@Suite struct ManifestReaderTests {
  private func manifest(_ text: String) throws -> Manifest {
    try ManifestReader.read(Array(text.utf8)).get()
  }

  private func policy(_ lines: String) throws -> Policy {
    try manifest("schema_version = 1\ndescription = 'x'\n\(lines)").policy
  }

  private func name(_ text: String) throws -> VariableName { try #require(VariableName(text)) }

  @Test func theLeastManifest() throws {
    let manifest = try manifest("schema_version = 1\ndescription = 'For tests'")
    #expect(manifest.description == "For tests")
    #expect(manifest.policy == Policy())
    #expect(manifest.policy.guardNames == [])
  }

  @Test func aManifestWithEveryKey() throws {
    let manifest = try manifest(
      """
      schema_version = 0x1
      description = "All of it"
      banner = "line one\\nline two"
      confirm = true
      audit_log = "~/log"

      [requires_env]
      STAGE = "prod"
      TOKEN = true
      EMPTY = ""

      [[secrets]]
      env = "A"
      ref = "B"
      provider = "env"

      [[secrets]]
      env = "C"
      ref = "op://vault/item/field"
      provider = "one_password"
      keep_credentials = true
      """)
    #expect(manifest.description == "All of it")
    let policy = manifest.policy
    #expect(policy.banner == "line one\nline two")
    #expect(policy.confirmation == .yes)
    #expect(policy.audit?.log == (try LogTemplate("~/log")))
    #expect(
      try policy.requirements == [
        EnvironmentRequirement(name: name("STAGE"), condition: .equal("prod")),
        EnvironmentRequirement(name: name("TOKEN"), condition: .notEmpty),
        EnvironmentRequirement(name: name("EMPTY"), condition: .equal("")),
      ])
    #expect(
      try policy.secrets == [
        SecretDeclaration(
          variable: name("A"), reference: "B", provider: .environment, keepsCredentials: false),
        SecretDeclaration(
          variable: name("C"), reference: "op://vault/item/field", provider: .onePassword,
          keepsCredentials: true),
      ])
    #expect(
      policy.guardNames == ["banner", "requires_env", "confirm", "secrets", "audit_log"])
  }

  @Test func defaultsWrittenOut() throws {
    let policy = try policy(
      "confirm = false\nbanner = ''\nrequires_env = {}\nsecrets = []")
    #expect(policy.guardNames == [])
    #expect(policy.confirmation == .none)
  }

  @Test func theFormOfATableDoesNotMatter() throws {
    let inline = try policy("requires_env = { A = 'x', B = true }")
    let dotted = try policy("requires_env.A = 'x'\nrequires_env.\"B\" = true")
    let header = try policy("[requires_env]\nA = '''x'''\nB = true")
    #expect(inline == dotted && dotted == header)
    #expect(inline.requirements.count == 2)
    let secrets = try policy("secrets = [{ env = 'A', ref = 'B', provider = 'env' }]")
    #expect(
      secrets == (try policy("[[secrets]]\nenv = 'A'\nref = 'B'\nprovider = 'env'")))
  }

  @Test func quotedKeysMeanTheSame() throws {
    #expect(try policy("\"confirm\" = true").confirmation == .yes)
    #expect(try policy("\"\\u0063onfirm\" = true").confirmation == .yes)
  }

  @Test func aByteOrderMarkAndWindowsLineEndsAreFine() throws {
    let text = "\u{feff}schema_version = 1\r\ndescription = 'x'\r\nbanner = '''\r\na\r\nb'''\r\n"
    #expect(try manifest(text).policy.banner == "a\nb")
  }

  @Test func valuesAreComparedAsBytes() throws {
    let composed = try policy("requires_env.A = '\u{e9}'")
    let decomposed = try policy("requires_env.A = 'e\u{301}'")
    #expect(composed != decomposed)
  }

  @Test func aSecretsReferenceMayLookLikeAnything() throws {
    // Only what the provider can't fetch is refused.
    for reference in ["op://a", "op://a b/ü/c?attribute=otp", "op://$x/`y`"] {
      let secrets = try policy(
        "[[secrets]]\nenv = 'A'\nref = '\(reference)'\nprovider = 'one_password'"
      ).secrets
      #expect(secrets.map(\.reference) == [reference])
    }
  }

  @Test func theStoresOwnNamesMayBeSecrets() throws {
    let secrets = try policy(
      "[[secrets]]\nenv = 'OP_SERVICE_ACCOUNT_TOKEN'\nref = 'A'\nprovider = 'env'"
    ).secrets
    #expect(secrets.map(\.variable.text) == ["OP_SERVICE_ACCOUNT_TOKEN"])
  }
}
