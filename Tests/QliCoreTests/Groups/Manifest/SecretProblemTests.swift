import Testing

@testable import QliCore

/// What is refused of secrets when the manifest is read: the earliest moment.
@Suite struct SecretProblemTests {
  /// What is wrong with secrets, a problem each: `line:column: message`. Line 1 is the first
  /// `[[secrets]]`.
  private func problems(_ lines: String) -> [String] {
    let head = "schema_version = 1\ndescription = 'x'\n"
    switch ManifestReader.read(Array((head + lines).utf8)) {
    case .success: return []
    case .failure(let problems):
      return problems.list.map {
        "\($0.position.line - 2):\($0.position.column): \($0.message)"
      }
    }
  }

  private func secret(
    env: String = "'A'", ref: String = "'B'", provider: String = "'env'", _ more: String = ""
  ) -> String {
    "[[secrets]]\nenv = \(env)\nref = \(ref)\nprovider = \(provider)\n\(more)\n"
  }

  @Test(arguments: ["env", "ref", "provider"])
  func requiredKeys(_ key: String) {
    let lines = secret().split(separator: "\n").filter { !$0.hasPrefix("\(key) ") }
    #expect(
      problems(lines.joined(separator: "\n")) == ["1:1: missing key '\(key)' in [[secrets]]"])
  }

  @Test func unknownKeys() {
    #expect(
      problems(secret("reff = 1\nkeep_credential = true\nvalue = 'x'")) == [
        "5:1: unknown key 'reff'; did you mean 'ref'?",
        "6:1: unknown key 'keep_credential'; did you mean 'keep_credentials'?",
        "7:1: unknown key 'value'",
      ])
  }

  @Test func wrongTypes() {
    #expect(
      problems(secret(env: "1", ref: "true", provider: "[]", "keep_credentials = 'x'")) == [
        "2:7: 'env' must be a string, not an integer",
        "3:7: 'ref' must be a string, not a boolean",
        "4:12: 'provider' must be a string, not an array",
        "5:20: 'keep_credentials' must be true or false, not a string",
      ])
    #expect(
      problems("[secrets]\nenv = 'A'") == [
        "1:1: 'secrets' must be an array of tables, each written [[secrets]], not a table"
      ])
    #expect(
      problems("secrets = [1, {}, 'x']") == [
        "1:12: expected a table, found an integer", "1:15: missing key 'env' in [[secrets]]",
        "1:15: missing key 'provider' in [[secrets]]", "1:15: missing key 'ref' in [[secrets]]",
        "1:19: expected a table, found a string",
      ])
  }

  @Test func badVariableNames() {
    let rule =
      "is no name of an environment variable; "
      + "write letters, digits and '_', not beginning with a digit"
    for name in ["A-B", "1A", "", "A B", "A="] {
      #expect(problems(secret(env: "'\(name)'")) == ["2:7: '\(name)' \(rule)"])
    }
    #expect(problems(secret(env: "\"A\\u0000\"")) == ["2:7: 'A\\x00' \(rule)"])
  }

  @Test(arguments: [
    "QLI", "QLI_GROUP", "QLI_RUN_ID", "QLI_X", "PATH", "HOME", "LD_PRELOAD", "LD_X",
    "DYLD_INSERT_LIBRARIES", "BASH_ENV", "ENV", "IFS", "SHELLOPTS", "PROMPT_COMMAND",
    "NODE_OPTIONS", "PERL5OPT", "PYTHONPATH", "PYTHONSTARTUP", "RUBYOPT",
  ])
  func reservedNames(_ name: String) {
    #expect(
      problems(secret(env: "'\(name)'")) == [
        "2:7: a secret can't be called '\(name)': qli sets it, or a loader, shell or interpreter "
          + "obeys it"
      ])
    // Of the variable that is read there is nothing to fear.
    #expect(problems(secret(ref: "'\(name)'")) == [])
  }

  @Test func aSecretIsDeclaredOnce() {
    #expect(
      problems(secret(env: "'A'") + secret(env: "'B'") + secret(env: "'A'") + secret(env: "'A'"))
        == ["12:7: the secret 'A' is declared twice", "17:7: the secret 'A' is declared twice"])
    #expect(problems(secret(env: "'A'") + secret(env: "'a'")) == [])
  }

  @Test func referencesThatAreWrong() {
    #expect(
      problems(secret(ref: "''")) == ["3:7: 'ref' is empty; write what the provider is to fetch"])
    #expect(
      problems(secret(ref: "''", provider: "'one_password'")) == [
        "3:7: 'ref' is empty; write what the provider is to fetch"
      ])
    #expect(
      problems(secret(ref: "'A-B'")) == ["3:7: 'A-B' is no name of an environment variable"])
    #expect(
      problems(secret(ref: "'op://a/b/c'")) == [
        "3:7: 'op://a/b/c' is no name of an environment variable"
      ])
    #expect(problems(secret(ref: "'op://a/b/c'", provider: "'one_password'")) == [])
    for reference in ["'A'", "'Op://a/b/c'", "\"op://a/\\u0000\"", "'--account=x'"] {
      #expect(
        problems(secret(ref: reference, provider: "'one_password'")) == [
          "3:7: a 'ref' to 1Password is written 'op://vault/item/field'"
        ])
    }
  }

  @Test func pathsOfFiles() {
    #expect(
      problems(secret(ref: "'token'", provider: "'file'")) == [
        "3:7: 'ref' must be absolute: begin it with '/', '~/' or a variable"
      ])
    #expect(
      problems(secret(ref: "'~alice/token'", provider: "'file'")) == [
        "3:7: 'ref' can't use another user's home; write '~/' or the whole path"
      ])
    for reference in ["/run/token", "~/token", "$XDG_CONFIG_HOME/token", "${DIR}"] {
      #expect(problems(secret(ref: "'\(reference)'", provider: "'file'")) == [])
    }
  }

  @Test(arguments: ["1 password", "", "-vault", "a/b", String(repeating: "x", count: 65)])
  func whatIsNoProvidersName(_ name: String) {
    #expect(
      problems(secret(provider: "'\(name)'")) == [
        "4:12: '\(name)' is no provider; write 'env', 'one_password', 'file', or the name of a "
          + "source plugin"
      ])
  }

  @Test func anUnprintableProvider() {
    #expect(
      problems(secret(provider: "\"\\u001b[2J\"")) == [
        #"4:12: '\x1b[2J' is no provider; write 'env', 'one_password', 'file', or the name of a "#
          + "source plugin"
      ])
  }

  /// Whether there is such a plugin is known when it is asked.
  @Test(arguments: ["vault", "ENV", "1password", "a.b_c+d"])
  func anyOtherNameMayBeAPlugins(_ name: String) {
    #expect(problems(secret(ref: "'what ever'", provider: "'\(name)'")) == [])
  }
}
