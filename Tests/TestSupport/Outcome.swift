public import Testing

/// What a run left: how it ended and all that it wrote.
public struct Outcome: Sendable {
  /// How it ended.
  public let ending: Ending
  /// What it wrote to a captured stdout.
  public let stdoutBytes: [UInt8]
  /// What it wrote to a captured stderr.
  public let stderrBytes: [UInt8]
  /// What appeared on its terminal, echo included.
  public let terminalBytes: [UInt8]
  let commandLine: String
  let substitutions: Substitutions

  /// The captured stdout, bad UTF-8 repaired.
  public var stdout: String { String(decoding: stdoutBytes, as: UTF8.self) }
  /// The captured stderr, bad UTF-8 repaired.
  public var stderr: String { String(decoding: stderrBytes, as: UTF8.self) }
  /// The same with `$HOME` and the like in place of the real paths.
  public var collapsedStderr: String { substitutions.collapse(stderr) }
  /// What appeared on the terminal, with plain newlines, bad UTF-8 repaired.
  public var terminal: String { PseudoTerminal.plain(terminalBytes) }

  /// Compares byte for byte; both texts are empty unless stated. `$HOME/…` and the like in them
  /// stand for the home's paths (`$$HOME` is a literal `$HOME`). Each difference is an issue.
  @discardableResult
  public func expect(
    stdout: String = "", stderr: String = "", code: Int32 = 0,
    sourceLocation: SourceLocation = #_sourceLocation
  ) -> Outcome {
    expect(stdout: stdout, stderr: stderr, .exited(code), sourceLocation: sourceLocation)
  }

  /// The same, for a run that was killed by a signal.
  @discardableResult
  public func expect(
    stdout: String = "", stderr: String = "", signal: Int32,
    sourceLocation: SourceLocation = #_sourceLocation
  ) -> Outcome {
    expect(stdout: stdout, stderr: stderr, .signalled(signal), sourceLocation: sourceLocation)
  }

  /// Compares what appeared on the terminal, with plain newlines, and how it ended.
  @discardableResult
  public func expect(
    terminal: String, code: Int32 = 0, sourceLocation: SourceLocation = #_sourceLocation
  ) -> Outcome {
    let shown = Array(self.terminal.utf8)
    return report(
      differences(.exited(code)) + difference("terminal", terminal, shown), sourceLocation)
  }

  private func expect(
    stdout: String, stderr: String, _ ending: Ending, sourceLocation: SourceLocation
  ) -> Outcome {
    report(
      differences(ending) + difference("stdout", stdout, stdoutBytes)
        + difference("stderr", stderr, stderrBytes), sourceLocation)
  }

  private func report(_ differences: [String], _ sourceLocation: SourceLocation) -> Outcome {
    if !differences.isEmpty {
      let text = (["from: \(commandLine)"] + differences).joined(separator: "\n")
      Issue.record("\(text)", sourceLocation: sourceLocation)
    }
    return self
  }

  private func differences(_ expected: Ending) -> [String] {
    ending == expected ? [] : ["ending: expected \(expected), got \(ending)"]
  }

  private func difference(_ name: String, _ expected: String, _ got: [UInt8]) -> [String] {
    guard !Array(substitutions.expand(expected).utf8).elementsEqual(got) else { return [] }
    let expected = lines(substitutions.collapse(substitutions.expand(expected)))
    let got = lines(substitutions.collapse(String(decoding: got, as: UTF8.self)))
    let same = zip(expected, got).prefix { Array($0.utf8) == Array($1.utf8) }.count
    return ["\(name) differs from line \(same + 1) on:"]
      + expected.dropFirst(same).prefix(30).map { "  expected \($0.debugDescription)" }
      + got.dropFirst(same).prefix(30).map { "  got      \($0.debugDescription)" }
  }

  /// The lines, each with its newline.
  private func lines(_ text: String) -> [String] {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { "\($0)\n" }
    let last = lines.removeLast().dropLast()
    return last.isEmpty ? lines : lines + [String(last)]
  }
}
