import Foundation
import Testing

@testable import QliCore

/// Help and README say what the tables in the code say; for the man pages see `DocumentTests`.
@Suite struct HelpTextTests {
  /// The top of the checkout.
  private static let top = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The text of a document, on one line and without its markup.
  private static func words(of path: String) throws -> String {
    let text = try String(contentsOf: top.appendingPathComponent(path), encoding: .utf8)
    return text.split(separator: "\n").joined(separator: " ")
      .replacingOccurrences(of: "`", with: "")
  }

  private static func isThere(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: top.appendingPathComponent(path).path)
  }

  /// Every text that help prints.
  private var texts: [String] {
    [HelpText.overview] + BuiltIn.allCases.map { HelpText.text(for: $0) }
      + HelpText.Topic.allCases.map { HelpText.text(for: $0) }
  }

  @Test func textsAreCleanAndEndInANewline() {
    for text in texts {
      #expect(text.hasSuffix("\n") && !text.hasSuffix("\n\n\n"))
      for line in text.split(separator: "\n") {
        #expect(line.last != " ", "\(line)")
        #expect(line.count <= 80, "\(line)")
        #expect(line.allSatisfy { $0 >= " " && $0 <= "~" }, "\(line)")
      }
    }
  }

  @Test func theOverviewNamesAllThereIs() {
    let names =
      BuiltIn.allCases.map(\.name) + HelpText.Topic.allCases.map(\.rawValue)
      + Option.allCases.filter {
        ![.json, .output, .guarded, .shell, .since, .failed, .runID, .follow].contains($0)
      }
      .flatMap(\.spellings)
    for name in names { #expect(HelpText.overview.contains(name), "\(name)") }
    for summary in BuiltIn.allCases.map(\.summary) + HelpText.Topic.allCases.map(\.summary) {
      #expect(HelpText.overview.contains("  \(summary)\n"))
    }
  }

  @Test func aCommandsHelpNamesItsOptionsAndNoOther() {
    for command in BuiltIn.allCases {
      let text = HelpText.text(for: command)
      #expect(text.contains(command.summary))
      let own = command.options + BuiltIn.commonOptions
      for option in Option.allCases {
        let row = "  " + option.spellings.joined(separator: ", ")
        #expect(text.contains(row) == own.contains(option), "\(command) \(row)")
      }
    }
  }

  @Test func theCodesAreThoseOfTheContract() {
    #expect(
      ExitCode.allCases.map(\.rawValue) == [0, 1, 2, 120, 121, 122, 123, 124, 125, 126, 127])
    #expect(ExitCode.allCases.filter(\.isOfRuns).map(\.rawValue) == Array(120...127))
  }

  @Test func everyCodeIsInTheTopic() {
    let lines = HelpText.text(for: .exitCodes).split(separator: "\n")
    for code in ExitCode.allCases {
      let label = "  \(code.rawValue) "
      #expect(lines.contains { $0.hasPrefix(label) && $0.hasSuffix(" \(code.meaning)") }, "\(code)")
    }
  }

  @Test(.enabled(if: isThere("README.md"), "there is no README"))
  func everyCodeIsInREADME() throws {
    let text = try Self.words(of: "README.md")
    for code in ExitCode.allCases where code.isOfRuns {
      #expect(text.contains("| \(code.rawValue) | "), "\(code)")
    }
    #expect(text.contains("own commands: 0 success, 1 doctor found errors, 2 usage error, 127"))
  }
}
