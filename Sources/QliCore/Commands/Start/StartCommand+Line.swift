extension StartCommand {
  /// A start as it was typed.
  struct Line: Equatable {
    let run: RunCommand.Line
    let typed: TypedService
    let instance: ExtensionName?
    var options: ServiceStart.Options
    /// What is sent to it once it is ready.
    let message: Message?
    let isJSON: Bool

    /// A first message.
    enum Message: Equatable {
      case text(ByteString)
      /// What standard input holds.
      case standardInput
    }
  }
}

extension StartCommand.Line {
  init(_ line: CommandLine) throws(UsageError) {
    try line.refuseInstanceBehindName()
    typed = TypedService(line)
    instance = try line.instance(of: typed)
    run = try RunCommand.Line(
      explained: line, extension: ByteString(typed.extension), arguments: line.rest)
    options = ServiceStart.Options(
      readyLimit: try line.duration(.wait), returnsAtOnce: line.has(.noWait),
      isInForeground: line.has(.foreground))
    isJSON = line.has(.json)
    message = line.last(.send)?.value.map { $0.equals("-") ? .standardInput : .text($0) }
    try refuseContradictions(line)
  }

  private func refuseContradictions(_ line: CommandLine) throws(UsageError) {
    let pairs: [(Option, Option)] = [
      (.noWait, .wait), (.noWait, .send), (.foreground, .noWait), (.foreground, .send),
      (.foreground, .json),
    ]
    for (one, other) in pairs where line.has(one) && line.has(other) {
      throw line.error(.contradiction(one.spellings[0], other.spellings[0]))
    }
  }
}

extension TypedService {
  /// The service that a line names with its first operands and `--instance`.
  init(_ line: CommandLine) {
    self.init(
      group: line.required(0).lossyText, name: line.required(1).lossyText,
      instance: line.last(.instance)?.value?.lossyText)
  }
}

extension CommandLine {
  /// Refuses `--instance` among the extension's arguments, unless a `--` says that it is one of them:
  /// another service would be started than the one that was meant.
  fileprivate func refuseInstanceBehindName() throws(UsageError) {
    guard readsOptions else { return }
    let words = (0..<rest.count).map { rest[$0] }
    let own = words.prefix { !$0.equals("--") }
    guard let place = own.firstIndex(where: { Option.instance.isTyped(as: $0) }) else { return }
    let count = words[place].equals("--instance") ? 2 : 1
    let typed = words.dropFirst(place).prefix(count)
    throw error(.instanceBehindName(Array(typed), isAlone: words.count == typed.count))
  }

  /// Which instance of a service was typed, if one was.
  func instance(of typed: TypedService) throws(UsageError) -> ExtensionName? {
    if let given = last(.instance)?.value?.lossyText, let named = typed.named, named != given {
      throw error(.contradiction("@\(Visible.text(named))", "--instance \(Visible.text(given))"))
    }
    guard let instance = typed.instance else { return nil }
    guard let name = ExtensionName(instance) else { throw error(.badInstance(instance)) }
    return name
  }
}
