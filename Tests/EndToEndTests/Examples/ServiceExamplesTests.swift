import Foundation
import TestSupport
import Testing

/// The services in `examples/extensions`.
@Suite struct ServiceExamplesTests {
  let home: TestHome

  init() throws {
    home = try TestHome()
    try home.copyExamples(to: home.extensions())
  }

  @Test(.requireTool("python3")) func webServesTheFilesOfAFolder() throws {
    try home.file("$WORK/page.txt", "a page\n")
    try home.qli("start", "dev", "web").run().expectCode(0)
    let fields = try home.qli("status", "dev", "web").run().stdout.split(separator: "\t")
    let address = try #require(fields.first { $0.hasPrefix("tcp:") }).dropFirst(4)
    try home.program(
      "/usr/bin/env", "python3", "-c",
      "import urllib.request as r; print(r.urlopen('http://\(address)/page.txt').read().decode(), end='')"
    ).expect(stdout: "a page\n")
    #expect(try home.qli("logs", "dev", "web").run().stderr.contains("GET /page.txt"))
    try home.qli("stop", "dev", "web").run().expectCode(0)
  }

  @Test(.requireTool("python3")) func watchRunsACommandWhenAFileChanges() throws {
    try home.qli("start", "dev", "watch").run().expectCode(2)
    try home.file("$WORK/tree/file", "old")
    let watch = home.qli("start", "dev", "watch", "touch", home.path("$ROOT/seen"))
    try watch.directory("$WORK/tree").run().expectCode(0)
    try home.file("$WORK/tree/file", "new")
    try waitUntil("the command has run") { home.exists("$ROOT/seen") }
    #expect(try home.qli("logs", "dev", "watch").run().stdout.contains("./file has changed\n"))
    try home.qli("stop", "dev", "watch").run().expectCode(0)
  }
}
