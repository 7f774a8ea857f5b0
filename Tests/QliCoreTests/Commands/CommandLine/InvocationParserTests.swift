import Testing

@testable import QliCore

/// What is read as options, and what belongs to the extension.
@Suite struct InvocationParserTests {
  private func parse(_ words: String...) throws(UsageError) -> Invocation {
    try InvocationParser.parse(Arguments(words.map { ByteString($0) }))
  }

  private func run(
    _ group: ByteString, _ name: ByteString, _ arguments: [ByteString] = [],
    isConfirmed: Bool = false, timeLimit: String? = nil, shape: OutputShape? = nil
  ) -> Invocation.Command {
    .run(
      Invocation.RunLine(
        group: group, extension: name, arguments: Arguments(arguments),
        answers: GivenAnswers(isConfirmed: isConfirmed),
        timeLimit: timeLimit.flatMap { try? RunDuration($0) }, shape: shape))
  }

  @Test func aRunIsAGroupAnExtensionAndItsArguments() throws {
    #expect(try parse("prod", "deploy") == Invocation(command: run("prod", "deploy")))
    #expect(
      try parse("prod", "deploy", "v42", "web").command == run("prod", "deploy", ["v42", "web"]))
    #expect(try parse("run", "list", "list").command == run("list", "list"))
    #expect(try parse("run", "run", "run", "run").command == run("run", "run", ["run"]))
  }

  @Test func optionsStandBeforeTheExtension() throws {
    let expected = Invocation(
      command: run("prod", "deploy", isConfirmed: true), isQuiet: true, color: .never)
    #expect(try parse("-y", "-q", "--color=never", "prod", "deploy") == expected)
    #expect(try parse("--yes", "--quiet", "--color", "never", "prod", "deploy") == expected)
    #expect(try parse("-yq", "prod", "--color", "never", "deploy") == expected)
    #expect(try parse("prod", "-qy", "--color=never", "deploy") == expected)
    #expect(try parse("-y", "run", "-q", "prod", "--color=never", "deploy") == expected)
    #expect(
      try parse("-yyq", "-q", "--color=always", "prod", "--color=never", "deploy") == expected)
  }

  @Test(arguments: [
    "--help", "-h", "--", "-y", "--yes", "-q", "--color", "--color=blue", "--json", "--version",
    "-",
    "", "list", "--unknown", "-z",
  ])
  func everythingBehindTheExtensionIsItsOwn(_ word: String) throws {
    let argument = ByteString(word)
    #expect(try parse("g", "x", word).command == run("g", "x", [argument]))
    #expect(try parse("run", "g", "x", word, "-y").command == run("g", "x", [argument, "-y"]))
    #expect(try parse("g", "--", "x", word).command == run("g", "x", [argument]))
  }

  @Test func theActionsOfSources() throws {
    #expect(try parse("sources").command == .sources(.list(isJSON: false)))
    #expect(try parse("--json", "sources").command == .sources(.list(isJSON: true)))
    #expect(
      try parse("sources", "check", "a").command == .sources(.check(name: "a", reference: nil)))
    #expect(
      try parse("sources", "check", "a", "--", "-r").command
        == .sources(.check(name: "a", reference: "-r")))
    #expect(
      try parse("-y", "sources", "pin", "a").command
        == .sources(.pin(name: "a", isConfirmed: true, forbidsAsking: false)))
    #expect(
      try parse("sources", "pin", "--no-input", "a").command
        == .sources(.pin(name: "a", isConfirmed: false, forbidsAsking: true)))
    #expect(try parse("sources", "reset", "a").command == .sources(.reset(name: "a")))
    #expect(try parse("sources", "pin", "--help").command == .commandHelp(.sources))
    #expect(try parse("run", "sources", "check").command == run("sources", "check"))
  }

  @Test func aCapturedRunHasAShape() throws {
    let expected = run("g", "x", ["a"], shape: .text)
    #expect(try parse("run", "--json", "g", "x", "a").command == expected)
    #expect(try parse("g", "--json", "x", "a").command == expected)
    #expect(try parse("--json", "--output", "text", "g", "x", "a").command == expected)
    for shape in OutputShape.allCases {
      let line = run("g", "x", shape: shape)
      #expect(try parse("run", "--json", "--output=\(shape.rawValue)", "g", "x").command == line)
      #expect(try parse("--output", shape.rawValue, "g", "--json", "x").command == line)
    }
    #expect(
      try parse("--output=json", "--json", "--output=lines", "g", "x").command
        == run("g", "x", shape: .lines))
    // Behind the extension's name they are its own.
    #expect(
      try parse("g", "x", "--json", "--output=lines", "--timeout", "1s").command
        == run("g", "x", ["--json", "--output=lines", "--timeout", "1s"]))
  }

  @Test func aTimeLimitNeedsNoCapture() throws {
    #expect(try parse("--timeout", "90s", "g", "x").command == run("g", "x", timeLimit: "1m30s"))
    #expect(
      try parse("run", "g", "--timeout=1h", "x", "1s").command
        == run("g", "x", ["1s"], timeLimit: "1h"))
    #expect(
      try parse("--timeout=1h", "--timeout=5ms", "-y", "--json", "g", "x").command
        == run("g", "x", isConfirmed: true, timeLimit: "5ms", shape: .text))
  }

  @Test func twoDashesEndTheOptions() throws {
    #expect(
      try parse("-y", "--", "g", "x", "--").command == run("g", "x", ["--"], isConfirmed: true))
    #expect(try parse("g", "--", "-y", "x").command == run("g", "-y", ["x"]))
    #expect(try parse("--", "list", "-g").command == .list(group: "-g", isJSON: false))
    #expect(
      try parse("list", "--json", "--", "--json").command == .list(group: "--json", isJSON: true))
  }

  @Test func emptyAndOddWordsArePlainWords() throws {
    #expect(try parse("", "").command == run("", ""))
    #expect(try parse("-", "-", "-").command == run("-", "-", ["-"]))
    #expect(try parse("list", "").command == .list(group: "", isJSON: false))
    #expect(try parse("LIST").command == .group("LIST", isHelp: false))
  }

  @Test func bytesThatAreNoTextAreKept() throws {
    let odd = try #require(ByteString([0x66, 0xff] as [UInt8]))
    #expect(try InvocationParser.parse(Arguments([odd, odd, odd])).command == run(odd, odd, [odd]))
    #expect(
      try InvocationParser.parse(Arguments(["list", odd])).command
        == .list(group: odd, isJSON: false))
  }

  @Test func aGroupAloneAsksForItsExtensions() throws {
    #expect(try parse("prod").command == .group("prod", isHelp: false))
    #expect(try parse("run", "list").command == .group("list", isHelp: false))
    #expect(try parse("prod", "--help").command == .group("prod", isHelp: true))
    #expect(try parse("--help", "prod").command == .group("prod", isHelp: true))
    #expect(try parse("-h", "run", "list").command == .group("list", isHelp: true))
    // Before the extension's name it is qli's own.
    #expect(try parse("prod", "-h", "deploy", "-x").command == .group("prod", isHelp: true))
  }

  @Test func commandsTakeTheirOptionsAnywhere() throws {
    let list = Invocation(
      command: .list(group: "prod", isJSON: true), isQuiet: true, color: .always)
    #expect(try parse("list", "prod", "--json", "-q", "--color=always") == list)
    #expect(try parse("--json", "-q", "--color", "always", "list", "prod") == list)
    #expect(try parse("list", "-q", "--json", "--color=always", "prod") == list)
    #expect(
      try parse("which", "g", "x").command == .which(group: "g", extension: "x", isJSON: false))
    #expect(
      try parse("which", "g", "--json", "x").command
        == .which(group: "g", extension: "x", isJSON: true))
    #expect(try parse("--json", "doctor").command == .doctor(isJSON: true))
  }

  @Test func helpAndVersion() throws {
    for line in [["--help"], ["-h"], ["help"], ["-q", "-h"]] {
      #expect(
        try InvocationParser.parse(Arguments(line.map { ByteString($0) })).command
          == .help(topic: nil))
    }
    #expect(try parse("help", "exit-codes").command == .help(topic: "exit-codes"))
    for command in BuiltIn.allCases {
      #expect(try parse(command.name, "--help").command == .commandHelp(command))
      #expect(try parse("-h", command.name).command == .commandHelp(command))
    }
    #expect(try parse("which", "g", "x", "y", "--help").command == .commandHelp(.which))
    #expect(try parse("--version").command == .version)
    #expect(try parse("version").command == .version)
  }
}
