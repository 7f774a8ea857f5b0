import Foundation
import TestSupport
import Testing

/// What `qli unit` has printed.
struct PrintedUnit {
  let text: String

  /// Prints it; nothing may be said.
  init(_ run: QliRun, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let outcome = try run.run(sourceLocation: sourceLocation)
    try #require(outcome.ending == .exited(0), "\(outcome.stderr)", sourceLocation: sourceLocation)
    #expect(outcome.stderr.isEmpty, sourceLocation: sourceLocation)
    text = outcome.stdout
  }

  /// The values of `key`, in their order.
  func values(_ key: String) -> [String] {
    text.split(separator: "\n").filter { $0.hasPrefix("\(key)=") }
      .map { String($0.dropFirst(key.count + 1)) }
  }

  /// The only value of `key`.
  func value(_ key: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
    let values = values(key)
    try #require(values.count == 1, "\(key) in \(text)", sourceLocation: sourceLocation)
    return values[0]
  }

  /// The file that the first comment names.
  var fileName: String {
    let line = text.split(separator: "\n").first ?? ""
    return String(line.dropFirst("# ~/.config/systemd/user/".count))
  }

  /// The words of `ExecStart=`, as systemd takes them.
  func command(sourceLocation: SourceLocation = #_sourceLocation) throws -> [String] {
    let words = Self.words(try value("ExecStart", sourceLocation: sourceLocation))
    // A variable isn't filled in where the program stands.
    return words.prefix(1) + words.dropFirst().map { $0.replacing("$$", with: "$") }
  }

  /// The variables that it fixes, and their values.
  var environment: [String: String] {
    let words = values("Environment").flatMap { Self.words($0) }
    return Dictionary(
      words.map { word in
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        return (String(parts[0]), String(parts.dropFirst().first ?? ""))
      }, uniquingKeysWith: { $1 })
  }

  /// The words of a value, as systemd.syntax(7) describes them, as far as they are used here.
  private static func words(_ value: String) -> [String] {
    var words: [String] = []
    var word = ""
    var isQuoted = false
    var rest = Array(value.unicodeScalars)[...]
    while let scalar = rest.popFirst() {
      switch scalar {
      case "\"": isQuoted.toggle()
      case " " where !isQuoted:
        words.append(word)
        word = ""
      case "%":
        #expect(rest.popFirst() == "%", "'%' is filled in by systemd: \(value)")
        word.unicodeScalars.append("%")
      case "\\": word.unicodeScalars.append(escaped(&rest))
      default: word.unicodeScalars.append(scalar)
      }
    }
    #expect(!isQuoted, "\(value)")
    return words + [word]
  }

  private static func escaped(_ rest: inout ArraySlice<Unicode.Scalar>) -> Unicode.Scalar {
    let kind = rest.popFirst() ?? "?"
    let count = kind == "x" ? 2 : kind == "U" ? 8 : 0
    if count == 0 { return kind }
    let digits = rest.prefix(count).map(String.init).joined()
    rest = rest.dropFirst(count)
    return UInt32(digits, radix: 16).flatMap { Unicode.Scalar($0) } ?? "?"
  }
}

extension TestHome {
  /// Has systemd judge the files of units, all in one folder.
  func verify(_ paths: [String], sourceLocation: SourceLocation = #_sourceLocation) throws {
    for path in paths {
      let outcome = try program("/usr/bin/systemd-analyze", "--user", "verify", path)
        .run(sourceLocation: sourceLocation)
      #expect(outcome.ending == .exited(0), "\(outcome.stderr)", sourceLocation: sourceLocation)
      // What it ignores, it only tells of; and of the machine's own units as well.
      let complaints = outcome.stderr.split(separator: "\n").filter { $0.contains("qli") }
      #expect(complaints.isEmpty, sourceLocation: sourceLocation)
    }
  }

  /// Saves a unit under its own name, and has systemd judge it.
  func verify(_ unit: PrintedUnit, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let path = try file("$CONFIG/systemd/user/\(unit.fileName)", unit.text)
    try verify([path], sourceLocation: sourceLocation)
  }
}
