import TestSupport
import Testing

/// Tests that fail, so that it can be seen that they do. They run only in a process that
/// `HarnessTests` starts for them.
@Suite(.enabled(if: FailingRun.isThis, "is to fail: see HarnessTests"))
struct FailingTests {
  let home: TestHome

  init() throws { home = try TestHome() }

  private func outcome() throws -> Outcome {
    try home.program("/bin/sh", "-c", "echo one; echo two").run()
  }

  @Test func anotherLine() throws { try outcome().expect(stdout: "one\nthree\n") }

  @Test func anotherCode() throws { try outcome().expect(stdout: "one\ntwo\n", code: 1) }

  @Test func aNewlineTooMany() throws { try outcome().expect(stdout: "one\ntwo", code: 0) }

  @Test(
    arguments: ["{}\n{}", "{}\n\n{}\n", "[1]\n", "{\"a\":\n", "{} {}\n"].map { Array($0.utf8) }
      + [[0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d, 0x0a]])
  func linesThatAreNoRecords(_ bytes: [UInt8]) throws {
    try home.file("bad", bytes)
    _ = try home.auditLines("bad")
  }
}
