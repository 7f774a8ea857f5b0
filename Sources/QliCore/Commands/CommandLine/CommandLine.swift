/// The words of a command line, sorted: a command, plain words and options.
///
/// The first plain word decides: one of qli's own commands, whose options may stand anywhere, or a
/// group. In a run qli reads options up to the extension's name; all behind it is the extension's.
struct CommandLine {
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
  /// The command of qli's own, if that was typed.
  private(set) var command: BuiltIn?
  /// Whether no `--` was read.
  private(set) var readsOptions = true
  /// What stands behind `__complete`: the words of another line.
  private(set) var unfinished: Arguments?

  private init(words: Arguments) { self.words = words }

  private mutating func nextWord() -> ByteString? {
    guard next < words.count else { return nil }
    next += 1
    return words[next - 1]
  }

  /// Whether the line is a run, as far as it was read.
  private var isRun: Bool { command?.startsExtensions ?? !operands.isEmpty }

  private mutating func readWords() throws(UsageError) {
    while let word = nextWord() {
      if readsOptions, word.equals("--") {
        readsOptions = false
        // The extension's name was read, and this sets its arguments apart.
        if operands.count == 2, command?.namesArguments == true { return }
      } else if readsOptions, word.hasPrefix("-"), word.count > 1, !isExplainedArgument(word) {
        try readOption(word)
      } else {
        try readPlainWord(word, at: next - 1)
        // The extension's name was read: the rest is its own.
        if isRun, operands.count == 2 { return }
      }
    }
  }

  /// Whether `word`, which looks like an option, stands behind the name of an extension that is explained,
  /// and is its argument, as in a run: so the line of a run can be explained by putting that word into it.
  private func isExplainedArgument(_ word: ByteString) -> Bool {
    command == .explain && operands.count >= 2 && !Self.isOfExplanation(word)
  }

  /// What says how an explanation is shown, and nothing of the run.
  static let ofExplanation: [Option] = [.json, .verbose, .quiet, .color]

  /// Whether `word`, which may be several short ones, is an option of the explanation, and none of the run that
  /// is explained.
  private static func isOfExplanation(_ word: ByteString) -> Bool {
    let isKnown = { (spelling: String) in
      Option(spelling: spelling).map { ofExplanation.contains($0) } ?? false
    }
    if word.hasPrefix("--") { return isKnown(word.split(at: UInt8(ascii: "=")).front.lossyText) }
    return word.lossyText.dropFirst().allSatisfy { isKnown("-\($0)") }
  }

