/// Reads a command line.
///
/// The first plain word decides: one of qli's own commands, whose options may stand anywhere, or a
/// group. In a run qli reads options up to the extension's name; all behind it is the extension's.
struct InvocationParser {
  struct Given {
    let option: Option
    /// As it was typed.
    let spelling: String
    let value: ByteString?
  }

  private let words: Arguments
  /// The first word that wasn't read.
  private var next = 0
  private var given: [Given] = []
  /// The places of the plain words.
  private var operands = Places()
  private var command: BuiltIn?
  private var readsOptions = true
  /// What stands behind `__complete`: the words of another line.
  private var unfinished: Arguments?

  /// Reads `arguments`, without the program's name.
  static func parse(_ arguments: Arguments) throws(UsageError) -> Invocation {
    var parser = InvocationParser(words: arguments)
    do throws(UsageError) {
      try parser.readWords()
      return try parser.invocation()
    } catch {
      var error = error
      error.isQuiet = parser.has(.quiet)
      error.color =
        parser.last(.color).flatMap { ColorMode(rawValue: $0.value?.lossyText ?? "") } ?? .auto
      throw error
    }
  }

  private init(words: Arguments) { self.words = words }

  private mutating func nextWord() -> ByteString? {
    guard next < words.count else { return nil }
    next += 1
    return words[next - 1]
  }

  /// Whether the line is a run, as far as it was read.
  private var isRun: Bool { command == .run || (command == nil && !operands.isEmpty) }

  private mutating func readWords() throws(UsageError) {
    while let word = nextWord() {
      if readsOptions, word.equals("--") {
        readsOptions = false
      } else if readsOptions, word.hasPrefix("-"), word.count > 1 {
        try readOption(word)
      } else {
        try readPlainWord(word, at: next - 1)
        // The extension's name was read: the rest is its own.
        if isRun, operands.count == 2 { return }
      }
    }
  }

  private mutating func readPlainWord(_ word: ByteString, at place: Int) throws(UsageError) {
    guard command == nil, operands.isEmpty, let name = word.text else {
      operands.append(place)
      return
    }
    if let builtIn = BuiltIn(name: name) {
      command = builtIn
    } else if BuiltIn.isFutureName(name) {
      throw UsageError(reason: .reservedName(name), isRun: false)
    } else if name == CompleteCommand.name {
      unfinished = words.dropFirst(next)
      next = words.count
    } else {
      operands.append(place)
    }
  }

  private mutating func readOption(_ word: ByteString) throws(UsageError) {
    if word.hasPrefix("--") {
      let parts = word.split(at: UInt8(ascii: "="))
      try readOption(parts.front.lossyText, value: parts.back)
    } else {
      // Short options may stand together: -yq.
      for letter in word.lossyText.dropFirst() { try readOption("-\(letter)", value: nil) }
    }
  }

  private mutating func readOption(
    _ spelling: String, value: ByteString?
  ) throws(UsageError) {
    guard let option = Option(spelling: spelling) else { throw error(.unknownOption(spelling)) }
    guard option.valueName != nil else {
      if value != nil { throw error(.unexpectedValue(spelling)) }
      given.append(Given(option: option, spelling: spelling, value: nil))
      return
    }
    guard let value = value ?? nextWord() else {
      throw error(.missingValue(spelling))
    }
    given.append(Given(option: option, spelling: spelling, value: value))
  }

  /// The error, as far as the rest of the line says what it was to be.
  func error(_ reason: UsageError.Reason) -> UsageError {
    if command != nil || !operands.isEmpty { return UsageError(reason: reason, isRun: isRun) }
    guard let name = nextPlainWord?.lossyText else {
      return UsageError(reason: reason, isRun: false)
    }
    return UsageError(reason: reason, isRun: name == BuiltIn.run.name || !BuiltIn.reserves(name))
  }

  /// The first plain word of those that weren't read.
  private var nextPlainWord: ByteString? {
    var index = next
    while index < words.count {
      let word = words[index]
      index += 1
      if word.equals("--") { return index < words.count ? words[index] : nil }
      if !word.hasPrefix("-") || word.count == 1 { return word }
      if Option(spelling: word.lossyText)?.valueName != nil { index += 1 }
    }
    return nil
  }
}

