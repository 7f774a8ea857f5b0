/// Finds what fits where a word is being typed.
///
/// It asks nothing, writes nothing and says nothing. A run may still refuse what it offers: a group
/// though its manifest wasn't read, and an extension though its permissions weren't looked at.
struct Completer {
  let shell: CompletionShell
  let context: RunContext

  /// What fits in the place of the last of `words`, which stand behind `qli`.
  func reply(to words: Arguments) -> CompletionReply {
    guard let word = words.last,
      let line = CommandLine.unfinished(words.dropLast())
    else { return .none }
    if let option = line.pending { return values(of: option, in: line) }
    if line.namesExtension {
      return ExtensionCompletion.reply(
        group: line.operands[0], extension: Self.extension(line),
        words.dropFirst(line.readCount), writingTo: line.write, context)
    }
    guard line.readsOptions, word.hasPrefix("-") else {
      // Its arguments, as far as they are files.
      if line.command == .explain, line.operands.count > 1 { return .fileNames }
      return .candidates(operands(line, word))
    }
    let parts = word.split(at: UInt8(ascii: "="))
    if parts.back == nil { return .candidates(options(line, word)) }
    let spelling = parts.front.lossyText
    guard let option = line.options.first(where: { $0.spellings.contains(spelling) }) else {
      return .none
    }
    return values(of: option, behind: "\(spelling)=", in: line)
  }

  /// The extension that was named; of an instance the service.
  private static func `extension`(_ line: UnfinishedLine) -> ByteString {
    let typed = TypedService(group: "x", name: line.operands[1].lossyText)
    return line.command == .start ? ByteString(typed.extension) : line.operands[1]
  }

  /// The long spellings: the short ones are for those who know them. One that was typed is whole.
  private func options(_ line: UnfinishedLine, _ word: ByteString) -> [Candidate] {
    line.options.flatMap { option in
      option.spellings.filter { $0.utf8.starts(with: "--".utf8) || word.equals($0) }
        .map { Candidate(word: $0, description: option.summary(for: line.command ?? .run)) }
    }
  }

  private func values(
    of option: Option, behind prefix: String = "", in line: UnfinishedLine
  ) -> CompletionReply {
    switch option.valueKind {
    case .choice:
      .candidates(
        (option.valueName ?? "").split(separator: "|").map { Candidate("\(prefix)\($0)") })
    case .file: .fileNames
    case .instance:
      .candidates(
        Set(services(line).compactMap { $0.instance }).sorted().map { Candidate("\(prefix)\($0)") })
    case nil: .none
    }
  }

  /// The services that have a state, of the group and the extension that were typed.
  private func services(_ line: UnfinishedLine) -> [ServiceID] {
    ServiceFolder.all(in: context.environment).map { $0.id }.filter { service in
      let names = [service.group.text, service.extension.text]
      return zip(line.operands, names).allSatisfy { $0.equals($1) }
    }
  }

  private func operands(_ line: UnfinishedLine, _ word: ByteString) -> [Candidate] {
    switch line.operandKind {
    case .commandOrGroup:
      return commands(line) + (line.allows(.run) ? groups { !BuiltIn.reserves($0.text) } : [])
    case .helpSubject:
      let topics = HelpText.Topic.allCases.map {
        Candidate(word: $0.rawValue, description: $0.summary)
      }
      return commands(line) + topics + groups { !HelpText.isSubject($0.text) }
    case .group: return groups { _ in true }
    case .extension: return line.operands.last.map { extensions(of: $0, word, line) } ?? []
    case .verb: return verbs(line)
    case .verbOrGroup: return verbs(line) + groups { _ in true }
    case .name(let names): return names(context.environment).map { Candidate($0) }
    case nil: return []
    }
  }

  private func verbs(_ line: UnfinishedLine) -> [Candidate] {
    let verbs = line.command?.description.verbs ?? []
    return verbs.map { Candidate(word: $0.name, description: $0.summary) }
  }

  private func commands(_ line: UnfinishedLine) -> [Candidate] {
    BuiltIn.allCases.filter { line.command != nil || line.allows($0) }
      .map { Candidate(word: $0.rawValue, description: $0.description.summary) }
  }

  /// The groups' names alone: what each is for stands in its manifest, and all of those would have to
  /// be read.
  private func groups(_ isWanted: (ExtensionName) -> Bool) -> [Candidate] {
    ExtensionCatalog.groupNames(context.environment).filter(isWanted)
      .map { Candidate(word: $0.text, description: "group") }
  }

  /// What `line` can be for: services, what ends, or both; and the instances that are known, where one
  /// is looked for that was started before.
  private func extensions(
    of group: ByteString, _ word: ByteString, _ line: UnfinishedLine
  ) -> [Candidate] {
    let finder = ExtensionFinder(context.environment)
    // A group that can't be run has nothing to offer.
    guard let group = try? finder.group(group.lossyText) else { return [] }
    let prefix = shell.picksCandidates ? "" : word.text ?? ""
    let found = ExtensionCatalog.extensions(of: group, startingWith: prefix, context.environment)
      .filter { line.isFor(services: group.manifest.policy(for: $0.name).isService) }
    // Their files are read only where that is shown.
    let names = found.map {
      let text = shell.showsDescriptions ? ExtensionSummary.line($0, group.manifest) : nil
      return Candidate(word: $0.name.text, description: text)
    }
    guard line.command?.findsServices == true, !line.given.contains(.instance) else { return names }
    let instances = services(line).filter { $0.instance != nil }.map { $0.name }
      .filter { $0.utf8.starts(with: prefix.utf8) }
    return names + instances.map { Candidate(word: $0, description: "instance") }
  }
}
