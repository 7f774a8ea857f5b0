import TestSupport
import Testing

/// What is kept from an extension can't be read from qli either.
@Suite(.requireTool("setpriv"), .requireOtherUsers)
struct OtherUserMemoryTests {
  private let scene: OtherUserScene

  init() throws {
    scene = try OtherUserScene()
    try scene.makeScript(
      "a/data/qli/extensions/g/e",
      "tr '\\0' '\\n' < /proc/$PPID/environ | grep -c '^KEY=' || cat /proc/$PPID/maps | wc -l")
  }

  private func output(_ lines: String) throws -> String {
    try scene.makeGroup(lines)
    return try scene.qli("g", "e", environment: ["KEY": "1", "S": "s"]).run().stdout
  }

  @Test func itsEnvironmentAndMemory() throws {
    // It can, where nothing is kept from it.
    #expect(try output("") == "1\n")
    #expect(try output("run.env = ['S']") == "0\n0\n")
    #expect(try output("secrets = [{ env = 'T', ref = 'S', provider = 'env' }]") == "0\n0\n")
  }
}
