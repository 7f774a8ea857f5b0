import Testing

@testable import QliCore

/// The tables that completion is made from agree with each other.
@Suite struct CompletionTableTests {
  @Test func everyOperandThatACommandTakesHasAKind() {
    for command in BuiltIn.allCases where !command.startsExtensions {
      let most =
        switch command {
        case .new: 1
        // Files may stand behind the first one of an option.
        case .sources, .audit: 2
        // Behind them stands what is the extension's own.
        case .explain: 2
        default: command.description.operandCounts.upperBound
        }
      #expect(command.description.operandKinds.count == most, "\(command)")
    }
    for command in BuiltIn.allCases where command.startsExtensions {
      let kinds = command.description.operandKinds
      #expect(kinds.count == 2 && kinds[0].isGroup && kinds[1].isExtension)
    }
  }

  /// An extension is looked for in the group before it.
  @Test func anExtensionStandsBehindAGroup() {
    for command in BuiltIn.allCases {
      let kinds = command.description.operandKinds
      for (index, kind) in kinds.enumerated() where kind.isExtension {
        #expect(index > 0 && kinds[index - 1].isGroup, "\(command)")
      }
    }
  }

  @Test func optionsWithAFewValuesNameThem() {
    for option in Option.allCases {
      let choices = (option.valueName ?? "").split(separator: "|")
      #expect((option.valueKind == .choice) == (choices.count > 1), "\(option)")
      if option.valueKind == .file {
        #expect(["PATH", "FILE", "DIR"].contains(option.valueName), "\(option)")
      }
    }
    #expect(Option.color.valueName == ColorMode.allCases.map(\.rawValue).joined(separator: "|"))
    #expect(Option.output.valueName == OutputShape.allCases.map(\.rawValue).joined(separator: "|"))
    #expect(
      Option.shell.valueName == ScriptTemplate.allCases.map(\.rawValue).joined(separator: "|"))
    #expect(
      BuiltIn.completions.description.operands
        == CompletionShell.allCases.map(\.rawValue).joined(separator: "|"))
  }
}

extension OperandKind {
  /// Whether a group can stand there.
  fileprivate var isGroup: Bool {
    switch self {
    case .group, .helpSubject, .verbOrGroup: true
    default: false
    }
  }

  fileprivate var isExtension: Bool {
    if case .extension = self { true } else { false }
  }
}