  private mutating func readPlainWord(_ word: ByteString, at place: Int) throws(UsageError) {
    guard command == nil, operands.isEmpty, let name = word.text else {
      operands.append(place)
      return
    }
    if let builtIn = BuiltIn(rawValue: name) {
      command = builtIn
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
      let letters = word.lossyText.dropFirst().map { "-\($0)" }
      let name = word.split(at: UInt8(ascii: "=")).front.lossyText
      // A long one with one dash is none of them; what follows it is its value.
      if letters.contains(where: { Option(spelling: $0) == nil }),
        Option(spelling: "-\(name)") != nil
      {
        if Option(spelling: "-\(name)")?.valueName != nil, !word.contains([.equals]) {
          _ = nextWord()
        }
        throw error(.unknownOption(name))
      }
      for letter in letters { try readOption(letter, value: nil) }
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
    if nextPlainWord == nil { return UsageError(reason: reason, isRun: false) }
    return UsageError(reason: reason, isRun: commandThatFollows?.startsExtensions ?? true)
  }

  /// The command whose name wasn't read yet.
  private var commandThatFollows: BuiltIn? {
    guard operands.isEmpty, let name = nextPlainWord?.lossyText else { return nil }
    return BuiltIn(rawValue: name)
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

// MARK: - What was read

extension CommandLine {
  /// Sorts `words` and gives them to `meaning`. Its errors, and those of the words, are shown as the
  /// line asks for, as far as it was read.
  static func read<Meaning>(
    _ words: Arguments, _ meaning: (CommandLine) throws(UsageError) -> Meaning
  ) throws(UsageError) -> Meaning {
    var line = CommandLine(words: words)
    do throws(UsageError) {
      try line.readWords()
      return try meaning(line)
    } catch {
      var error = error
      error.isQuiet = line.has(.quiet)
      error.color =
        line.last(.color).flatMap { ColorMode(rawValue: $0.value?.lossyText ?? "") } ?? .auto
      error.command = line.command ?? line.commandThatFollows
      error.operands = (0..<4).compactMap { line.operand($0) }
      error.statusFile = line.last(.statusFile)?.value
      throw error
    }
  }

  /// How many plain words there are, beside the command's name.
  var operandCount: Int { operands.count }

  /// A plain word by its place among them, if there are so many: the first four can be asked for.
  func operand(_ index: Int) -> ByteString? {
    index < operands.count ? words[operands[index]] : nil
  }

  /// The plain words from `index` on, however many there are.
  func operands(from index: Int) -> [ByteString] {
    var found: [ByteString] = []
    var (next, isPlain) = (0, false)
    while next < words.count {
      let word = words[next]
      next += 1
      if !isPlain, word.equals("--") {
        isPlain = true
      } else if !isPlain, word.hasPrefix("-"), word.count > 1 {
        if Option(spelling: word.lossyText)?.valueName != nil { next += 1 }
      } else {
        found.append(word)
      }
    }
    // The command's own name is the first.
    return Array(found.dropFirst(index + (command == nil ? 0 : 1)))
  }

  /// The arguments of the extension that is explained: what stands behind its name, but for the options of
  /// `explain` in front of a `--`.
  var explainedArguments: Arguments {
    var found: [ByteString] = []
    var (next, isPlain, count) = (0, false, 0)
    while next < words.count {
      let word = words[next]
      next += 1
      if !isPlain, word.equals("--") {
        isPlain = true
      } else if !isPlain, word.hasPrefix("-"), word.count > 1,
        count < 3 || Self.isOfExplanation(word)
      {
        if Option(spelling: word.lossyText)?.valueName != nil { next += 1 }
      } else {
        // The command's name, and two more.
        if count >= 3 { found.append(word) }
        count += 1
      }
    }
    return Arguments(found)
  }

  /// A plain word that the command can't be without; its line was refused where there are too few.
  func required(_ index: Int) -> ByteString { operand(index) ?? "" }

  /// What stands behind the extension's name in a run, or behind the `--` that follows it elsewhere.
  var rest: Arguments { words.dropFirst(next) }

  /// The words before that, as they were typed.
  var front: Arguments { words.prefix(next) }

  func has(_ option: Option) -> Bool { given.contains { $0.option == option } }

  /// The last one given of `option`, which counts.
  func last(_ option: Option) -> Given? { given.last { $0.option == option } }

  /// The values of an option that may stand several times.
  func all(_ option: Option) -> [ByteString] {
    given.compactMap { $0.option == option ? $0.value : nil }
  }

  /// The value of an option that has a few to choose from.
  func choice<Value: RawRepresentable<String>>(
    _ option: Option, _: Value.Type
  ) throws(UsageError) -> Value? {
    guard let given = last(option), let text = given.value?.lossyText else { return nil }
    if let value = Value(rawValue: text) { return value }
    throw error(.badValue(text, option: given.spelling, allowed: option.valueName ?? ""))
  }

  /// Refuses options that mean nothing to what is called `name`.
  func refuseOptions(
    but options: @autoclosure () -> [Option], of name: @autoclosure () -> String
  ) throws(UsageError) {
    for given in given
    where !options().contains(given.option) && !BuiltIn.commonOptions.contains(given.option) {
      throw error(.misplacedOption(given.spelling, command: name()))
    }
  }

  /// Refuses more or fewer operands than `counts`, those before `start` left out.
  func checkOperands(
    _ counts: ClosedRange<Int>, from start: Int = 0, of command: BuiltIn,
    missing: @autoclosure () -> UsageError.Reason
  ) throws(UsageError) {
    let count = operands.count - start
    if count > counts.upperBound {
      let extra = required(start + counts.upperBound).lossyText
      throw error(.tooManyOperands(extra, command: command))
    }
    if count < counts.lowerBound { throw error(missing()) }
  }

  /// What `words`, the beginning of a line, say of what follows; nil if they are wrong already.
  static func unfinished(_ words: Arguments) -> UnfinishedLine? {
    var line = CommandLine(words: words)
    var pending: Option?
    do throws(UsageError) {
      try line.readWords()
    } catch {
      guard case .missingValue(let spelling) = error.reason else { return nil }
      pending = Option(spelling: spelling)
    }
    return UnfinishedLine(
      command: line.command, operands: (0..<4).compactMap { line.operand($0) },
      given: line.given.map { $0.option }, write: line.all(.write), pending: pending,
      readsOptions: line.readsOptions,
      readCount: line.next)
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
