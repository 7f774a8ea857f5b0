import Foundation
import Glibc
import TestSupport
import Testing

/// A group `g` whose checksums somebody signs, with the real ssh-keygen(1), and who may.
struct SignedScene {
  let home: TestHome
  let folder = "$DATA/qli/extensions/g"
  let signers = "$CONFIG/qli/allowed_signers"
  let record = "$CONFIG/qli/trust/g.toml"

  /// With a helper that no run compares, and a folder.
  init() throws {
    home = try TestHome()
    try home.group("g")
    try home.extension("g", "x", sh: ". \"$QLI_GROUP_DIR/lib/_words\"")
    try home.file("\(folder)/lib/_words", "echo one\n")
    try home.file("\(folder)/README", "What it is for.\n")
    for name in ["ann", "bob"] { try makeKey(name) }
    try allow("ann@example.com namespaces=\"qli-group\" KEY(ann)")
    try sign()
  }

  func makeKey(_ name: String) throws {
    try shell("ssh-keygen -q -t ed25519 -N '' -C \(name) -f ../\(name)")
  }

  /// Writes who may sign; `KEY(ann)` is her public key.
  func allow(_ lines: String..., in path: String? = nil) throws {
    var text = lines.map { "\($0)\n" }.joined()
    for name in ["ann", "bob"] {
      text = try text.replacing("KEY(\(name))", with: publicKey(name))
    }
    try home.file(path ?? signers, text)
  }

  func publicKey(_ name: String) throws -> String {
    try home.read("$WORK/../\(name).pub").split(separator: " ").prefix(2).joined(separator: " ")
  }

  /// The commands of README, typed in the folder of `group`.
  static func commands(for group: String) throws -> String {
    let text = try Checkout.read("README.md")
    let block = try #require(
      text.components(separatedBy: "```sh\n").first { $0.contains("ssh-keygen -Y sign") })
    let commands = try #require(block.components(separatedBy: "```").first)
    return commands.replacing("# qli-group dev", with: "# qli-group \(group)")
  }

  /// Signs the group as it is.
  func sign(as name: String = "ann", _ change: (String) -> String = { $0 }) throws {
    let key = home.path("$WORK/../\(name)")
    let commands = try Self.commands(for: "g").replacing("~/.ssh/id_ed25519", with: key)
    try shell("cd '\(home.path(folder))'\n\(change(commands))")
  }

  func shell(_ script: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let outcome = try home.program("/bin/sh", "-ec", script).run(sourceLocation: sourceLocation)
    try #require(
      outcome.ending == .exited(0), "\(outcome.stderr)", sourceLocation: sourceLocation)
  }

  /// Expects that the group is taken, by whose signature, without a question.
  func expectTaken(
    by identity: String = "ann@example.com", sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let outcome = try home.qli("trust", "g").run(sourceLocation: sourceLocation)
    #expect(outcome.ending == .exited(0), "\(outcome.stderr)", sourceLocation: sourceLocation)
    #expect(
      outcome.stdout.hasSuffix(", signed by \(identity)\n"), "\(outcome.stdout)",
      sourceLocation: sourceLocation)
  }

  /// Expects that nothing is recorded, whatever is answered in advance.
  ///
  /// - Parameter isWhole: whether help comes at once behind `sentence`.
  func expectRefusal(
    _ sentence: String, isWhole: Bool = false, help: String? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let before = home.exists(record) ? try home.read(record) : nil
    for words in [[], ["--yes"]] {
      let outcome = try home.qli("trust").arguments(words + ["g"])
        .run(sourceLocation: sourceLocation)
      #expect(outcome.ending == .exited(125), sourceLocation: sourceLocation)
      let words = "error: group 'g' isn't trusted: \(sentence)\n" + (isWhole ? "help: " : "")
      #expect(
        outcome.collapsedStderr.hasPrefix(words), "\(outcome.collapsedStderr)",
        sourceLocation: sourceLocation)
      #expect(
        outcome.collapsedStderr.contains("\nhelp: \(help ?? "")"), "\(outcome.collapsedStderr)",
        sourceLocation: sourceLocation)
      #expect(outcome.stdout == "", sourceLocation: sourceLocation)
    }
    let after = home.exists(record) ? try home.read(record) : nil
    #expect(before == after, sourceLocation: sourceLocation)
  }
}
