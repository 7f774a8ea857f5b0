import Testing

@testable import QliCore

/// Lines that qli doesn't understand: what is wrong, and whose exit code it is.
@Suite struct InvocationErrorTests {
  private func expect(
    _ line: String, _ reason: UsageError.Reason, isRun: Bool,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let words = line.split(separator: " ").map { ByteString(String($0)) }
    do throws(UsageError) {
      _ = try Invocation(Arguments(words))
      Issue.record("'qli \(line)' is understood", sourceLocation: sourceLocation)
    } catch {
      #expect(error.reason == reason, "qli \(line)", sourceLocation: sourceLocation)
      #expect(error.isRun == isRun, "qli \(line)", sourceLocation: sourceLocation)
      #expect(error.exitCode == (isRun ? .qliFailed : .usage), sourceLocation: sourceLocation)
    }
  }

  @Test func aLineWithNothingToDo() {
    expect("", .noCommand, isRun: false)
    expect("-q", .noCommand, isRun: false)
    expect("--", .noCommand, isRun: false)
    expect("run", .missingOperands(.run), isRun: true)
    expect("-y run", .missingOperands(.run), isRun: true)
  }

  @Test func unknownOptions() {
    expect("--bogus", .unknownOption("--bogus"), isRun: false)
    expect("list --bogus", .unknownOption("--bogus"), isRun: false)
    expect("--bogus list", .unknownOption("--bogus"), isRun: false)
    expect("--bogus=1 doctor", .unknownOption("--bogus"), isRun: false)
    expect("-yz g x", .unknownOption("-z"), isRun: true)
    expect("-z run g x", .unknownOption("-z"), isRun: true)
    expect("g --bogus x", .unknownOption("--bogus"), isRun: true)
    expect("run g -z x", .unknownOption("-z"), isRun: true)
    expect("--Yes g x", .unknownOption("--Yes"), isRun: true)
    expect("---yes g x", .unknownOption("---yes"), isRun: true)
  }

  /// The value of an option isn't the first plain word.
  @Test func theFirstPlainWordDecidesWhoseErrorItIs() {
    expect("--bogus --color always list", .unknownOption("--bogus"), isRun: false)
    expect("--bogus --color always g x", .unknownOption("--bogus"), isRun: true)
    expect("--bogus --color=always list", .unknownOption("--bogus"), isRun: false)
    expect("--bogus -- list", .unknownOption("--bogus"), isRun: false)
    expect("--bogus -- -g x", .unknownOption("--bogus"), isRun: true)
    expect("--bogus - list", .unknownOption("--bogus"), isRun: true)
    expect("--bogus audit", .unknownOption("--bogus"), isRun: false)
  }

  @Test func optionsOfOtherCommands() {
    expect("list -y", .misplacedOption("-y", command: "list"), isRun: false)
    expect("--yes doctor", .misplacedOption("--yes", command: "doctor"), isRun: false)
    expect("version --json", .misplacedOption("--json", command: "version"), isRun: false)
    expect("list --version", .misplacedOption("--version", command: "list"), isRun: false)
    for option in ["--output=text", "--timeout=1s"] {
      let spelling = String(option.prefix { $0 != "=" })
      for command in ["list", "which", "doctor", "help", "version"] {
        expect(
          "\(command) \(option)", .misplacedOption(spelling, command: command), isRun: false)
      }
    }
    expect("g --version", .misplacedOption("--version", command: "run"), isRun: true)
  }

  @Test func linesOfAUnit() {
    expect("unit", .missingOperands(.unit), isRun: false)
    expect("unit g x a", .tooManyOperands("a", command: .unit), isRun: false)
    // What stands behind the mark belongs to the extension only where that was named before.
    expect("unit g -- x a", .tooManyOperands("a", command: .unit), isRun: false)
    expect("unit g x --bogus", .unknownOption("--bogus"), isRun: false)
    expect("unit g x --timer 5s", .badTimer("5s", option: "--timer"), isRun: false)
  }

  @Test func valuesOfOptionsThatAreWrong() {
    expect("--color", .missingValue("--color"), isRun: false)
    expect("list --color", .missingValue("--color"), isRun: false)
    expect("g --color", .missingValue("--color"), isRun: true)
    expect("--yes=1 g x", .unexpectedValue("--yes"), isRun: true)
    expect("list --json=", .unexpectedValue("--json"), isRun: false)
    for (line, isRun) in [
      ("--color=blue g x", true), ("g --color blue x", true), ("list --color blue", false),
    ] {
      expect(
        line, .badValue("blue", option: "--color", allowed: "auto|always|never"), isRun: isRun)
    }
    expect(
      "--color= list", .badValue("", option: "--color", allowed: "auto|always|never"), isRun: false)
    expect(
      "--color=Always list", .badValue("Always", option: "--color", allowed: "auto|always|never"),
      isRun: false)
  }

