import Foundation
import TestSupport
import Testing

/// Arguments that libraries of Python complete, without a line in the script.
@Suite struct CompletionLibraryTests {
  let home: TestHome
  private static let python = "/usr/bin/python3"

  init() throws { home = try TestHome() }

  /// Whether Debian's Python has the library.
  private static func has(_ library: String) -> Bool {
    FileManager.default.fileExists(atPath: "/usr/lib/python3/dist-packages/\(library)/__init__.py")
  }

  /// Compares what is answered. A busy machine may well take the half second away: then it is asked again.
  private func expect(
    _ words: String..., answers stdout: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let run = home.qli("__complete", "fish", "g", "own").arguments(words)
    var outcome = try run.run(sourceLocation: sourceLocation)
    for _ in 0..<50 where outcome.stdout == "\tfiles\n" && stdout != outcome.stdout {
      outcome = try run.run(sourceLocation: sourceLocation)
    }
    outcome.expect(stdout: stdout, sourceLocation: sourceLocation)
  }

  private func declare(_ library: String, _ script: String) throws {
    try home.group("g", "[extensions.own]\ncomplete = \"\(library)\"")
    try home.extension("g", "own", "#!\(Self.python)\n\(script)")
  }

  @Test(.enabled(if: has("argcomplete"), "needs the package python3-argcomplete"))
  func aProgramOfArgcomplete() throws {
    try declare(
      "argcomplete",
      """
      import argparse, argcomplete
      # What it prints is no candidate.
      print("noise")
      parser = argparse.ArgumentParser()
      parser.add_argument("--region", choices=["eu-west", "us east"], help="where to")
      parser.add_argument("what", choices=["web", "mail", "a:b", "it's"], help="which")
      argcomplete.autocomplete(parser)
      open("\(home.path("ran"))", "w")

      """)
    try expect("w", answers: "web\twhich\n")
    try expect("a:", answers: "a:b\twhich\n")
    try expect("it", answers: "it's\twhich\n")
    try expect("--region", "", answers: "eu-west\twhere to\nus east\twhere to\n")
    try expect("--region", "us e", answers: "us east\twhere to\n")
    try expect("--region", "us east", "we", answers: "web\twhich\n")
    try expect("--re", answers: "--region\twhere to\n")
    // It has no answer to that.
    try expect("x", answers: "\tfiles\n")
    #expect(!home.exists("ran"))
    try home.qli("g", "own", "web").expect(stdout: "noise\n")
    #expect(home.exists("ran"))
  }

  @Test(
    .enabled(if: has("click"), "needs the package python3-click"),
    arguments: ["own", "own.py-x"])
  func aProgramOfClick(_ name: String) throws {
    try home.group("g", "[extensions.\"\(name)\"]\ncomplete = \"click\"")
    try home.extension(
      "g", name,
      """
      #!\(Self.python)
      import click
      @click.command()
      @click.option("--region", type=click.Choice(["eu-west", "us east"]), help="where")
      @click.option("--input", type=click.File())
      @click.argument("what", type=click.Choice(["web", "mail"]))
      def main(region, input, what):
          open("\(home.path("ran"))", "w")
      main()

      """)
    let ask = { (words: [String], stdout: String) in
      let run = home.qli("__complete", "bash", "g", name).arguments(words)
      var outcome = try run.run()
      for _ in 0..<50 where outcome.stdout == "\tfiles\n" && stdout != outcome.stdout {
        outcome = try run.run()
      }
      outcome.expect(stdout: stdout)
    }
    try ask(["w"], "web\n")
    try ask([""], "web\nmail\n")
    try ask(["--region", ""], "eu-west\nus east\n")
    try ask(["--region", "us e"], "us east\n")
    try ask(["--region", "us east", "ma"], "mail\n")
    try ask(["--reg"], "--region\n")
    // A file's name is the shell's to offer.
    try ask(["--input", "x"], "\tfiles\n")
    #expect(!home.exists("ran"))
  }

  /// In the environment and within the limits of every extension that completes.
  @Test func whatItIsGiven() throws {
    try home.group("g", "[extensions.own]\ncomplete = \"argcomplete\"")
    try home.extension(
      "g", "own",
      sh:
        #"printf '%s\n' "$#" "$COMP_LINE" "$COMP_POINT" "$_ARGCOMPLETE" "$QLI_COMPLETE" >&8; echo out"#
    )
    try expect("a b", "c d", answers: "0\nown 'a b' c\\ d\n14\n1\n1\n")
    try home.group("g", "[extensions.own]\ncomplete = \"click\"")
    try home.extension(
      "g", "own",
      sh: #"echo "plain,$_OWN_COMPLETE"; echo "plain,$COMP_WORDS"; echo "plain,$COMP_CWORD""#)
    try expect("a b", "", answers: "bash_complete\nown 'a b'\n2\n")
    try home.extension("g", "own", sh: "exec sleep 1000")
    try home.qli("__complete", "fish", "g", "own", "").expect(stdout: "\tfiles\n")
    #expect(HomeProcesses(home).alive().isEmpty)
  }

  @Test func whatIsNoLibrary() throws {
    try home.group("g", "[extensions.own]\ncomplete = \"optparse\"")
    try home.extension("g", "own", sh: "true")
    let outcome = try home.qli("g", "own").run()
    #expect(outcome.ending == .exited(125))
    #expect(outcome.stderr.contains("'complete' must be \"argcomplete\" or \"click\""))
  }

  /// What `qli new` writes completes its own options.
  @Test(.requireTool("python3")) func aNewScript() throws {
    try home.group("g")
    #expect(try home.qli("new", "--shell", "python", "g", "own").run().ending == .exited(0))
    try expect("--", answers: "--help\tshow help\n--upper\tsay it in capitals\n")
    try expect("x", answers: "\tfiles\n")
    let outcome = try home.qli("g", "own", "--upper", "a").run()
    #expect(outcome.ending == .exited(0) && outcome.stdout.hasSuffix("\nargument: A\n"))
    #expect(try !home.qli("doctor").run().stdout.contains("QLI_COMPLETE"))
  }
}
