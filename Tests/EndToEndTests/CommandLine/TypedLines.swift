import TestSupport
import Testing

/// Tests that type lines as people do.
protocol TypedLines {
  var home: TestHome { get }
}

extension TypedLines {
  /// Types `line`, whose words have no blanks, and compares what is said of it.
  func expect(
    _ line: String, code: Int32, _ stderr: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try home.qli().arguments(line.split(separator: " ").map(String.init))
      .expect(stderr: stderr, code: code, sourceLocation: sourceLocation)
  }
}
