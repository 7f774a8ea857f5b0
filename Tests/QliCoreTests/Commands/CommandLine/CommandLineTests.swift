import Testing

@testable import QliCore

/// What is read as options, and what belongs to the extension.
@Suite struct CommandLineTests {
  private func parse(_ words: String...) throws(UsageError) -> RunCommand.Meaning {
    try run(words.map { ByteString($0) })
  }

  private func run(_ words: [ByteString]) throws(UsageError) -> RunCommand.Meaning {
    let meaning = try read(words, RunCommand.Meaning.init)
    guard case .run(var line) = meaning else { return meaning }
    // As it was typed it isn't compared.
    #expect(line.front.count + line.arguments.count == words.count)
    line.front = Arguments([])
    return .run(line)
  }

  /// What the reader of a command makes of a line; it is one that qli understands.
  private func read<Meaning>(
    _ words: [ByteString], _ meaning: (CommandLine) throws(UsageError) -> Meaning
  ) throws(UsageError) -> Meaning {
    _ = try Invocation(Arguments(words))
    return try CommandLine.read(Arguments(words), meaning)
  }

  private func sources(_ words: ByteString...) throws(UsageError) -> SourcesCommand.Line {
    try read(words, SourcesCommand.Line.init)
  }

  private func line(_ words: ByteString...) throws(UsageError) -> CommandLine {
    try read(words) { $0 }
  }

  private func run(
    _ group: ByteString, _ name: ByteString, _ arguments: [ByteString] = [],
    isConfirmed: Bool = false, timeLimit: String? = nil, shape: OutputShape? = nil
  ) -> RunCommand.Meaning {
    .run(
      RunCommand.Line(
        group: group, extension: name, arguments: Arguments(arguments),
        answers: GivenAnswers(isConfirmed: isConfirmed),
        timeLimit: timeLimit.flatMap { try? RunDuration($0) }, shape: shape))
  }

