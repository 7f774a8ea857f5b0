import Testing

@testable import QliCore

/// The tables that completion is made from agree with each other.
@Suite struct CompletionTableTests {
  @Test func everyOperandThatACommandTakesHasAKind() {
    for command in BuiltIn.allCases where command != .run {
      let most = command == .new ? 1 : command == .sources ? 2 : command.operandCounts.upperBound
      #expect(command.operandKinds.count == most, "\(command)")
    }
    #expect(BuiltIn.run.operandKinds == [.group, .extension])
  }

  /// An extension is looked for in the group before it.
  @Test func anExtensionStandsBehindAGroup() {
    for command in BuiltIn.allCases {
      let kinds = command.operandKinds
      for (index, kind) in kinds.enumerated() where kind == .extension {
        #expect(index > 0 && [.group, .helpSubject].contains(kinds[index - 1]), "\(command)")
      }
    }
  }

  @Test func optionsWithAFewValuesNameThem() {
    for option in Option.allCases {
      let choices = (option.valueName ?? "").split(separator: "|")
      #expect((option.valueKind == .choice) == (choices.count > 1), "\(option)")
      if option.valueKind == .file { #expect(option.valueName == "PATH", "\(option)") }
    }
    #expect(Option.color.valueName == ColorMode.allCases.map(\.rawValue).joined(separator: "|"))
    #expect(Option.output.valueName == OutputShape.allCases.map(\.rawValue).joined(separator: "|"))
    #expect(
      Option.shell.valueName == ScriptTemplate.allCases.map(\.rawValue).joined(separator: "|"))
    #expect(
      BuiltIn.completions.operands
        == CompletionShell.allCases.map(\.rawValue).joined(separator: "|"))
  }
}
