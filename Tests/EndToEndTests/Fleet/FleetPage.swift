import TestSupport
import Testing

/// qli-fleet(7), or another page: what is shown there to be typed and configured is what the tests use.
struct FleetPage {
  private let lines: [String]
  private let displays: [String]

  init(_ name: String = "qli-fleet.7") throws {
    lines = try Checkout.read("man/\(name)").split(separator: "\n").map { String($0) }
    displays = lines.split { $0.hasPrefix(".Bd ") }.dropFirst().map { part in
      part.prefix { $0 != ".Ed" }.map {
        $0.replacing("\\e", with: "\\") + "\n"
      }.joined()
    }
  }

  /// The one display with this text in it.
  func display(
    _ part: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> String {
    let found = displays.filter { $0.contains(part) }
    try #require(found.count == 1, "\(part)", sourceLocation: sourceLocation)
    return found[0]
  }

  /// The one line of a display that begins so, and has this in it.
  func command(
    _ start: String, with part: String = "", sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> String {
    let found = displays.flatMap { $0.split(separator: "\n") }
      .filter { $0.hasPrefix(start) && (part.isEmpty || $0.contains(part)) }
    try #require(found.count == 1, "\(start)", sourceLocation: sourceLocation)
    return String(found[0])
  }

  /// The cells of a row of the table, without the first.
  func row(_ name: String) -> [String] {
    let start = ".It Li \(name) Ta "
    guard let line = lines.first(where: { $0.hasPrefix(start) }) else { return [] }
    return line.dropFirst(start.count).split(separator: " Ta ").map { String($0) }
  }
}
