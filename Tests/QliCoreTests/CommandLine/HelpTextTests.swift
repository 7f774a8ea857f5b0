import Foundation
import Testing

@testable import QliCore

/// Help, the man pages and README say what the tables in the code say.
@Suite struct HelpTextTests {
  /// The top of the checkout.
  private static let top = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The text of a document, on one line and without its markup.
  private static func words(of path: String) throws -> String {
    let text = try String(contentsOf: top.appendingPathComponent(path), encoding: .utf8)
    let plain = text.split(separator: "\n").map { line in
      // mdoc: macros stand at the start, `Fl Fl yes` is --yes, and `Ns` joins words.
      line.hasPrefix(".") ? plainMacro(line) : String(line)
    }
    return plain.joined(separator: " ").replacingOccurrences(of: "`", with: "")
      .replacingOccurrences(of: "\\-", with: "-").replacingOccurrences(of: "\\&", with: "")
  }

  private static func plainMacro(_ line: Substring) -> String {
    " \(line.dropFirst()) ".replacingOccurrences(of: " Fl Fl ", with: " --")
      .replacingOccurrences(of: " Fl ", with: " -")
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
      + Option.allCases.filter { ![.json, .output, .guarded, .shell].contains($0) }
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

  @Test(.enabled(if: isThere("man/qli.1"), "there is no man page"))
  func everyCodeIsInTheManPage() throws {
    let text = try Self.words(of: "man/qli.1")
    let start = try #require(text.range(of: "Sh EXIT STATUS"))
    let status = text[start.upperBound...]
    for code in ExitCode.allCases {
      #expect(status.contains(" \(code.rawValue) "), "\(code)")
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

  @Test(.enabled(if: isThere("man/qli.1"), "there is no man page"))
  func everyCommandAndOptionIsInTheManPage() throws {
    let text = try Self.words(of: "man/qli.1")
    for command in BuiltIn.allCases {
      #expect(text.contains("Cm \(command.name) "), "\(command)")
    }
    for spelling in Option.allCases.flatMap(\.spellings) {
      #expect(text.contains(" \(spelling) "), "\(spelling)")
    }
    for topic in HelpText.Topic.allCases {
      #expect(text.contains(" \(topic.rawValue)"), "\(topic)")
    }
    let names = [
      "completions", "audit", "start", "stop", "status", "logs",
    ]
    for name in names { #expect(BuiltIn.isFutureName(name) && text.contains(name), "\(name)") }
  }

  @Test(.enabled(if: isThere("man/qli.1"), "there is no man page"))
  func everyMemberOfARecordIsInTheManPage() throws {
    let text = try Self.words(of: "man/qli.1")
    for member in [
      "event", "timestamp", "run_id", "parent_run_id", "user", "uid", "sudo_user", "host", "pid",
      "cwd", "group", "extension", "path", "args", "args_base64", "env_var_names", "exit_code",
      "signal", "duration_ms", "step", "error", "start", "finish", "interrupted", "failed",
      "timed_out", "output_limit", "timeout_ms", "survivors",
    ] {
      #expect(text.contains(member), "\(member)")
    }
  }

  @Test(.enabled(if: isThere("man/qli-manifest.5"), "there is no man page"))
  func everyKeyIsInTheManPage() throws {
    let text = try Self.words(of: "man/qli-manifest.5")
    for key in [
      "schema_version", "description", "banner", "requires_env", "confirm", "audit_log", "secrets",
      "env", "ref", "provider", "keep_credentials", "one_password", "requires_commands", "run",
      "timeout", "grace", "cwd", "exclusive", "extensions",
    ] {
      #expect(text.contains("Ic \(key)") || text.contains("It \(key)") || text.contains(" \(key) "))
    }
    // The topic of help is the short form of the same.
    for key in [
      "schema_version", "requires_env", "keep_credentials", "audit_log", "secrets", "timeout",
      "requires_commands", "grace", "cwd", "exclusive", "extensions",
    ] {
      #expect(HelpText.text(for: .manifest).contains(key))
    }
  }
}
