import Testing

@testable import QliCore

/// Manifests that are not valid: each problem with its place, its width, and what to write instead.
@Suite struct ManifestProblemTests {
  /// What is wrong with a manifest, a problem each: `line:column+width: message`.
  private func problems(_ text: String) -> [String] {
    switch ManifestReader.read(Array(text.utf8)) {
    case .success: []
    case .failure(let problems):
      problems.list.map { "\($0.position.line):\($0.position.column)+\($0.width): \($0.message)" }
    }
  }

  /// What is wrong with these lines behind a valid beginning; the first of them is line 3.
  private func problems(behindHead lines: String) -> [String] {
    problems("schema_version = 1\ndescription = 'x'\n\(lines)")
  }

  @Test func requiredKeys() {
    let version = "1:1+1: missing key 'schema_version'; write 'schema_version = 1'"
    let description =
      "1:1+1: missing key 'description'; write 'description = \"what the group is for\"'"
    #expect(problems("") == [version, description])
    #expect(problems("\n\n# only a comment") == [version, description])
    #expect(problems("description = 'x'") == [version])
    #expect(problems("schema_version = 1") == [description])
  }

  @Test func schemaVersion() {
    func version(_ value: String) -> [String] {
      problems("description = 'x'\nschema_version = \(value)")
    }
    #expect(version("1") == [])
    #expect(
      version("2") == [
        "2:18+1: schema_version 2 is newer than this qli supports (1); "
          + "upgrade qli or downgrade the manifest"
      ])
    #expect(
      version("9223372036854775807") == [
        "2:18+19: schema_version 9223372036854775807 is newer than this qli supports (1); "
          + "upgrade qli or downgrade the manifest"
      ])
    #expect(version("0") == ["2:18+1: schema_version 0 is invalid; write 1"])
    #expect(version("-1") == ["2:18+2: schema_version -1 is invalid; write 1"])
    #expect(version("'1'") == ["2:18+3: 'schema_version' must be an integer, not a string"])
    #expect(version("true") == ["2:18+4: 'schema_version' must be an integer, not a boolean"])
    #expect(version("[1]") == ["2:18+3: 'schema_version' must be an integer, not an array"])
    #expect(version("{a=1}") == ["2:18+5: 'schema_version' must be an integer, not a table"])
    #expect(version("1.0") == ["2:18+3: unsupported float; write an integer or a string"])
  }

  @Test func ofANewerVersionNothingElseIsJudged() {
    #expect(
      problems("new_key = 1\nschema_version = 2\nconfirm = 'always'") == [
        "2:18+1: schema_version 2 is newer than this qli supports (1); "
          + "upgrade qli or downgrade the manifest"
      ])
    #expect(problems("new_key = 1\nschema_version = 0").count == 3)
  }

  @Test func unknownKeys() {
    #expect(
      problems(behindHead: "audti_log = '/x'") == [
        "3:1+9: unknown key 'audti_log'; did you mean 'audit_log'?"
      ])
    #expect(
      problems(behindHead: "\"confrim\" = true") == [
        "3:1+9: unknown key 'confrim'; did you mean 'confirm'?"
      ])
    #expect(problems(behindHead: "colour = 1") == ["3:1+6: unknown key 'colour'"])
    #expect(
      problems(behindHead: "[secret]\nx = 1") == [
        "3:2+6: unknown key 'secret'; did you mean 'secrets'?"
      ])
    #expect(problems(behindHead: "\"\" = 1") == ["3:1+2: unknown key ''"])
    // Compared as bytes, and shown with what can't be seen.
    #expect(
      problems(behindHead: "\"confirm\\u0000\" = 1") == [
        "3:1+15: unknown key 'confirm\\x00'; did you mean 'confirm'?"
      ])
    #expect(
      problems(behindHead: "\"a\\u001b[31m\\n\" = 1") == [#"3:1+15: unknown key 'a\x1b[31m\n'"#])
    #expect(
      problems(behindHead: "Confirm = true") == [
        "3:1+7: unknown key 'Confirm'; did you mean 'confirm'?"
      ])
  }

  @Test(arguments: [
    ("description", "a string"), ("banner", "a string"), ("audit_log", "a string"),
    ("confirm", "true, false or the word to type"), ("requires_env", "a table"),
    ("secrets", "an array of tables, each written [[secrets]]"),
  ])
  func wrongTypes(_ key: String, _ expected: String) {
    let values = [
      ("1", "an integer", 1), ("'x'", "a string", 3), ("true", "a boolean", 4),
      ("[]", "an array", 2), ("{}", "a table", 2),
    ]
    for (value, type, width) in values where !expected.hasPrefix(type) {
      // In place of the description, that is.
      let head = "schema_version = 1\n" + (key == "description" ? "" : "description = 'x'\n")
      let line = key == "description" ? 2 : 3
      if key == "confirm", ["a boolean", "a string"].contains(type) { continue }
      #expect(
        problems("\(head)\(key) = \(value)") == [
          "\(line):\(key.utf8.count + 4)+\(width): '\(key)' must be \(expected), not \(type)"
        ])
    }
  }

  @Test func aDescriptionOfTwoLines() {
    #expect(
      problems("schema_version = 1\ndescription = \"\"\"one\ntwo\"\"\"") == [
        "2:15+3: 'description' must be one line"
      ])
    #expect(
      problems("schema_version = 1\ndescription = \"one\\n\"") == [
        "2:15+7: 'description' must be one line"
      ])
  }

  @Test func requirementsThatAreNone() {
    #expect(
      problems(behindHead: "[requires_env]\nA = false\nB = 1\nC = ['x']\nD.E = 'x'") == [
        "4:5+5: 'A' must be a string (the exact value) or true (any value that isn't empty)",
        "5:5+1: 'B' must be a string (the exact value) or true (any value that isn't empty)",
        "6:5+5: 'C' must be a string (the exact value) or true (any value that isn't empty)",
        "7:1+1: 'D' must be a string (the exact value) or true (any value that isn't empty)",
      ])
    #expect(
      problems(behindHead: "requires_env = { A = \"a\\u0000b\" }") == [
        "3:22+10: 'A' holds a NUL character"
      ])
    let rule =
      "is no name of an environment variable; "
      + "write letters, digits and '_', not beginning with a digit"
    #expect(
      problems(behindHead: "[requires_env]\nA-B = true\n\"\" = true\n1 = true\n\"a\\nb\" = 1") == [
        "4:1+3: 'A-B' \(rule)", "5:1+2: '' \(rule)", "6:1+1: '1' \(rule)",
        "7:1+6: 'a\\nb' \(rule)",
        "7:10+1: 'a\\nb' must be a string (the exact value) or true (any value that isn't empty)",
      ])
  }

  @Test func theAuditLogsPath() {
    func path(_ value: String) -> [String] { problems(behindHead: "audit_log = \(value)") }
    #expect(path("''") == ["3:13+2: 'audit_log' is empty; write an absolute path"])
    #expect(
      path("'log/x'") == [
        "3:13+7: 'audit_log' must be absolute: begin it with '/', '~/' or a variable"
      ])
    #expect(
      path("'~bob/x'") == [
        "3:13+8: 'audit_log' can't use another user's home; write '~/' or the whole path"
      ])
    #expect(
      path("'/x/$'") == [
        "3:13+6: 'audit_log' has a '$' without a variable's name; write '$NAME' or '${NAME}'"
      ])
    #expect(path("\"/\\u0000\"") == ["3:13+9: 'audit_log' holds a NUL character"])
  }

  @Test func aSyntaxErrorIsTheOnlyOne() {
    #expect(problems("confirm = 'x'\nbanner 'x'\n= =") == ["2:8+1: expected '=', found '''"])
    #expect(
      problems("confirm = true\nconfirm = true\ncolour = 1") == [
        "2:1+7: duplicate key 'confirm'; first defined on line 1"
      ])
  }

  @Test func allProblemsAtOnceInTheirOrder() {
    let text = """
      confirm = "true"
      audti_log = "/x"

      [[secrets]]
      provider = "va/ult"
      keep_credentials = 1

      [requires_env]
      A = false
      """
    #expect(
      problems(text) == [
        "1:1+1: missing key 'schema_version'; write 'schema_version = 1'",
        "1:1+1: missing key 'description'; write 'description = \"what the group is for\"'",
        "1:11+6: 'confirm' is the word 'true' here; write true without quotes",
        "2:1+9: unknown key 'audti_log'; did you mean 'audit_log'?",
        "4:1+1: missing key 'env' in [[secrets]]",
        "4:1+1: missing key 'ref' in [[secrets]]",
        "5:12+8: 'va/ult' is no provider; write 'env', 'one_password', 'file', or the name of a "
          + "source plugin",
        "6:20+1: 'keep_credentials' must be true or false, not an integer",
        "9:5+5: 'A' must be a string (the exact value) or true (any value that isn't empty)",
      ])
  }

  /// An empty line doesn't end a table: what was meant for the group falls into the one above.
  @Test func guardsThatFellIntoATable() {
    let top = "it belongs above the first line that begins with '['"
    for key in ["confirm", "banner", "audit_log", "requires_commands", "schema_version"] {
      #expect(
        problems(behindHead: "[requires_env]\nSTAGE = true\n\n\(key) = true") == [
          "6:1+\(key.utf8.count): '\(key)' is a key of the manifest, and no variable; \(top)"
        ])
    }
    #expect(
      problems(behindHead: "[requires_env]\ncwd = '/'") == [
        "4:1+3: 'cwd' is a key of the manifest, and no variable; it belongs in [run]"
      ])
    #expect(
      problems(behindHead: "[run]\nexclusive = true\n\nconfirm = true") == [
        "6:1+7: unknown key 'confirm'; \(top)"
      ])
    #expect(
      problems(behindHead: "[[secrets]]\nenv = 'A'\nprovider = 'env'\nref = 'B'\nreason = true")
        == ["7:1+6: unknown key 'reason'; \(top)"])
    #expect(
      problems(behindHead: "[extensions.x]\ncwd = '/'") == [
        "4:1+3: unknown key 'cwd'; it belongs in [extensions.x.run]"
      ])
    // What was meant for one extension isn't sent to the whole group.
    for (lines, place) in [
      ("[extensions.x.run]\nconfirm = true", "[extensions.x]"),
      ("[extensions.x]\nprovider = 'env'", "[[extensions.x.secrets]]"),
      ("[extensions.\"a+b\"]\ntimeout = '1s'", "[extensions.\"a+b\".run]"),
      ("command = 'a'", "[extensions.NAME]"), ("complete = 'click'", "[extensions.NAME]"),
    ] {
      #expect(
        problems(behindHead: lines).map { $0.split(separator: ";").last }
          == [" it belongs in \(place)"], "\(lines)")
    }
    // In capitals it is a variable like any other.
    #expect(problems(behindHead: "[requires_env]\nCONFIRM = true") == [])
  }

  @Test(arguments: ["confirm", "reason"]) func booleansOfOtherFormats(_ key: String) {
    for (word, meant) in [
      ("yes", true), ("Yes", true), ("on", true), ("no", false), ("OFF", false),
    ] {
      #expect(
        problems(behindHead: "\(key) = '\(word)'") == [
          "3:\(key.utf8.count + 4)+\(word.utf8.count + 2): '\(key)' is the word '\(word)' here; "
            + "write \(meant) without quotes"
        ])
    }
  }

  @Test func coloursOfABanner() {
    for color in Color.allCases {
      #expect(problems(behindHead: "banner = 'x'\nbanner_color = '\(color.rawValue)'") == [])
    }
    #expect(
      problems(behindHead: "banner = 'x'\nbanner_color = 'pink'") == [
        "4:16+6: 'banner_color' must be \"red\", \"green\", \"yellow\", \"blue\", \"magenta\", or "
          + "\"cyan\""
      ])
    #expect(
      problems(behindHead: "banner_color = 'red'") == [
        "3:16+5: 'banner_color' needs a 'banner' to be the colour of"
      ])
    // The group's banner is there to have it.
    #expect(
      problems(behindHead: "banner = 'x'\n[extensions.e]\nbanner_color = 'blue'") == [])
  }

  /// What shows nothing silences the group's banner as an empty one does.
  @Test(arguments: ["", " ", "\u{a0}", "\u{3000}\t"]) func aBlankBannerWeakens(_ banner: String) {
    let found = problems(behindHead: "banner = 'x'\n[extensions.e]\nbanner = \"\(banner)\"")
    #expect(found.count == 1)
    #expect(
      found.first?.hasSuffix("'banner' would weaken the group's banner; leave it out") == true)
  }
}
