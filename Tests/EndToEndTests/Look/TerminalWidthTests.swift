import Foundation
import TestSupport
import Testing

/// On a terminal nothing is broken within a word, a path or a command to paste, however narrow it is.
@Suite struct TerminalWidthTests {
  let home: TestHome

  init() throws {
    home = try TestHome()
    try home.group(
      "dev",
      manifest: TestHome.manifest(
        "requires_env.A_LONG_NAME = \"the one value that will do for it\"",
        description: "Helpers for everybody who works on it, and for all those who don't do so yet")
    )
    try home.extension(
      "dev", "serve",
      "#!/bin/sh\n# Do what takes so many words that no terminal of eighty columns has room.\n")
    try home.extension("dev", "data", "#!/bin/sh\n", mode: 0o644)
  }

  /// What appears on a terminal of so many columns.
  private func shown(_ columns: UInt16, _ words: String...) throws -> String {
    try home.qli().arguments(words).environment(["NO_COLOR": "1", "QLI_PAGER": ""])
      .startOnTerminal(columns: columns, rows: 24).wait().terminal
  }

  /// Expects that what is wider than the terminal is one word, path or command behind its label.
  private func expectFits(
    _ text: String, _ columns: UInt16, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let labels = ["error:", "warning:", "help:", "qli:", "error", "warning", "ok", "blocked", "in"]
    let commands = ["qli", "sudo", "chmod", "export", "mkdir", "man", "ls", "mv"]
    #expect(!text.isEmpty, sourceLocation: sourceLocation)
    for line in text.split(separator: "\n") where line.count > Int(columns) {
      var words = line.split(separator: " ")
      if let label = words.first, labels.contains(String(label)) { words.removeFirst() }
      let isCommand = words.first.map { commands.contains(String($0)) } ?? false
      let isQuoted = words.first?.hasPrefix("'") == true && words.last?.contains("'") == true
      #expect(
        isCommand || isQuoted || words.count == 1, "\(line)", sourceLocation: sourceLocation)
    }
  }

  /// The words, wherever lines end.
  private func words(_ text: String) -> String {
    text.split { $0 == " " || $0 == "\n" }.joined(separator: " ")
  }

  @Test(arguments: [80, 40] as [UInt16]) func refusals(_ columns: UInt16) throws {
    let text = try shown(columns, "dev", "serve")
    expectFits(text, columns)
    #expect(text.contains("\nhelp: export A_LONG_NAME='the one value that will do for it'\n"))
    #expect(words(text).hasPrefix("error: the environment isn't what group 'dev' requires "))
  }

  /// What the caret is under is seen, too.
  @Test(arguments: [80, 40] as [UInt16]) func errorsOfAManifest(_ columns: UInt16) throws {
    let long = String(repeating: "a", count: 70)
    try home.group("bad", "banner = \"\(long)\" WRONG")
    let text = try shown(columns, "bad", "x")
    expectFits(text, columns)
    let lines = text.split(separator: "\n").map(String.init)
    let caret = try #require(lines.firstIndex { $0.hasSuffix("^") })
    #expect(lines[caret - 1].contains("WRONG") && lines[caret].count <= columns)
  }

  @Test(arguments: [80, 40] as [UInt16]) func theDoctor(_ columns: UInt16) throws {
    try home.group("bad", manifest: "x")
    let text = try shown(columns, "doctor")
    expectFits(text, columns)
    #expect(
      text.contains("\n         help: chmod +x \(home.path("$DATA/qli/extensions/dev/data"))\n"))
  }

  @Test(arguments: [80, 40] as [UInt16]) func theList(_ columns: UInt16) throws {
    try home.group("bad", manifest: "x")
    let lines = [
      ["list"], ["list", "dev"], ["list", "--groups"], ["dev", "--help"], ["dev"], [],
    ]
    for line in lines {
      let text = try home.qli().arguments(line).environment(["NO_COLOR": "1", "QLI_PAGER": ""])
        .startOnTerminal(columns: columns, rows: 24).wait().terminal
      expectFits(text, columns)
    }
    #expect(
      try words(shown(columns, "list", "dev")).contains(
        "serve Do what takes so many words that no terminal of eighty columns has room"))
  }

  @Test(arguments: [80, 40] as [UInt16]) func whatARunWouldDo(_ columns: UInt16) throws {
    let text = try shown(columns, "explain", "dev", "serve")
    expectFits(text, columns)
    #expect(text.contains("help: export A_LONG_NAME='the one value that will do for it'\n"))
  }

  @Test(arguments: [80, 40] as [UInt16]) func help(_ columns: UInt16) throws {
    for line in [["help"], ["help", "audit"], ["run", "--help"], ["help", "exit-codes"]] {
      let text = try home.qli().arguments(line).environment(["QLI_PAGER": ""])
        .startOnTerminal(columns: columns, rows: 24).wait().terminal
      expectFits(text, columns)
      #expect(try words(text) == words(home.qli().arguments(line).run().stdout))
    }
    let text = try shown(columns, "help", "dev", "serve")
    expectFits(text, columns)
    #expect(words(text).contains("Do what takes so many words that no terminal of eighty columns"))
  }

  /// Who has the lock, since when by the clock of the place, and how long that is ago.
  @Test(arguments: [80, 40] as [UInt16]) func exclusiveRuns(_ columns: UInt16) throws {
    let processes = HomeProcesses(home)
    let ready = try home.fifo("ready")
    let go = try home.fifo("go")
    try home.group("g", "run = { exclusive = true }")
    try home.extension("g", "x", sh: "echo > \(ready.path); read x < \(go.path)")
    let holder = try home.qli("g", "x").start()
    try ready.wait(for: holder)
    let text = try shown(columns, "g", "x")
    expectFits(text, columns)
    let told = words(text)
    let sentence =
      /itself: process \d+ since \d\d:\d\d:\d\d, (just now|\d+ s ago|\d+ min ago), run [0-9a-f]/
    #expect(told.firstMatch(of: sentence) != nil, "\(text)")
    #expect(told.hasSuffix("help: to wait for it, put --wait 10m before the group's name"))
    // For programs, and in records, times are what they were.
    let piped = try home.qli("g", "x").run().stderr
    #expect(
      piped.firstMatch(of: /since \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z, run [0-9a-f]/) != nil)
    try go.release()
    try holder.expect()
    try processes.waitUntilGone()
  }

  @Test(arguments: [80, 40] as [UInt16]) func trust(_ columns: UInt16) throws {
    try home.qli("trust", "--yes", "dev").run().ends(0)
    try home.extension("dev", "serve", sh: "echo other")
    let refused = try shown(columns, "dev", "serve")
    expectFits(refused, columns)
    #expect(words(refused).hasSuffix("changed since it was trusted help: look: qli trust dev"))
    let list = try shown(columns, "trust", "--list")
    expectFits(list, columns)
    #expect(
      words(list).wholeMatch(
        of: /dev changed looked at by you, (just now|\d+ s ago|\d+ min ago)/) != nil, "\(list)")
    expectFits(try shown(columns, "doctor"), columns)
  }

  @Test(arguments: [80, 40] as [UInt16]) func sourcePlugins(_ columns: UInt16) throws {
    try home.file("$DATA/qli/sources/qli-source-with-a-long-name.toml", "x")
    let text = try shown(columns, "sources")
    expectFits(text, columns)
    #expect(
      words(text).hasPrefix("with-a-long-name can't be used: the sidecar has 1 problem see: "))
  }

  @Test(arguments: [80, 40] as [UInt16]) func aServiceThatRunsAlready(_ columns: UInt16) throws {
    let scene = try ServiceScene()
    try scene.start()
    let started = try scene.home.qli("start", "g", "x").startOnTerminal(columns: columns).wait()
    expectFits(started.terminal, columns)
    let sentence = /^g x runs already, since \d\d:\d\d:\d\d, (just now|\d+ s ago|\d+ min ago) \(pid/
    #expect(words(started.terminal).firstMatch(of: sentence) != nil, "\(started.terminal)")
    let explained = try scene.home.qli("explain", "g", "x").environment(["QLI_PAGER": ""])
      .startOnTerminal(columns: columns).wait().terminal
    #expect(words(explained).contains("it runs since "))
    #expect(explained.firstMatch(of: /\d{4}-\d\d-\d\dT/) == nil, "\(explained)")
    try scene.stop()
  }

  /// A digest to keep elsewhere is in one piece, on a line without the path where that has no room.
  @Test(arguments: [80, 40] as [UInt16]) func chains(_ columns: UInt16) throws {
    try home.chainedGroup()
    try home.qli("-q", "g", "x").expect()
    let piped = try home.qli("audit", "head").run().stdout.split(separator: " ")
    let digest = try #require(piped.last?.dropLast())
    #expect(
      try shown(columns, "audit", "head") == "\(home.path("$STATE/log"))\n  2 \(digest)\n")
    let whole = try shown(columns, "audit", "verify")
    expectFits(whole, columns)
    #expect(whole.contains("head 2:\(digest)\n") || whole.contains("\n  2:\(digest)\n"))
    try home.change("sed -i '1s/\"pid\":/\"pid\":1/' log")
    let broken = try shown(columns, "audit", "verify")
    expectFits(broken, columns)
    #expect(words(broken).contains(": broken ") && words(broken).contains(" was changed"))
  }
}
