import TestSupport
import Testing

/// What `qli GROUP EXTENSION` and `qli which GROUP EXTENSION` have in common: they find the same
/// file, or fail alike.
struct Lookups {
  let home: TestHome
  /// Changes both runs, their environment for example.
  var change: @Sendable (QliRun) -> QliRun = { $0 }

  /// The same in other circumstances.
  func with(_ change: @escaping @Sendable (QliRun) -> QliRun) -> Lookups {
    Lookups(home: home, change: change)
  }

  /// Expects both to find this file, which has to be a script that prints `$0`.
  func find(
    _ group: String, _ name: String, at path: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try change(home.qli(group, name))
      .expect(stdout: "\(path)\n", sourceLocation: sourceLocation)
    try change(home.qli("which", group, name))
      .expect(stdout: "\(path)\n", sourceLocation: sourceLocation)
  }

  /// Expects both to fail with this message and code, and nothing to be run.
  func fail(
    _ group: any ByteText, _ name: any ByteText, stderr: String, code: Int32,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try change(home.qli(group, name))
      .expect(stderr: stderr, code: code, sourceLocation: sourceLocation)
    try change(home.qli("which", group, name))
      .expect(stderr: stderr, code: code, sourceLocation: sourceLocation)
  }

  /// Expects both to say that the group isn't there, and how to make one of the folder of its name, if there
  /// is one.
  func failWithoutGroup(
    _ group: String, _ name: String, folder: String? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let help = folder.map {
      "'\($0)' has no _manifest.toml, and so is no group; make it one: qli new \(group) --from \($0)"
    }
    try fail(
      group, name,
      stderr: """
        error: there is no group '\(group)'
        help: \(help ?? "see all groups: qli list")

        """, code: 127, sourceLocation: sourceLocation)
  }

  /// Expects both to say that the group has no such extension, nor one with a name like it.
  func failWithoutExtension(
    _ group: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try fail(
      group, name,
      stderr: """
        error: there is no extension '\(name)' in group '\(group)'
        help: see its extensions: qli \(group) --help

        """, code: 127, sourceLocation: sourceLocation)
  }
}