  @Test func theValuesOfARunsOptions() {
    let shapes = "text|json|lines"
    expect("--output", .missingValue("--output"), isRun: false)
    expect("g --output", .missingValue("--output"), isRun: true)
    expect("g --timeout", .missingValue("--timeout"), isRun: true)
    expect(
      "--json --output=xml g x", .badValue("xml", option: "--output", allowed: shapes), isRun: true)
    expect(
      "run --json --output= g x", .badValue("", option: "--output", allowed: shapes), isRun: true)
    expect(
      "run --json --output JSON g x", .badValue("JSON", option: "--output", allowed: shapes),
      isRun: true)
    // Where the value was forgotten, the group's name was taken for it.
    expect("run --timeout g x", .badDuration("g", option: "--timeout", .missingUnit), isRun: true)
    expect(
      "run --json --output g x", .badValue("g", option: "--output", allowed: shapes), isRun: true)
    // The value is looked at first.
    expect("g --output=xml x", .badValue("xml", option: "--output", allowed: shapes), isRun: true)
    expect("g --output=json x", .needsOption("--output", needed: "--json"), isRun: true)
    expect("run --output lines g x", .needsOption("--output", needed: "--json"), isRun: true)
    for (value, reason) in [
      ("10", RunDuration.SyntaxError.missingUnit), ("", .missingUnit), ("0s", .zero),
      ("1d", .badUnit("d")), ("1s1m", .badUnit("m")), ("-1s", .missingUnit),
      ("1000000h", .tooLong),
    ] {
      expect(
        "--timeout=\(value) g x", .badDuration(value, option: "--timeout", reason), isRun: true)
    }
  }

  @Test func linesOfTheTrail() {
    expect("audit --last 0", .badCount("0", option: "--last", least: 1), isRun: false)
    expect("audit --until x", .badTime("x", option: "--until"), isRun: false)
    expect("audit --close x --reason y", .badRunID("x", option: "--close"), isRun: false)
    let whole = "qli audit --close 0 --reason <text>"
    expect(
      "audit --close 0", .withoutOption("--close", needed: "--reason TEXT", line: whole),
      isRun: false)
    expect("audit --reason x", .needsOption("--reason", needed: "--close"), isRun: false)
    expect(
      "audit --close 0 --reason x --json", .contradiction("--close", "--json"), isRun: false)
    expect(
      "audit verify --last 2", .misplacedOption("--last", command: "audit verify"), isRun: false)
    expect("help --json topic", .noCommandOfHelp("topic"), isRun: false)
    expect("help --json run x", .tooManyOperands("x", command: .help), isRun: false)
  }

  @Test func requestsAndInput() {
    expect("run -", .needsOption("-", needed: "--json"), isRun: true)
    expect("run --json - g", .tooManyOperands("g", command: .run), isRun: true)
    expect(
      "run --json --output text -", .misplacedOption("--output", command: "run --json -"),
      isRun: true)
    expect("--stdin g x", .needsOption("--stdin", needed: "--json"), isRun: true)
    expect("explain --stdin g x", .misplacedOption("--stdin", command: "explain"), isRun: false)
  }

  @Test func operandsThatAreTooManyOrMissing() {
    expect("list a b", .tooManyOperands("b", command: .list), isRun: false)
    expect("which g x y", .tooManyOperands("y", command: .which), isRun: false)
    expect("doctor g x", .tooManyOperands("x", command: .doctor), isRun: false)
    expect("list --groups --json", .contradiction("--groups", "--json"), isRun: false)
    expect("version 1", .tooManyOperands("1", command: .version), isRun: false)
    expect("help a b c", .tooManyOperands("c", command: .help), isRun: false)
    expect("which", .missingOperands(.which), isRun: false)
    expect("which g", .missingOperands(.which), isRun: false)
    expect("start g", .missingOperands(.start), isRun: true)
    expect("stop", .missingOperands(.stop), isRun: false)
  }

  @Test func aGroupCalledLikeACommandIsReachedBehindRun() {
    #expect(throws: Never.self) { _ = try Invocation(Arguments(["run", "audit", "x"])) }
    #expect(throws: Never.self) { _ = try Invocation(Arguments(["list", "audit"])) }
  }

  /// The error is shown as the line asked for, as far as it was read.
  @Test func errorsKeepTheSettings() {
    for (line, isQuiet, color) in [
      ("--bogus -q list", false, ColorMode.auto), ("-q --color=always --bogus", true, .always),
      ("list a b -q --color never", true, .never), ("stop -q", true, .auto),
      ("-q stop", true, .auto), ("-q --color=never --color=blue list", true, .auto),
    ] {
      let words = line.split(separator: " ").map { ByteString(String($0)) }
      do throws(UsageError) {
        _ = try Invocation(Arguments(words))
        Issue.record("'qli \(line)' is understood")
      } catch {
        #expect(error.isQuiet == isQuiet, "qli \(line)")
        #expect(error.color == color, "qli \(line)")
      }
    }
  }
}
