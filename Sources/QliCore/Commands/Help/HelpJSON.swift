/// All that help knows of commands and options, for a program: from the same table as the parser.
enum HelpJSON {
  /// Those that a line asks for: all, or the one that it names.
  static func commands(_ line: CommandLine) throws(UsageError) -> [BuiltIn] {
    guard let name = line.operand(0)?.lossyText else { return BuiltIn.allCases }
    guard let command = BuiltIn(rawValue: name) else { throw line.error(.noCommandOfHelp(name)) }
    try line.checkOperands(0...1, of: .help, missing: .missingOperands(.help))
    return [command]
  }

  /// Writes the members.
  static func write(_ commands: [BuiltIn], to writer: inout JSONWriter) {
    writer.member("qli_version", Program.version)
    writer.name("commands")
    writer.array { writer in
      for command in commands { write(command, to: &writer) }
    }
    writer.name("topics")
    writer.array { writer in
      for topic in HelpText.Topic.allCases {
        writer.object { writer in
          writer.member("name", topic.rawValue)
          writer.member("summary", topic.summary)
        }
      }
    }
  }

  private static func write(_ command: BuiltIn, to writer: inout JSONWriter) {
    let description = command.description
    writer.object { writer in
      writer.member("name", command.rawValue)
      writer.member("summary", description.summary)
      writer.member("operands", description.operands)
      write(description.options + BuiltIn.commonOptions, of: command, to: &writer)
      if !description.verbs.isEmpty {
        writer.name("actions")
        writer.array { writer in
          for verb in description.verbs {
            writer.object { writer in
              writer.member("name", verb.name)
              writer.member("summary", verb.summary)
              writer.member("operands", verb.operands)
              write(verb.options + BuiltIn.commonOptions, of: command, to: &writer)
            }
          }
        }
      }
    }
  }

  private static func write(
    _ options: [Option], of command: BuiltIn, to writer: inout JSONWriter
  ) {
    writer.name("options")
    writer.array { writer in
      for option in options {
        writer.object { writer in
          writer.member("names", option.spellings)
          if option.valueKind == .choice {
            let choices = (option.valueName ?? "").split(separator: "|").map { String($0) }
            writer.member("choices", choices)
          } else if let value = option.valueName {
            writer.member("value", value)
          }
          writer.member("summary", option.summary(for: command))
        }
      }
    }
  }
}
