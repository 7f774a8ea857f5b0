/// `qli which GROUP EXTENSION`: the file that a run would start, or the command.
enum WhichCommand {
  static var description: CommandDescription {
    CommandDescription(
      summary: "print the path of an extension",
      operands: "GROUP EXTENSION",
      operandCounts: 2...2,
      operandKinds: [.group, .extension],
      options: [.json]
    ) { line in
      let (group, name) = (line.required(0), line.required(1))
      let isJSON = line.has(.json)
      return { run(group: group, extension: name, isJSON: isJSON, $0) }
    }
  }

  /// Prints its path.
  static func run(
    group: ByteString, extension name: ByteString, isJSON: Bool, _ context: RunContext
  ) -> ExitStatus {
    do throws(LookupError) {
      let finder = ExtensionFinder(context.environment)
      let group = try finder.group(group.lossyText)
      let found = try finder.extension(name.lossyText, of: group)
      try LostRule.refuse(for: found.name, of: group, finder)
      return ResultWriter.write(
        isJSON ? json(found, in: group) : text(found, context.console), context.console)
    } catch {
      context.console.report(ErrorReport(error, of: .which, extension: name.text, context))
      return ExitStatus(Outcome(error))
    }
  }

  /// The path, byte for byte for programs, and made safe to show on a terminal; of a command its words, as a
  /// shell takes them.
  private static func text(_ found: Extension, _ console: Console) -> CommandResult {
    if let words = found.commandWords {
      let line = words.map { Wording.shellQuoted($0.lossyText) }.joined(separator: " ")
      return CommandResult(line + "\n")
    }
    if console.output.isTerminal { return CommandResult("\(Visible.text(found.path))\n") }
    return CommandResult(bytes: found.path.string.bytes + [.lineFeed])
  }

  private static func json(_ found: Extension, in group: Group) -> CommandResult {
    CommandResult(json: { writer in
      writer.member("group", group.name.text)
      writer.member("extension", found.name.text)
      writer.member("origin", found.origin.rawValue)
      writer.member("path", found.path.string)
      if let command = found.commandWords { writer.member("command", command) }
    })
  }
}
