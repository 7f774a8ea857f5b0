import Testing

@testable import QliCore

/// `requires_commands` and `[run]`: every key, and every wrong value with its place.
@Suite struct RunPolicyTests {
  private let head = "schema_version = 1\ndescription = 'x'\n"

  private func policy(_ lines: String) throws -> Policy {
    try ManifestReader.read(Array((head + lines).utf8)).get().policy
  }

  /// What is wrong, as `line:column+width: message`; the first of these lines is line 3.
  private func problems(_ lines: String) -> [String] {
    switch ManifestReader.read(Array((head + lines).utf8)) {
    case .success: []
    case .failure(let problems):
      problems.list.map { "\($0.position.line):\($0.position.column)+\($0.width): \($0.message)" }
    }
  }

  @Test func aPolicyWithEveryKey() throws {
    let policy = try policy(
      """
      requires_commands = ["kubectl", "helm"]

      [run]
      timeout = "1h30m"
      grace = "500ms"
      env = ["HOME", "LANG", "AWS_*"]
      cwd = "$HOME/infra"
      stdin = "null"
      exclusive = true
      with_caller = true
      with_qli = true
      """)
    #expect(policy.requiredCommands == ["kubectl", "helm"])
    #expect(policy.run.timeLimit?.milliseconds == 5_400_000)
    #expect(policy.run.grace.milliseconds == 500)
    #expect(policy.run.environment.map { $0.map(\.description) } == [["HOME", "LANG", "AWS_*"]])
    #expect(policy.run.directory == (try PathTemplate("$HOME/infra")))
    #expect(policy.run.isExclusive)
    #expect(policy.run.readsNothing && policy.run.endsWithCaller && policy.run.endsWithQli)
    #expect(
      policy.guardNames == ["requires_commands", "exclusive", "with_caller", "with_qli"])
    #expect(try self.policy("requires_commands = []\n[run]\nexclusive = false").guardNames == [])
  }

  @Test(arguments: ["timeout", "grace"]) func durationsThatAreWrong(_ key: String) {
    func duration(_ value: String) -> [String] {
      problems("[run]\n\(key) = \(value)").map { $0.replacing("'\(key)' ", with: "") }
    }
    let column = key.utf8.count + 4
    let type = "must be a string such as \"90s\", \"10m\" or \"1h30m\", not"
    #expect(duration("10") == ["4:\(column)+2: \(type) an integer"])
    #expect(duration("true") == ["4:\(column)+4: \(type) a boolean"])
    #expect(duration("['1s']") == ["4:\(column)+6: \(type) an array"])
    #expect(duration("{ s = 1 }") == ["4:\(column)+9: \(type) a table"])
    let unit = "needs a number and a unit; write '90s', '10m' or '1h30m'"
    #expect(duration("''") == ["4:\(column)+2: \(unit)"])
    #expect(duration("'10'") == ["4:\(column)+4: \(unit)"])
    #expect(duration("'0s'") == ["4:\(column)+4: must be more than zero"])
    let order = "there; write 'h', 'm', 's' and 'ms' in this order, as in '1h30m'"
    #expect(duration("'10 minutes'") == ["4:\(column)+12: has no unit ' minutes' \(order)"])
    #expect(duration("'1m1h'") == ["4:\(column)+6: has no unit 'h' \(order)"])
    #expect(duration("'1000000h'") == ["4:\(column)+10: is longer than a hundred years"])
    #expect(duration("'1ms'") == [])
  }

  @Test func patternsThatAreWrong() {
    #expect(
      problems("[run]\nenv = ['A', '*', 'B-C', '', 'A*B', '1', \"\\u001b*\"]") == [
        "4:13+3: '*' would let everything through; leave 'env' out for that",
        "4:18+5: 'B-C' is no pattern of variables; write 'NAME' or 'PREFIX*'",
        "4:25+2: '' is no pattern of variables; write 'NAME' or 'PREFIX*'",
        "4:29+5: 'A*B' is no pattern of variables; write 'NAME' or 'PREFIX*'",
        "4:36+3: '1' is no pattern of variables; write 'NAME' or 'PREFIX*'",
        "4:41+9: '\\x1b*' is no pattern of variables; write 'NAME' or 'PREFIX*'",
      ])
    #expect(
      problems("[run]\nenv = 'HOME'") == ["4:7+6: 'env' must be an array of strings, not a string"])
    #expect(
      problems("[run]\nenv = ['HOME', 1, ['A']]") == [
        "4:16+1: 'env' must be an array of strings, not of an integer",
        "4:19+5: 'env' must be an array of strings, not of an array",
      ])
    #expect(problems("[run]\nenv = []") == [])
  }

  @Test func foldersThatAreWrong() {
    func folder(_ value: String) -> [String] { problems("[run]\ncwd = \(value)") }
    #expect(folder("1") == ["4:7+1: 'cwd' must be a string, not an integer"])
    #expect(folder("''") == ["4:7+2: 'cwd' is empty; write an absolute path"])
    #expect(
      folder("'infra'") == [
        "4:7+7: 'cwd' must be absolute: begin it with '/', '~/' or a variable"
      ])
    #expect(
      folder("'~ada/x'") == [
        "4:7+8: 'cwd' can't use another user's home; write '~/' or the whole path"
      ])
    #expect(
      folder("'/x/${'") == [
        "4:7+7: 'cwd' has a '$' without a variable's name; write '$NAME' or '${NAME}'"
      ])
    #expect(folder("\"/\\u0000\"") == ["4:7+9: 'cwd' holds a NUL character"])
    for value in ["'~'", "'~/x'", "'$A'", "'/'"] { #expect(folder(value) == []) }
  }

  @Test(arguments: ["with_caller", "with_qli"]) func booleans(_ key: String) {
    for (value, type) in [("'yes'", "a string"), ("1", "an integer"), ("[]", "an array")] {
      #expect(
        problems("[run]\n\(key) = \(value)") == [
          "4:\(key.utf8.count + 4)+\(value.utf8.count): '\(key)' must be true or false, not \(type)"
        ])
    }
  }

  @Test func exclusiveForAUserOrOnTheMachine() throws {
    for (value, type) in [("'yes'", "a string"), ("1", "an integer"), ("''", "a string")] {
      #expect(
        problems("[run]\nexclusive = \(value)") == [
          "4:13+\(value.utf8.count): 'exclusive' must be true, false or \"machine\", not \(type)"
        ])
    }
    let machine = try policy("[run]\nexclusive = 'machine'").run
    #expect(machine.isExclusive && machine.isExclusiveOnMachine)
    #expect(try !policy("[run]\nexclusive = true").run.isExclusiveOnMachine)
    #expect(try policy("[run]\nexclusive = 'machine'").guardNames == ["exclusive"])
  }

  @Test func standardInputIsNothingOrWhatQliHas() throws {
    for value in ["'none'", "'Null'", "''", "true", "1", "[]"] {
      #expect(
        problems("[run]\nstdin = \(value)") == [
          "4:9+\(value.utf8.count): 'stdin' must be \"null\" or \"inherit\""
        ])
    }
    #expect(try !policy("[run]\nstdin = 'inherit'").run.readsNothing)
    #expect(try policy("[run]\nstdin = 'inherit'").run == RunPolicy())
  }

  @Test func commandsThatAreNoNames() {
    #expect(
      problems("requires_commands = ['', '/bin/sh', 'a/b', \"a\\u0000\", 'fine']") == [
        "3:22+2: '' is no name of a program on PATH",
        "3:26+9: '/bin/sh' is no name of a program on PATH",
        "3:37+5: 'a/b' is no name of a program on PATH",
        "3:44+9: 'a\\x00' is no name of a program on PATH",
      ])
    #expect(
      problems("requires_commands = { helm = true }") == [
        "3:21+15: 'requires_commands' must be an array of strings, not a table"
      ])
    #expect(
      problems("requires_commands = ['a', true]") == [
        "3:27+4: 'requires_commands' must be an array of strings, not of a boolean"
      ])
  }

  @Test func unknownKeysAndTypes() {
    #expect(
      problems("[run]\ntimout = '1s'\nenviron = []\nconfirm = true") == [
        "4:1+6: unknown key 'timout'; did you mean 'timeout'?", "5:1+7: unknown key 'environ'",
        "6:1+7: unknown key 'confirm'; it belongs above the first line that begins with '['",
      ])
    #expect(problems("timeout = '1s'") == ["3:1+7: unknown key 'timeout'; it belongs in [run]"])
    #expect(
      problems("run = '1s'") == ["3:7+4: 'run' must be a table, written [run], not a string"])
    #expect(
      problems("[[run]]\ntimeout = '1s'").map { $0.suffix(12) } == ["not an array"])
    #expect(
      problems("requires_comands = []") == [
        "3:1+16: unknown key 'requires_comands'; did you mean 'requires_commands'?"
      ])
  }
}
