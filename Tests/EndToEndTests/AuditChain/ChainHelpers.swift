import Foundation
import TestSupport
import Testing

extension TestHome {
  /// A group whose records are chained in `$STATE/log`, with an extension that does nothing.
  func chainedGroup(_ name: String = "g", log: String = "log", more: String = "") throws {
    try group(
      name,
      "audit_log = \"$XDG_STATE_HOME/\(log)\"\naudit_chain = true\naudit_refusals = true\n\(more)")
    try self.extension(name, "x", sh: "exit 0")
  }

  /// Lets a shell change the files in `$STATE`.
  func change(_ script: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let outcome = try program("/bin/sh", "-c", script).directory(path("$STATE")).run()
    outcome.ends(0, sourceLocation: sourceLocation)
  }

  /// The SHA-256 of some bytes, as sha256sum(1) says it.
  func checksum(_ bytes: [UInt8]) throws -> String {
    try file("checked", bytes)
    let text = try program("/usr/bin/sha256sum", path("checked")).run().stdout
    return String(text.prefix(64))
  }

  /// The lines of a file, each with its newline.
  func lines(_ path: String) throws -> [[UInt8]] {
    try readBytes(path).split(separator: 10, omittingEmptySubsequences: false).dropLast()
      .map { Array($0) + [10] }
  }

  /// Expects the chains to be whole.
  func expectWhole(
    _ comment: String = "", sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let outcome = try qli("audit", "verify").run()
    #expect(
      outcome.ending == .exited(0), "\(comment): \(outcome.stdout)\(outcome.stderr)",
      sourceLocation: sourceLocation)
  }

  /// Expects the chain of `g` to be broken so: each line behind the summary.
  func expectBroken(
    _ words: String..., group: String = "g", sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let outcome = try qli("audit", "verify", group).run()
    let lines = collapse(outcome.stdout).split(separator: "\n").dropFirst(2).map(String.init)
      .filter { !$0.hasPrefix("  head ") }
    #expect(lines == words.map { "  \($0)" }, sourceLocation: sourceLocation)
    #expect(outcome.ending == .exited(1), "\(outcome.stderr)", sourceLocation: sourceLocation)
  }
}

extension Outcome {
  /// Expects qli to have exited so, whatever it wrote.
  func ends(_ code: Int32, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(ending == .exited(code), "\(stdout)\(stderr)", sourceLocation: sourceLocation)
  }
}