// MARK: - What the words mean together

extension InvocationParser {
  private func invocation() throws(UsageError) -> Invocation {
    var invocation = Invocation(command: try meaning())
    invocation.isQuiet = has(.quiet)
    if let mode = try choice(.color, ColorMode.self) { invocation.color = mode }
    return invocation
  }

  /// The value of an option that has a few to choose from.
  private func choice<Value: RawRepresentable<String>>(
    _ option: Option, _: Value.Type
  ) throws(UsageError) -> Value? {
    guard let given = last(option), let text = given.value?.lossyText else { return nil }
    if let value = Value(rawValue: text) { return value }
    throw error(.badValue(text, option: given.spelling, allowed: option.valueName ?? ""))
  }

  private func meaning() throws(UsageError) -> Invocation.Command {
    if let unfinished { return .complete(unfinished) }
    if has(.version), command == nil, operands.isEmpty {
      try refuseOptions(but: [.version], of: BuiltIn.version.name)
      return .version
    }
    guard let command, command != .run else { return try run() }
    try refuseOptions(but: command.options, of: command.name)
    if has(.help) { return .commandHelp(command) }
    if operands.count > command.operandCounts.upperBound {
      let extra = words[operands[command.operandCounts.upperBound]]
      throw error(.tooManyOperands(extra.lossyText, command: command))
    }
    if operands.count < command.operandCounts.lowerBound { throw error(.missingOperands(command)) }
    return switch command {
    case .list: .list(group: operand, isJSON: has(.json))
    case .which:
      .which(group: words[operands[0]], extension: words[operands[1]], isJSON: has(.json))
    case .explain: .explain(try explained(), isJSON: has(.json))
    case .sources: .sources(try sources())
    case .new: .new(try new())
    case .audit: .audit(try audit())
    case .doctor: .doctor(isJSON: has(.json))
    case .completions: .completions(try completions())
    case .help where operands.count == 2:
      .extensionHelp(group: words[operands[0]], extension: words[operands[1]])
    case .help, .run: .help(topic: operand)
    case .version: .version
    }
  }

  private func completions() throws(UsageError) -> CompletionShell {
    let name = words[operands[0]].lossyText
    guard let shell = CompletionShell(rawValue: name) else { throw error(.unknownShell(name)) }
    return shell
  }

  private func sources() throws(UsageError) -> Invocation.SourcesLine {
    guard let word = operand else {
      try refuseOptions(but: [.json], of: BuiltIn.sources.name)
      return .list(isJSON: has(.json))
    }
    guard let action = SourcesAction(rawValue: word.lossyText) else {
      throw error(.unknownAction(word.lossyText))
    }
    try refuseOptions(but: action.options, of: action.line)
    let count = operands.count - 1
    if count > action.operandCounts.upperBound {
      let extra = words[operands[action.operandCounts.upperBound + 1]]
      throw error(.tooManyOperands(extra.lossyText, command: .sources))
    }
    if count < action.operandCounts.lowerBound { throw error(.missingOperandsOfAction(action)) }
    let name = words[operands[1]]
    return switch action {
    case .check: .check(name: name, reference: count > 1 ? words[operands[2]] : nil)
    case .pin: .pin(name: name, isConfirmed: has(.yes), forbidsAsking: has(.noInput))
    case .reset: .reset(name: name)
    }
  }

  private func run() throws(UsageError) -> Invocation.Command {
    guard let group = operand else {
      if has(.help) { return command == .run ? .commandHelp(.run) : .help(topic: nil) }
      throw command == .run ? error(.missingOperands(.run)) : error(.noCommand)
    }
    try refuseOptions(but: BuiltIn.run.options, of: BuiltIn.run.name)
    if has(.help) { return .group(group, isHelp: true) }
    // The values first: where one is missing, the name that follows was taken for it.
    let limit = try duration()
    let shape = try shape()
    guard operands.count > 1 else { return .group(group, isHelp: false) }
    return .run(
      Invocation.RunLine(
        group: group, extension: words[operands[1]], arguments: words.dropFirst(next),
        answers: try answers(), timeLimit: limit, shape: shape, status: try status()))
  }

