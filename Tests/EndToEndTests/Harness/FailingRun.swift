import Foundation
import TestSupport
import Testing

/// A process of the test runner that runs one of `FailingTests`.
enum FailingRun {
  private static let variable = "QLI_TEST_FAILING"

  /// Whether this is such a process.
  static var isThis: Bool { ProcessInfo.processInfo.environment[variable] != nil }

  /// Runs one of them, by its name.
  ///
  /// - Returns: what its issues say, in the order of the text.
  static func complaints(of name: String, in home: TestHome) throws -> [String] {
    let runner = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    var run = home.program(
      runner, "--testing-library", "swift-testing", "--filter", "FailingTests/\(name)\\("
    ).environment([variable: "yes"])
    // What the runner itself was started with finds the libraries of the toolchain.
    for name in ["LD_LIBRARY_PATH", "QLI_TEST_EXECUTABLE", "QLI_TEST_DEADLINE"] {
      if let value = ProcessInfo.processInfo.environment[name] {
        run = run.environment([name: value])
      }
    }
    let outcome = try run.stderr(.joined).run()
    guard outcome.ending == .exited(1) else {
      throw HarnessError("'\(name)' didn't fail: \(outcome.ending)\n\(outcome.stdout)")
    }
    return outcome.stdout.components(separatedBy: "Issue recorded\n").dropFirst()
      .map { text in
        let lines = text.split(separator: "\n").prefix { $0.contains("↳") || $0.first == " " }
        return lines.map { $0.replacing(#/^.*↳ /#, with: "") }.joined(separator: "\n")
      }.sorted()
  }
}
