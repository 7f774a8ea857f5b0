import Foundation
import Glibc
import TestSupport
import Testing

/// A group `g` with an extension `x`, and what somebody says of it.
struct TrustScene {
  let home: TestHome
  /// The record of the group.
  let record = "$CONFIG/qli/trust/g.toml"
  let folder = "$DATA/qli/extensions/g"

  init(_ lines: String = "") throws {
    home = try TestHome()
    try home.group("g", lines)
    try home.extension("g", "x", sh: "echo one")
  }

  /// Looks at the group, and takes it as it is.
  func trust(
    _ group: String = "g", sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let outcome = try home.qli("trust", "--yes", group).run(sourceLocation: sourceLocation)
    #expect(
      outcome.ending == .exited(0), "\(outcome.stderr)", sourceLocation: sourceLocation)
  }

  /// Expects that no command runs the extension, because of what is at `path`.
  func expectRefusal(
    of name: String = "x", _ sentence: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let words = "error: \(sentence)\nhelp: look: qli trust g\n"
    for command in [["g", name], ["run", "g", name], ["explain", "g", name]] {
      try home.qli().arguments(command).expect(
        stderr: words, code: 125, sourceLocation: sourceLocation)
    }
    let captured = try home.qli("run", "--json", "g", name).run(sourceLocation: sourceLocation)
    #expect(
      try JSON.parse(captured.stdout)["cause"] == "untrusted", sourceLocation: sourceLocation)
    let doctor = try home.qli("doctor").run(sourceLocation: sourceLocation)
    #expect(doctor.ending == .exited(1), sourceLocation: sourceLocation)
    #expect(
      doctor.stdout.contains(
        home.expand("error    \(folder): changed since it was trusted by you")),
      "\(doctor.stdout)", sourceLocation: sourceLocation)
  }

  /// What sha256sum(1) says of a file.
  func checksum(_ path: String) throws -> String {
    try home.program("/usr/bin/env", "sha256sum", home.path(path)).run().stdout.prefix(64)
      .description
  }
}