  private func explained() throws(UsageError) -> Invocation.RunLine {
    Invocation.RunLine(
      group: words[operands[0]], extension: words[operands[1]], arguments: Arguments([]),
      answers: try answers(), timeLimit: try duration())
  }

  private func answers() throws(UsageError) -> GivenAnswers {
    var answers = GivenAnswers(
      isConfirmed: has(.yes), word: last(.confirm)?.value, forbidsAsking: has(.noInput))
    if let given = last(.reason), let value = given.value {
      guard let reason = value.withBytes({ ReasonText.text($0) }) else {
        throw error(.badReason(option: given.spelling))
      }
      answers.reason = reason
    }
    return answers
  }

  private func status() throws(UsageError) -> Invocation.StatusTarget {
    var target = Invocation.StatusTarget(file: last(.statusFile)?.value)
    if let given = last(.statusDescriptor), let text = given.value?.lossyText {
      guard let number = Int32(text), number > 2, !text.hasPrefix("+") else {
        throw error(.badDescriptor(text, option: given.spelling))
      }
      target.descriptor = number
    }
    return target
  }

  private func new() throws(UsageError) -> Invocation.NewLine {
    let group = words[operands[0]]
    let template = try choice(.shell, ScriptTemplate.self)
    guard operands.count == 2 else {
      if template != nil { throw error(.needsOption("--shell", needed: "EXTENSION")) }
      return .group(group, isGuarded: has(.guarded))
    }
    try refuseOptions(but: [.shell], of: "new GROUP EXTENSION")
    return .extension(words[operands[1]], of: group, template ?? .sh)
  }

  private func shape() throws(UsageError) -> OutputShape? {
    let shape = try choice(.output, OutputShape.self)
    if has(.json) { return shape ?? .text }
    if shape != nil { throw error(.needsOption("--output", needed: "--json")) }
    return nil
  }

  private func duration() throws(UsageError) -> RunDuration? {
    guard let given = last(.timeout), let text = given.value?.lossyText else { return nil }
    do throws(RunDuration.SyntaxError) {
      return try RunDuration(text)
    } catch {
      throw self.error(.badDuration(text, option: given.spelling, error))
    }
  }

  /// The first operand, if there is one.
  private var operand: ByteString? { operand(0) }

  /// An operand by its place, if there are so many.
  func operand(_ index: Int) -> ByteString? {
    index < operands.count ? words[operands[index]] : nil
  }

  private func refuseOptions(
    but options: @autoclosure () -> [Option], of name: @autoclosure () -> String
  ) throws(UsageError) {
    for given in given
    where !options().contains(given.option) && !BuiltIn.commonOptions.contains(given.option) {
      throw error(.misplacedOption(given.spelling, command: name()))
    }
  }

  /// The last one given of `option`, which counts.
  func last(_ option: Option) -> Given? { given.last { $0.option == option } }

  func has(_ option: Option) -> Bool { given.contains { $0.option == option } }
}

// MARK: - A line that isn't finished

extension InvocationParser {
  /// What `words`, the beginning of a line, say of what follows; nil if they are wrong already.
  static func unfinished(_ words: Arguments) -> UnfinishedLine? {
    var parser = InvocationParser(words: words)
    var pending: Option?
    do throws(UsageError) {
      try parser.readWords()
    } catch {
      guard case .missingValue(let spelling) = error.reason else { return nil }
      pending = Option(spelling: spelling)
    }
    let operands = parser.operands
    return UnfinishedLine(
      command: parser.command, operands: (0..<min(operands.count, 4)).map { words[operands[$0]] },
      given: parser.given.map { $0.option }, pending: pending, readsOptions: parser.readsOptions,
      readCount: parser.next)
  }
}

/// The places of the plain words of a command line: the first four, which is one more than any
/// command takes, and how many there are. No array, for every run would have to make its type.
private struct Places {
  private var first = 0
  private var second = 0
  private var third = 0
  private var fourth = 0
  private(set) var count = 0

  var isEmpty: Bool { count == 0 }

  subscript(index: Int) -> Int {
    switch index {
    case 0: first
    case 1: second
    case 2: third
    default: fourth
    }
  }

  mutating func append(_ place: Int) {
    switch count {
    case 0: first = place
    case 1: second = place
    case 2: third = place
    case 3: fourth = place
    default: break
    }
    count += 1
  }
}
