import Foundation
import TestSupport
import Testing

@testable import QliCore

/// qli-manifest(5) on write scopes: whoever types what it says sees a refused write.
@Suite struct ScopePageTests {
  let page: ManPage

  init() throws { page = try ManPage("qli-manifest.5") }

  @Test(.requireLandlock) func theFirstFence() throws {
    let home = try TestHome()
    try home.link("$BIN/qli", to: Products.qli)
    let example = try #require(page.section("WRITE SCOPES").displays.first)
    let script = example.components(separatedBy: "\n")
      .map { $0.hasPrefix("$ ") ? String($0.dropFirst(2)) : $0 }.joined(separator: "\n")
    let outcome = try home.program("/bin/sh", "-c", script).unset("XDG_DATA_HOME").run()
    #expect(outcome.stdout == "a\n")
    #expect(outcome.stderr.contains("Permission denied") && outcome.ending == .exited(1))
    #expect(!home.exists("$HOME/a"))
  }

  /// The example of two agents beside each other.
  @Test(.requireLandlock) func theClaims() throws {
    let home = try TestHome()
    let example = try #require(page.section("CLAIMS").displays.first)
    try home.group("agents", example)
    for folder in ["docs", "src"] { try home.directory("$HOME/tree/\(folder)") }
    let (ready, go) = (
      try home.fifo("ready", in: "$HOME/tree/docs"), try home.fifo("go", in: "$HOME/tree/docs")
    )
    try home.extension("agents", "writer", sh: "echo > \(ready.path); read line < \(go.path)")
    try home.extension("agents", "coder", sh: "echo ran")
    let writer = try home.qli("--write", home.path("$HOME/tree/docs"), "agents", "writer").start()
    try ready.wait(for: writer)
    let coder = { (path: String) in
      try home.qli("--write", home.path(path), "agents", "coder").run()
    }
    try coder("$HOME/tree/src").expect(stdout: "ran\n")
    #expect(try coder("$HOME/tree").ending == .exited(120))
    try go.release()
    try writer.expect()
  }
}
