/// What stands behind the extension's name, where qli doesn't read it, and was meant for qli.
enum MisplacedAnswer {
  /// Where it belongs, if `result` is an end that it would have changed; `command` is what begins the
  /// line. What holds a secret isn't repeated.
  static func help(
    _ result: RunResult, _ line: RunCommand.Line, _ command: BuiltIn, _ depth: RunDepth
  ) -> [String] {
    // A program has no such words.
    if line.answers.isRequest { return [] }
    let words = list(line.arguments)
    let missing = options(missing: result)
    // Whoever has put one answer there has put the others there, too.
    let answers: [Option] = [.yes, .confirm, .reason, .noInput]
    let isAnswer = places(of: missing, in: words).contains { answers.contains($0.option) }
    let others = isAnswer ? answers.filter { !missing.contains($0) } : []
    let found = places(of: missing + others, in: words)
    guard !found.isEmpty else { return elsewhere(missing, result, line, words, depth) }
    let typed = found.map { "'\(spelling(of: $0, in: words))'" }
    let subject = Wording.list(typed, "and")
    let sentence =
      typed.count == 1
      ? "\(subject) stands behind the extension's name; put it before"
      : "\(subject) stand behind the extension's name; put them before"
    return ["\(sentence): qli \(mended(line, moving: found, result.redaction, command))"]
      + remaining(in: words, beside: found)
  }

  /// The option as it was typed, without its value.
  private static func spelling(of found: Found, in words: [ByteString]) -> String {
    String(words[found.place.lowerBound].lossyText.prefix { $0 != "=" })
  }

  /// What else stands there that qli has as well: a script may have an option of that name.
  private static func remaining(in words: [ByteString], beside found: [Found]) -> [String] {
    let moved = found.map { $0.option }
    let others: [Option] = [.wait, .timeout, .askTimeout, .write]
    let left = places(of: others.filter { !moved.contains($0) }, in: words)
    if left.isEmpty { return [] }
    let typed = left.map { "'\(spelling(of: $0, in: words))'" }
    return [
      "\(Wording.list(typed, "and")) \(typed.count == 1 ? "stays" : "stay") the extension's own; what is "
        + "meant for qli belongs before the name, too"
    ]
  }

  /// What to type behind `qli`: the line with `found` before the names, in place of what was given there.
  private static func mended(
    _ line: RunCommand.Line, moving found: [Found], _ redaction: Redaction, _ command: BuiltIn
  ) -> String {
    let (words, front) = (list(line.arguments), list(line.front))
    let hidden = redaction.hidden(in: line.arguments)
    let hiddenFront = redaction.hidden(in: line.front)
    let isSecret = words.indices.contains { hidden[$0] }
    let moved = found.map { found in
      let typed = words[found.place].map { Wording.shellQuoted($0) }
      guard let value = found.option.valueName else { return typed[0] }
      let isWhole = found.place.count > 1 || words[found.place.lowerBound].contains([.equals])
      if isWhole, !isSecret { return typed.joined(separator: " ") }
      return typed[0].prefix { $0 != "=" } + " <\(value.lowercased())>"
    }
    let given = places(of: found.map { $0.option }, in: front, oncePerOption: false)
    var kept = front.indices.filter { index in !given.contains { $0.place.contains(index) } }
      .map { hiddenFront[$0] ? hiddenWord(front[$0]) : Wording.shellQuoted(front[$0]) }
    kept.insert(contentsOf: moved, at: kept.first == command.rawValue ? 1 : 0)
    let others = words.indices.filter { index in !found.contains { $0.place.contains(index) } }
    let rest = isSecret ? ["<arguments>"] : others.map { Wording.shellQuoted(words[$0]) }
    return (kept + rest).joined(separator: " ")
  }

  /// What stands for a word that isn't repeated: no shell takes it.
  private static func hiddenWord(_ word: ByteString) -> String {
    let parts = word.split(at: UInt8(ascii: "="))
    return word.hasPrefix("--") && parts.back != nil
      ? "\(parts.front.lossyText)=<value>" : "<value>"
  }

  private static func list(_ words: Arguments) -> [ByteString] {
    (0..<words.count).map { words[$0] }
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

  /// Where `options` were typed, each the first time or each time, in their order there.
  private static func places(
    of options: [Option], in words: [ByteString], oncePerOption: Bool = true
  ) -> [Found] {
    var found: [Found] = []
    var index = 0
    while index < words.count {
      let word = words[index]
      let option = options.first { option in
        option.isTyped(as: word)
          && !(oncePerOption && found.contains { $0.option == option })
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
