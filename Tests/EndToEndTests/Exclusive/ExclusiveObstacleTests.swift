import TestSupport
import Testing

/// What is in the way of an exclusive run's lock is named.
@Suite struct ExclusiveObstacleTests {
  @Test(arguments: ["gate", "lock"]) func aFolderInPlaceOfTheLock(_ kind: String) throws {
    let home = try TestHome()
    try home.group("g", "run.exclusive = true")
    try home.extension("g", "x", sh: "echo ran")
    try home.directory("$STATE/qli/locks/g/x.\(kind)")
    let outcome = try home.qli("g", "x").run()
    #expect(
      outcome.stderr.hasPrefix(
        home.expand(
          "error: cannot take the lock '$STATE/qli/locks/g/x.\(kind)': Is a directory\n")))
    #expect(outcome.stdout.isEmpty && outcome.ending == .exited(120))
  }
}
