/// What was answered behind the extension's name, where qli doesn't read it.
enum MisplacedAnswer {
  /// Where it belongs, if `result` is a refusal that it would have spared; `command` is what begins
  /// the line. What holds a secret isn't repeated.
  static func help(_ result: RunResult, _ line: RunCommand.Line, _ command: BuiltIn) -> [String] {
    guard case .refused(.confirmation(let refusal)) = result.outcome else { return [] }
    switch refusal.cause {
    case .noTerminal, .noInput, .unattended, .cannotAsk, .unanswered, .badPatience: break
    // An answer was read.
    case .declined, .differentWord, .mismatch: return []
    }
    let option: Option =
      switch refusal.demand {
      case .yes: .yes
      case .word: .confirm
      case .reason: .reason
      }
    let words = (0..<line.arguments.count).map { line.arguments[$0] }
    guard let place = words.firstIndex(where: { option.isTyped(as: $0) }) else { return [] }
    var moved = words[place...].prefix(1)
    if option.valueName != nil, !moved[place].contains([.equals]) {
      moved = words[place...].prefix(2)
    }
    let others = words[..<place] + words[moved.endIndex...]
    let before =
      command == .run && BuiltIn(rawValue: line.group.lossyText) == nil
      ? "qli" : "qli \(command.rawValue)"
    let typed = words[place].lossyText.prefix { $0 != "=" }
    let isSecret = words.contains { result.redaction.occurs(in: $0) }
    let answer =
      isSecret
      ? "\(typed)\(option.valueName.map { " \($0)" } ?? "")"
      : moved.map { Wording.shellQuoted($0) }
        .joined(separator: " ")
    let name = [line.group, line.extension] + (isSecret ? [] : others)
    let rest = name.map { " " + Wording.shellQuoted($0) }.joined() + (isSecret ? " ..." : "")
    return ["'\(typed)' belongs before the group: \(before) \(answer)\(rest)"]
  }
}
