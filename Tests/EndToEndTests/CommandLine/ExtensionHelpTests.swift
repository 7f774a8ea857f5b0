import TestSupport
import Testing

/// Extensions document themselves in a comment, and are never run for it.
@Suite struct ExtensionHelpTests {
  let home: TestHome

  init() throws {
    home = try TestHome()
    try home.group(
      "g", "confirm = true\n[extensions.told]\ndescription = \"What the manifest says\"")
    for name in ["own", "told"] {
      try home.extension(
        "g", name, "#!/bin/sh\n# Say hello. Then go.\n#\n# usage: x\necho ran > \(home.path("ran"))"
      )
    }
    try home.extension("g", "mute", sh: "echo ran > \(home.path("ran"))")
    try home.extension("g", "evil", "#!/bin/sh\n# Bell \u{7} and \u{1b}[31mred\u{1b}[0m.\n")
  }

  @Test func helpIsTheWholeComment() throws {
    try home.qli("help", "g", "own").expect(
      stdout: """
        Usage: qli g own [ARGUMENT...]

        Say hello. Then go.

        usage: x

        guards: confirm
        file:   $DATA/qli/extensions/g/own

        """)
    #expect(!home.exists("ran"))
  }

  /// Its own usage line says which arguments it takes.
  @Test func itsOwnUsage() throws {
    for (usage, shown) in [
      ("qli g used NAME", "qli g used NAME"), ("used.sh NAME [N]", "qli g used NAME [N]"),
      ("used", "qli g used"), ("$0 -v", "qli g used -v"),
      ("./scripts/used.sh NAME", "qli g used NAME"), ("bash bin/used.sh -f N", "qli g used -f N"),
      ("useless NAME", "qli g used [ARGUMENT...]"), ("bash", "qli g used [ARGUMENT...]"),
    ] {
      try home.extension("g", "used.sh", "#!/bin/sh\n# Do it.\n# usage: \(usage)\n")
      let help = try home.qli("help", "g", "used").run().stdout
      let listed = try JSON.parse(home.qli("list", "--json", "g").run().stdout)
      let found = listed["groups"]?.array?.first?["extensions"]?.array?.first {
        $0["name"] == "used"
      }
      #expect(found?["usage"]?.string == (shown.hasSuffix("[ARGUMENT...]") ? usage : shown))
      // It is shown once; what isn't the extension's own way of being called is left where it stands.
      let rest = shown.hasSuffix("[ARGUMENT...]") ? "usage: \(usage)\n\n" : "\n"
      #expect(
        help.hasPrefix("Usage: \(shown)\n\nDo it.\n\(rest)guards: confirm\n"), "\(help)")
    }
  }

  /// Where it stands among other lines, one empty line is left of it; where it is all, nothing is.
  @Test func whereTheUsageStood() throws {
    for (comment, shown) in [
      ("# Do it.\n#\n# usage: used NAME\n#\n# More.", "Do it.\n\nMore.\n\n"),
      ("# Usage:\n#   used NAME\n#\n# Do it.", "Do it.\n\n"),
      // What goes on below isn't torn apart.
      (
        "# Do it.\n# usage: used NAME\n#   -f  force",
        "Do it.\nusage: used NAME\n  -f  force\n\n"
      ),
      (
        "# Usage:\n#   used NAME\n#   used -a\n#\n# Do it.",
        "Usage:\n  used NAME\n  used -a\n\nDo it.\n\n"
      ),
      ("# Do it.\n#\n# usage: used NAME\n#\n#\n#\n# More.", "Do it.\n\nMore.\n\n"),
      ("# Do it.\n#\n# usage: used NAME", "Do it.\n\n"), ("# usage: used NAME", ""),
    ] {
      try home.extension("g", "used", "#!/bin/sh\n\(comment)\ntrue\n")
      let help = try home.qli("help", "g", "used").run().stdout
      #expect(
        help.hasPrefix("Usage: qli g used NAME\n\n\(shown)guards: confirm\n"), "\(help)")
    }
  }

  @Test func theManifestsWordsFirst() throws {
    let outcome = try home.qli("help", "g", "told").run()
    #expect(
      outcome.stdout.hasPrefix(
        "Usage: qli g told [ARGUMENT...]\n\nWhat the manifest says\n\nSay hello. Then go.\n"))
  }

  @Test func helpOfAnExtensionWithoutAComment() throws {
    try home.qli("help", "g", "mute").expect(
      stdout: """
        Usage: qli g mute [ARGUMENT...]

        It says nothing of itself: a comment below its first line would be shown here.

        guards: confirm
        file:   $DATA/qli/extensions/g/mute

        """)
    #expect(!home.exists("ran"))
  }

  /// It is started, and not run.
  @Test func helpOfAService() throws {
    try home.group("lab", "[extensions.site.service]\n[extensions.mute.service]")
    try home.extension("lab", "site", "#!/bin/sh\n# Serve.\n")
    try home.extension("lab", "mute", sh: "true")
    try home.qli("help", "lab", "site").expect(
      stdout: """
        Usage: qli start lab site [ARGUMENT...]

        Serve.

        guards: service
        file:   $DATA/qli/extensions/lab/site

        """)
  }

  @Test func helpOfWhatIsNotThere() throws {
    #expect(try home.qli("help", "g", "none").run().ending == .exited(127))
    #expect(try home.qli("help", "none", "x").run().ending == .exited(127))
    #expect(try home.qli("help", "a", "b", "c").run().ending == .exited(2))
  }

  @Test func aGroupIsExplainedToo() throws {
    let help = try home.qli("help", "g").run()
    #expect(help.ending == .exited(0))
    #expect(help.stdout == (try home.qli("g", "--help").run().stdout))
  }

  @Test func summariesInTheGroup() throws {
    let text = try home.qli("g", "--help").run().stdout
    #expect(
      text.hasSuffix(
        #"""
            evil  Bell \x07 and \x1b[31mred\x1b[0m
            mute
            own   Say hello
            told  What the manifest says

        """#))
    let terminal = try home.qli("list").environment(["NO_COLOR": "1"]).startOnTerminal().wait()
    #expect(terminal.terminal.contains("    own   Say hello\n    told  What the manifest says\n"))
    #expect(!home.exists("ran"))
  }

  /// A FIFO's reader would wait for somebody to write, and a piped list looks into no file.
  @Test(.requireTool("strace")) func aPipedListOpensNoExtension() throws {
    let outcome = try home.qli("list").wrapped(
      "/usr/bin/strace", "-f", "-o", home.path("trace"), "-e", "trace=open,openat"
    ).run()
    #expect(outcome.ending == .exited(0))
    let trace = try home.read("trace")
    #expect(trace.contains("extensions/g"))
    #expect(!trace.contains("extensions/g/own"))
  }

  @Test func onlyTheFirst4096BytesAreRead() throws {
    try home.extension(
      "g", "long", "#!/bin/sh\n# Short.\n#\n" + String(repeating: "# 1234567\n", count: 1000))
    let text = try home.qli("help", "g", "long").run().stdout
    let count = text.split(separator: "\n").filter { $0 == "1234567" }.count
    #expect(count == (4096 - 10 - 9 - 2) / 10)
  }
}