  @Test func aRunIsAGroupAnExtensionAndItsArguments() throws {
    #expect(try parse("prod", "deploy") == run("prod", "deploy"))
    #expect(
      try parse("prod", "deploy", "v42", "web") == run("prod", "deploy", ["v42", "web"]))
    #expect(try parse("run", "list", "list") == run("list", "list"))
    #expect(try parse("run", "run", "run", "run") == run("run", "run", ["run"]))
  }

  @Test(arguments: [
    ["-y", "-q", "--color=never", "prod", "deploy"],
    ["--yes", "--quiet", "--color", "never", "prod", "deploy"],
    ["-yq", "prod", "--color", "never", "deploy"], ["prod", "-qy", "--color=never", "deploy"],
    ["-y", "run", "-q", "prod", "--color=never", "deploy"],
    ["-yyq", "-q", "--color=always", "prod", "--color=never", "deploy"],
  ])
  func optionsStandBeforeTheExtension(_ words: [String]) throws {
    let words = words.map { ByteString($0) }
    #expect(try run(words) == run("prod", "deploy", isConfirmed: true))
    let invocation = try Invocation(Arguments(words))
    #expect(invocation.isQuiet)
    #expect(invocation.color == .never)
  }

  @Test(arguments: [
    "--help", "-h", "--", "-y", "--yes", "-q", "--color", "--color=blue", "--json", "--version",
    "-",
    "", "list", "--unknown", "-z",
  ])
  func everythingBehindTheExtensionIsItsOwn(_ word: String) throws {
    let argument = ByteString(word)
    #expect(try parse("g", "x", word) == run("g", "x", [argument]))
    #expect(try parse("run", "g", "x", word, "-y") == run("g", "x", [argument, "-y"]))
    #expect(try parse("g", "--", "x", word) == run("g", "x", [argument]))
  }

  @Test func theActionsOfSources() throws {
    #expect(try sources("sources") == .list(isJSON: false))
    #expect(try sources("--json", "sources") == .list(isJSON: true))
    #expect(try sources("sources", "check", "a") == .check(name: "a", reference: nil))
    #expect(try sources("sources", "check", "a", "--", "-r") == .check(name: "a", reference: "-r"))
    #expect(
      try sources("-y", "sources", "pin", "a")
        == .pin(name: "a", GivenAnswers(isConfirmed: true)))
    #expect(
      try sources("sources", "pin", "--no-input", "a")
        == .pin(name: "a", GivenAnswers(forbidsAsking: true)))
    #expect(try sources("sources", "reset", "a") == .reset(name: "a"))
    #expect(try parse("run", "sources", "check") == run("sources", "check"))
  }

  @Test func aCapturedRunHasAShape() throws {
    let expected = run("g", "x", ["a"], shape: .text)
    #expect(try parse("run", "--json", "g", "x", "a") == expected)
    #expect(try parse("g", "--json", "x", "a") == expected)
    #expect(try parse("--json", "--output", "text", "g", "x", "a") == expected)
    for shape in OutputShape.allCases {
      let line = run("g", "x", shape: shape)
      #expect(try parse("run", "--json", "--output=\(shape.rawValue)", "g", "x") == line)
      #expect(try parse("--output", shape.rawValue, "g", "--json", "x") == line)
    }
    #expect(
      try parse("--output=json", "--json", "--output=lines", "g", "x")
        == run("g", "x", shape: .lines))
    // Behind the extension's name they are its own.
    #expect(
      try parse("g", "x", "--json", "--output=lines", "--timeout", "1s")
        == run("g", "x", ["--json", "--output=lines", "--timeout", "1s"]))
  }

  @Test func aTimeLimitNeedsNoCapture() throws {
    #expect(try parse("--timeout", "90s", "g", "x") == run("g", "x", timeLimit: "1m30s"))
    #expect(
      try parse("run", "g", "--timeout=1h", "x", "1s")
        == run("g", "x", ["1s"], timeLimit: "1h"))
    #expect(
      try parse("--timeout=1h", "--timeout=5ms", "-y", "--json", "g", "x")
        == run("g", "x", isConfirmed: true, timeLimit: "5ms", shape: .text))
  }

  @Test func twoDashesEndTheOptions() throws {
    #expect(
      try parse("-y", "--", "g", "x", "--") == run("g", "x", ["--"], isConfirmed: true))
    #expect(try parse("g", "--", "-y", "x") == run("g", "-y", ["x"]))
    let list = try line("--", "list", "-g")
    #expect(list.command == .list)
    #expect(list.operand(0) == "-g" && list.operandCount == 1)
    let second = try line("list", "--json", "--", "--json")
    #expect(second.command == .list && second.has(.json))
    #expect(second.operand(0) == "--json" && second.operandCount == 1)
  }

  @Test func emptyAndOddWordsArePlainWords() throws {
    #expect(try parse("", "") == run("", ""))
    #expect(try parse("-", "-", "-") == run("-", "-", ["-"]))
    let list = try line("list", "")
    #expect(list.command == .list && list.operand(0) == "")
    #expect(try parse("LIST") == .group("LIST", isHelp: false))
  }

  @Test func bytesThatAreNoTextAreKept() throws {
    let odd = try #require(ByteString([0x66, 0xff] as [UInt8]))
    #expect(try run([odd, odd, odd]) == run(odd, odd, [odd]))
    #expect(try line("list", odd).operand(0) == odd)
  }

  @Test func aGroupAloneAsksForItsExtensions() throws {
    #expect(try parse("prod") == .group("prod", isHelp: false))
    #expect(try parse("run", "list") == .group("list", isHelp: false))
    #expect(try parse("prod", "--help") == .group("prod", isHelp: true))
    #expect(try parse("--help", "prod") == .group("prod", isHelp: true))
    #expect(try parse("-h", "run", "list") == .group("list", isHelp: true))
    // Before the extension's name it is qli's own.
    #expect(try parse("prod", "-h", "deploy", "-x") == .extensionHelp("deploy", of: "prod"))
  }

  @Test(arguments: [
    ["list", "prod", "--json", "-q", "--color=always"],
    ["--json", "-q", "--color", "always", "list", "prod"],
    ["list", "-q", "--json", "--color=always", "prod"],
  ])
  func commandsTakeTheirOptionsAnywhere(_ words: [String]) throws {
    let words = words.map { ByteString($0) }
    let line = try read(words) { $0 }
    #expect(line.command == .list && line.has(.json))
    #expect(line.operand(0) == "prod" && line.operandCount == 1)
    let invocation = try Invocation(Arguments(words))
    #expect(invocation.isQuiet)
    #expect(invocation.color == .always)
  }

  @Test func operandsOfACommandWithOptionsAmongThem() throws {
    for line in [try line("which", "g", "x"), try line("which", "g", "--json", "x")] {
      #expect(line.command == .which)
      #expect(line.required(0) == "g" && line.required(1) == "x")
    }
  }

  /// What stands behind the name is the extension's, unless only an explanation has it.
  @Test func argumentsOfWhatIsExplained() throws {
    func arguments(_ words: ByteString...) throws(UsageError) -> [ByteString] {
      try read([ByteString("explain")] + words) { line throws(UsageError) in
        let found = line.explainedArguments
        return (0..<found.count).map { found[$0] }
      }
    }
    #expect(try arguments("g", "x") == [])
    #expect(
      try arguments("--json", "g", "-y", "x", "a", "--reason", "b", "-v") == ["a", "--reason", "b"])
    #expect(
      try arguments("g", "x", "-z", "-yz", "-yq", "--nope=1", "-") == [
        "-z", "-yz", "-yq", "--nope=1", "-",
      ])
    #expect(try arguments("g", "x", "--lines", "5", "-f") == ["--lines", "5", "-f"])
    #expect(try arguments("g", "x", "a", "--", "--json", "--") == ["a", "--json", "--"])
    #expect(try arguments("--", "g", "x", "--", "-y") == ["--", "-y"])
    #expect(throws: UsageError.self) { try arguments("g", "--nope", "x") }
  }

  @Test func helpHasASubject() throws {
    func subject(_ words: ByteString...) throws(UsageError) -> HelpCommand.Subject {
      try read(words, HelpCommand.Subject.init)
    }
    #expect(try subject("help") == .overview)
    #expect(try subject("help", "exit-codes") == .name("exit-codes"))
    #expect(try subject("help", "g", "x") == .extension("x", of: "g"))
    #expect(try subject("help", "manifest", "--schema") == .schema(.manifest))
    #expect(try subject("help", "--schema", "sources") == .schema(.sidecar))
    #expect(try parse("run", "--help") == .help)
    // Where help is asked for, the number of operands doesn't matter.
    #expect(try line("which", "g", "x", "y", "--help").has(.help))
    for command in BuiltIn.allCases {
      #expect(try line(ByteString(command.rawValue), "--help").command == command)
    }
  }

  /// `start` waits for something else, and reads it itself.
  @Test func howLongARunWaits() throws {
    guard case .run(let line) = try parse("--wait", "10m", "g", "x") else {
      Issue.record("no run")
      return
    }
    #expect(line.lockPatience == .seconds(600) && line.timeLimit == nil)
    let start = try read(["start", "--wait", "10m", "g", "x"], StartCommand.Line.init)
    #expect(start.run.lockPatience == nil && start.options.readyLimit == .seconds(600))
    #expect(throws: UsageError.self) { try parse("--wait", "soon", "g", "x") }
  }

  @Test func whatNewBegins() throws {
    func new(_ words: ByteString...) throws(UsageError) -> NewCommand.Line {
      try read(words, NewCommand.Line.init)
    }
    #expect(try new("new", "g") == .group("g", isGuarded: false, isOfSystem: false, from: nil))
    #expect(
      try new("new", "--guarded", "g") == .group("g", isGuarded: true, isOfSystem: false, from: nil)
    )
    #expect(
      try new("new", "--system", "g") == .group("g", isGuarded: false, isOfSystem: true, from: nil))
    #expect(
      try new("new", "g", "--from", "a")
        == .group("g", isGuarded: false, isOfSystem: false, from: "a"))
    #expect(throws: UsageError.self) { try new("new", "g", "x", "--from", "a") }
    #expect(try new("new", "g", "x") == .extension("x", of: "g", .sh, isService: false))
    #expect(
      try new("new", "g", "--shell=python", "x")
        == .extension("x", of: "g", .python, isService: false))
  }
}
