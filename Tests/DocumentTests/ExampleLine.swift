import Foundation
import TestSupport
import Testing

/// A command of qli that a document shows, as a shell would take it apart.
struct ExampleLine: CustomTestStringConvertible {
  /// The document that shows it.
  let page: String
  /// The words behind `qli`.
  let words: [String]

  var testDescription: String { "\(page): qli \(words.joined(separator: " "))" }

  /// Those of README's lines to type, and of the displays of all man pages.
  static let all: [ExampleLine] = {
    let readme = (try? Checkout.read("README.md")) ?? ""
    let blocks = readme.components(separatedBy: "```").enumerated().filter { $0.offset % 2 == 1 }
    let typed = blocks.map(\.element).filter { !$0.hasPrefix("toml") }
    var found = typed.flatMap { Self.lines(in: $0, of: "README.md") }
    for page in ManPage.all {
      guard let read = try? ManPage(page) else { continue }
      let single = read.lines.filter { $0.hasPrefix(".Dl ") }.map { String($0.dropFirst(4)) }
      found += (read.displays + single).flatMap { Self.lines(in: $0, of: page) }
    }
    return found
  }()

  private static func lines(in text: String, of page: String) -> [ExampleLine] {
    // YAML folds a line, and a shell joins one.
    let joined = text.replacingOccurrences(of: "\\\n", with: " ")
      .replacingOccurrences(of: "json\n      prod", with: "json prod")
      .replacingOccurrences(of: "\\(aq", with: "'").replacingOccurrences(of: "\\(dq", with: "\"")
    return joined.split(separator: "\n").flatMap { commands(in: String($0)) }.compactMap { words in
      // Behind a prompt, a key of YAML, or variables of its own.
      let rest = words.drop { ["$", "-", "run:"].contains($0) || $0.contains("=") }
      let typed = Array(rest.dropFirst())
      // A justfile gives the name a value.
      guard rest.first == "qli", let first = typed.first, first != ":=" else { return nil }
      return ExampleLine(page: page, words: typed)
    }
  }

  /// The commands of a line, without comments, and without what is redirected.
  private static func commands(in line: String) -> [[String]] {
    var commands: [[String]] = [[]]
    var word: String?
    var quote: Character?
    func end() {
      if let word { commands[commands.count - 1].append(word) }
      word = nil
    }
    for character in line {
      if let open = quote {
        if character == open { quote = nil } else { word = (word ?? "") + String(character) }
        continue
      }
      switch character {
      case "'", "\"":
        quote = character
        word = word ?? ""
      case " ": end()
      case "|", ";", "&", ">", "<", "(", ")", "`":
        // The number of a descriptor that is redirected.
        if let number = word, number.allSatisfy(\.isNumber), character == ">" { word = nil }
        end()
        commands.append([])
      case "#" where word == nil: return commands
      default: word = (word ?? "") + String(character)
      }
    }
    end()
    return commands
  }
}
