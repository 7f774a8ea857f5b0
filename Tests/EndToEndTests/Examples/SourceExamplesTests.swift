import Foundation
import TestSupport
import Testing

/// The files in `examples/sources` belong together.
@Suite struct SourceExamplesTests {
  static let plugins = ["qli-source-keyring", "qli-source-pass"]

  @Test func everyPluginHasItsFilesAndATest() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: SourceTalk.folder).sorted()
    #expect(names == ["README.md"] + Self.plugins.flatMap { [$0, "\($0).toml"] })
  }

  @Test(.requireTool("sha256sum"), arguments: plugins)
  func theSidecarHasTheChecksum(_ plugin: String) throws {
    let home = try TestHome()
    let path = "\(SourceTalk.folder)/\(plugin)"
    let sum = try home.program("/usr/bin/sha256sum", path).run().stdout.prefix(64)
    let lines = try home.read("\(path).toml").split(separator: "\n")
    #expect(sum.utf8.count == 64)
    #expect(lines.filter { $0.hasPrefix("checksum_sha256") } == ["checksum_sha256 = \"\(sum)\""])
    #expect(lines.contains { $0 == "name = \"\(plugin.dropFirst("qli-source-".count))\"" })
    #expect(lines.contains { $0 == "executable = \"\(plugin)\"" })
  }

  /// Short enough to be read before it is trusted, and with nothing that has to be installed.
  @Test(.requireTool("python3"), arguments: plugins) func everyPluginIsShort(_ plugin: String)
    throws
  {
    let home = try TestHome()
    let path = "\(SourceTalk.folder)/\(plugin)"
    let lines = try home.read(path).split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.first == "#!/usr/bin/env -S python3 -I")
    // The last one is empty.
    #expect(lines.count - 1 < 130)
    #expect(try home.mode(path) & 0o111 == 0o111)
    let modules = lines.filter { $0.hasPrefix("import ") || $0.hasPrefix("from ") }.flatMap {
      $0.split { " ,".contains($0) }.dropFirst().prefix { $0 != "import" }
    }
    try home.program(
      Tools.path("python3") ?? "python3", "-c",
      "import sys; print(sorted(set(sys.argv[1:]) - sys.stdlib_module_names))"
    ).arguments(modules.map { String($0.prefix { $0 != "." }) }).expect(stdout: "[]\n")
  }
}
