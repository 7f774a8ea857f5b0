/// What stands behind the extension's name, where qli doesn't read it, and was meant for qli.
enum MisplacedAnswer {
  /// Where it belongs, if `result` is an end that it would have changed; `command` is what begins the
  /// line. What holds a secret isn't repeated.
  static func help(
    _ result: RunResult, _ line: RunCommand.Line, _ command: BuiltIn, _ depth: RunDepth
  ) -> [String] {
    let words = (0..<line.arguments.count).map { line.arguments[$0] }
    let missing = options(missing: result)
    let found = places(of: missing, in: words)
    guard !found.isEmpty else { return elsewhere(missing, result, line, words, depth) }
    let before =
      command == .run && BuiltIn(rawValue: line.group.lossyText) == nil
      ? "qli" : "qli \(command.rawValue)"
    let typed = found.map { String(words[$0.place.lowerBound].lossyText.prefix { $0 != "=" }) }
    let hidden = result.redaction.hidden(in: line.arguments)
    let isSecret = words.indices.contains { hidden[$0] }
    let moved =
      isSecret
      ? zip(typed, found).map { spelling, found in
        spelling + (found.option.valueName.map { " \($0)" } ?? "")
      }
      : found.flatMap { words[$0.place] }.map { Wording.shellQuoted($0) }
    let others = words.indices.filter { index in !found.contains { $0.place.contains(index) } }
    let name = [line.group, line.extension] + (isSecret ? [] : others.map { words[$0] })
    let rest = name.map { " " + Wording.shellQuoted($0) }.joined() + (isSecret ? " ..." : "")
    let subject = Wording.list(typed.map { "'\($0)'" }, "and")
    let sentence =
      typed.count == 1
      ? "\(subject) stands behind the extension's name; put it before"
      : "\(subject) stand behind the extension's name; put them before"
    return ["\(sentence): \(before) \(moved.joined(separator: " "))\(rest)"]
  }

  /// What else may have been meant, where none stands behind the name.
  private static func elsewhere(
    _ missing: [Option], _ result: RunResult, _ line: RunCommand.Line, _ words: [ByteString],
    _ depth: RunDepth
  ) -> [String] {
    let answers: [Option] = [.yes, .confirm, .reason]
    guard missing.contains(where: { answers.contains($0) }),
      let group = ExtensionName(line.group), let name = ExtensionName(line.extension)
    else { return [] }
    var help: [String] = []
    if words.count == 1, Option.help.isTyped(as: words[0]) {
      help.append("to read what it does: qli help \(group) \(name)")
    }
    if depth.isNested, result.outcome.confirmation?.cause.isAnswered != true {
      help.append(
        "answers to the run around this one aren't answers to it: they belong where it is started, "
          + "before '\(group) \(name)'")
    }
    return help
  }

  /// The options that would have led to another end.
  private static func options(missing result: RunResult) -> [Option] {
    let refusals = [result.outcome.confirmation].compactMap { $0 } + result.further
    var options: [Option] = []
    for refusal in refusals {
      switch refusal.cause {
      case .unanswered, .badPatience: options.append(.askTimeout)
      default: break
      }
      switch refusal.demand {
      case .yes: options.append(.yes)
      case .word: options.append(.confirm)
      case .reason: options.append(.reason)
      }
    }
    if case .timedOut = result.outcome { options.append(.timeout) }
    if case .refused(.exclusive(.held(_))) = result.outcome { options.append(.wait) }
    return options
  }

  private struct Found {
    let option: Option
    /// With its value.
    let place: Range<Int>
  }

  /// Where `options` were typed, each the first time, in their order there.
  private static func places(of options: [Option], in words: [ByteString]) -> [Found] {
    var found: [Found] = []
    var index = 0
    while index < words.count {
      let word = words[index]
      let option = options.first { option in
        option.isTyped(as: word) && !found.contains { $0.option == option }
      }
      guard let option else {
        index += 1
        continue
      }
      let hasOwnWord = option.valueName != nil && !word.contains([.equals])
      let end = min(words.count, index + (hasOwnWord ? 2 : 1))
      found.append(Found(option: option, place: index..<end))
      index = end
    }
    return found
  }
}
