import Foundation
import Testing

@testable import QliCore

/// qli(1) has the commands and options of the tables, and the other pages no other option.
@Suite struct OptionPageTests {
  /// A line of the synopsis: the command, the action if it has some, and the options.
  private struct Usage {
    var words: [String] = []
    var options: Set<String> = []
  }

  let page: ManPage
  private let usages: [Usage]

  init() throws {
    page = try ManPage("qli.1")
    usages = Self.usages(page.section("SYNOPSIS").lines)
  }

  private static func usages(_ lines: [String]) -> [Usage] {
    lines.split(separator: ".Nm").map { lines in
      var usage = Usage()
      for line in lines {
        let words = line.split(separator: " ").map(String.init)
        if words.first == ".Cm" { usage.words += words.dropFirst() }
        usage.options.formUnion(options(in: line))
      }
      return usage
    }
  }

  /// The options that a line of a page names: `Fl Fl yes` is `--yes`, `Fl qy` is `-q` and `-y`.
  private static func options(in line: String) -> [String] {
    guard line.hasPrefix(".") else { return [] }
    let words = line.split(separator: " ").map(String.init)
    var options: [String] = []
    for (index, word) in words.enumerated() where index > 0 && words[index - 1].hasSuffix("Fl") {
      // `Fl Fl` alone is the mark behind which there are no options.
      guard word != "Fl", word != "." else { continue }
      if index > 1, words[index - 2].hasSuffix("Fl") {
        options.append("--\(word)")
      } else {
        options += word.map { "-\($0)" }
      }
    }
    return options
  }

  private static func spellings(_ options: [Option]) -> Set<String> {
    Set(options.flatMap(\.spellings))
  }

  /// The options that lines of the synopsis show, each in all its spellings.
  private func shown(_ usages: [Usage]) -> Set<String> {
    let shown = usages.reduce(into: Set<String>()) { $0.formUnion($1.options) }
    return Self.spellings(Option.allCases.filter { !shown.isDisjoint(with: $0.spellings) })
  }

  @Test func everyOptionIsExplainedAndNoOther() {
    let items = page.section("OPTIONS").items
    let explained = items.flatMap { $0.names.map { $0.components(separatedBy: " ")[0] } }
    #expect(Set(explained) == Self.spellings(Option.allCases))
    #expect(explained.count == Set(explained).count)
    for option in Option.allCases {
      let item = items.first { $0.names.contains { $0.hasPrefix(option.spellings[0]) } }
      // A value is shown beside the name, and its choices are those of the table.
      let value = item?.names.last?.components(separatedBy: " ").dropFirst().joined() ?? ""
      #expect(value.isEmpty == (option.valueName == nil), "\(option)")
      if let choices = option.valueName, choices.contains("|") {
        #expect(value == choices, "\(option)")
      }
    }
  }

  @Test(arguments: BuiltIn.allCases) func theSynopsisHasTheCommandsOptions(_ command: BuiltIn) {
    let own = usages.filter { $0.words.first == command.rawValue }
    let common = Self.spellings(BuiltIn.commonOptions)
    if command != .version { #expect(!own.isEmpty, "\(command)") }
    #expect(
      shown(own).subtracting(common)
        == Self.spellings(command.description.options).subtracting(common),
      "\(command)")
  }

  /// The plain form of a run has all but those that only the word `run` makes sense with.
  @Test func theSynopsisOfARun() throws {
    let plain = try #require(usages.first)
    #expect(plain.words.isEmpty)
    let options = Set(BuiltIn.run.description.options + BuiltIn.commonOptions)
    #expect(
      shown([plain]) == Self.spellings(Array(options.subtracting([.json, .output, .input, .help]))))
  }

  @Test(arguments: SourcesAction.allCases) func theSynopsisHasTheActionsOptions(
    _ action: SourcesAction
  ) {
    let own = usages.filter { $0.words == ["sources", action.rawValue] }
    #expect(own.count == 1, "\(action)")
    #expect(shown(own) == Self.spellings(action.options), "\(action)")
  }

  @Test func theCommandsAreThoseOfTheTable() {
    let shown = Set(usages.compactMap(\.words.first))
    let known = Set(BuiltIn.allCases.map(\.rawValue))
    #expect(known.subtracting(shown).isSubset(of: [BuiltIn.version.rawValue]))
    #expect(shown.isSubset(of: known))
    let commands = page.section("COMMANDS").items.filter { $0.macro == "Cm" }
    #expect(
      Set(commands.compactMap { $0.names[0].split(separator: " ").first.map(String.init) }) == known
    )
  }

  @Test func theReservedNamesAndTopicsAreThere() throws {
    let items = page.section("COMMANDS").items
    let run = try #require(items.first { $0.names[0].hasPrefix("run ") })
    let reserved = try #require(run.text.range(of: "Reserved are "))
    let words = run.text[reserved.upperBound...].split { !$0.isLetter }.map(String.init)
    let names = words.filter { !["and", "for", "later", "versions"].contains($0) }
    #expect(Set(BuiltIn.allCases.map(\.rawValue)).isSubset(of: names))
    for name in names { #expect(BuiltIn.reserves(name), "\(name)") }
    for topic in HelpText.Topic.allCases {
      #expect(
        items.contains { $0.names[0] == "help topic" && $0.text.contains(topic.rawValue) },
        "\(topic)")
    }
  }

  @Test func theSuffixesOfScriptsAreThere() throws {
    let lines = page.section("DESCRIPTION").lines
    let start = try #require(lines.firstIndex(of: "The suffixes are"))
    let text = lines[(start + 1)...(start + 3)].joined(separator: " ")
    let words = text.split { !$0.isLetter }.map(String.init)
    #expect(words.filter { !["Li", "and"].contains($0) } == ExtensionFile.suffixes)
  }

  /// No page tells of an option that isn't there.
  @Test(arguments: ManPage.all) func noPageInventsAnOption(_ name: String) throws {
    let known = Self.spellings(Option.allCases)
    for line in try ManPage(name).lines {
      for option in Self.options(in: line) { #expect(known.contains(option), "\(line)") }
    }
  }

  /// In the lines to type as well.
  @Test(arguments: ManPage.all) func noExampleInventsAnOption(_ name: String) throws {
    let known = Self.spellings(Option.allCases)
    let page = try ManPage(name)
    let typed =
      page.displays.flatMap { $0.split(separator: "\n") }
      + page.lines.filter { $0.hasPrefix(".Ql qli") }.map { Substring(ManPage.plain($0)) }
    for line in typed {
      let words = line.split(separator: " ").drop { $0 == "$" }
      guard words.first == "qli" else { continue }
      var own = words.dropFirst().prefix { $0 != "|" }
      // What stands behind the extension's name is the extension's.
      if let first = own.first, !first.hasPrefix("-"), BuiltIn(rawValue: String(first)) == nil {
        own = []
      }
      for word in own where word.hasPrefix("-") && word != "--" && word != "-" {
        let option = String(word.prefix { !"=,.:;)".contains($0) })
        #expect(known.contains(option), "\(line)")
      }
    }
  }
}
