/// What is known of a line up to the word that is being typed.
struct UnfinishedLine {
  /// The command of qli's own, if that was typed.
  let command: BuiltIn?
  /// The plain words, without the command's name; the first four of them.
  let operands: [ByteString]
  /// The options that were typed.
  let given: [Option]
  /// The values of `--write`.
  let write: [ByteString]
  /// The option that the word will be the value of.
  let pending: Option?
  /// Whether the word may be an option.
  let readsOptions: Bool
  /// How many words were read; what stands behind an extension's name isn't.
  let readCount: Int

  /// Whether the extension of a run, or the service that is started, has been named: what follows belongs to it.
  var namesExtension: Bool { command?.startsExtensions != false && operands.count > 1 }

  /// What the word may be, as an operand.
  var operandKind: OperandKind? {
    guard let command else { return operands.isEmpty ? .commandOrGroup : .extension }
    let description = command.description
    if let verb = verb(of: description), let kinds = verb.operandKinds {
      return operands.count <= kinds.count ? kinds[operands.count - 1] : nil
    }
    let kinds = description.operandKinds
    return operands.count < kinds.count ? kinds[operands.count] : nil
  }

  /// Whether its extension may be a service, or what is none.
  func isFor(services isService: Bool) -> Bool {
    guard let command else { return !isService }
    if command == .run { return !isService }
    return isService || !(command == .start || command.findsServices)
  }

  /// The options that may still be given here.
  var options: [Option] {
    let description = (command ?? .run).description
    var options = description.options
    if !description.verbs.isEmpty, !operands.isEmpty {
      options = verb(of: description)?.options ?? description.optionsWithoutVerb
    }
    options += BuiltIn.commonOptions
    if command == .explain, operands.count > 1 { options = CommandLine.ofExplanation }
    if command == nil, operands.isEmpty { options.append(.version) }
    // These may stand several times.
    let repeated: [Option] = [.write, .log, .head]
    return options.filter { !given.contains($0) || repeated.contains($0) }
  }

  /// The verb that was typed, if that is one.
  private func verb(of description: CommandDescription) -> CommandDescription.Verb? {
    guard let name = operands.first else { return nil }
    return description.verbs.first { name.equals($0.name) }
  }

  /// Whether `command` takes all options that were typed before it.
  func allows(_ command: BuiltIn) -> Bool {
    let options = command.description.options + BuiltIn.commonOptions
    return given.allSatisfy { options.contains($0) }
  }
}
