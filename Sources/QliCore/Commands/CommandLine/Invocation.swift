/// What was asked of qli.
struct Invocation {
  /// Does what a command line asks for.
  typealias Action = (RunContext) -> ExitStatus

  let action: Action
  var isQuiet = false
  var color = ColorMode.auto

  /// Understands `arguments`, without the program's name. Nothing has been looked at yet but them.
  init(_ arguments: Arguments) throws(UsageError) {
    self = try CommandLine.read(arguments) { line throws(UsageError) in
      Invocation(
        action: try Self.action(line), isQuiet: line.has(.quiet),
        color: try line.choice(.color, ColorMode.self) ?? .auto)
    }
  }

  private init(action: @escaping Action, isQuiet: Bool, color: ColorMode) {
    self.action = action
    self.isQuiet = isQuiet
    self.color = color
  }

  private static func action(_ line: CommandLine) throws(UsageError) -> Action {
    if let words = line.unfinished { return { CompleteCommand.run(words, $0) } }
    if line.command == nil, line.operandCount == 0 {
      if line.has(.version) {
        try line.refuseOptions(but: [.version], of: BuiltIn.version.rawValue)
        return VersionCommand.run
      }
      if line.has(.help) { return { HelpCommand.run(.overview, $0) } }
      // Alone it is what other programs print their version for.
      if let given = line.last(.verbose) { throw line.error(.unknownOption(given.spelling)) }
    }
    // A run is read without its description, which would have to be made for each.
    guard let command = line.command, command != .run else {
      return try RunCommand.action(line)
    }
    let description = command.description
    try line.refuseOptions(but: description.options, of: command.rawValue)
    if line.has(.help) { return { HelpCommand.run(.command(command), $0) } }
    try line.checkOperands(
      description.operandCounts, of: command, missing: .missingOperands(command))
    return try description.action(line)
  }
}
