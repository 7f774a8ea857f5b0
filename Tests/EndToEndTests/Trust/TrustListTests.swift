import Glibc
import TestSupport
import Testing

/// `qli trust --list`, `--forget`, and records that can't be used.
@Suite struct TrustListTests {
  let scene: TrustScene
  var home: TestHome { scene.home }

  init() throws { scene = try TrustScene() }

  private func since(_ group: String) throws -> String {
    let text = try home.read("$CONFIG/qli/trust/\(group).toml")
    return try String(#require(text.firstMatch(of: /since = "([^"]*)"/)).output.1)
  }

  // MARK: - The list

  @Test func theListShowsEveryState() throws {
    try home.qli("trust", "--list").expect(
      stderr: """
        qli: no group is trusted yet, so each runs as it is
        help: look at one: qli trust GROUP

        """)
    for group in ["changed", "gone", "broken"] {
      try home.group(group)
      try scene.trust(group)
    }
    try scene.trust()
    try home.extension("changed", "new", sh: "true")
    let gone = try since("gone")
    try home.remove("$DATA/qli/extensions/gone")
    try home.file("$CONFIG/qli/trust/broken.toml", "nonsense")
    let lines = try """
    broken\tbroken\tuser\t
    changed\tchanged\tuser\t\(since("changed"))
    g\ttrusted\tuser\t\(since("g"))
    gone\tgone\tuser\t\(gone)

    """
    try home.qli("trust", "--list").expect(stdout: lines)
    try home.qli("trust").expect(stdout: lines)
    let terminal = try home.qli("trust", "--list").environment(["NO_COLOR": "1"])
      .startOnTerminal(columns: 200).wait()
    #expect(
      terminal.terminal.replacing(/just now|\d+ s ago|\d+ min ago/, with: "AGO") == """
        broken   broken: the trust record has 1 problem
        changed  changed  looked at by you, AGO
        g        trusted  looked at by you, AGO
        gone     gone     looked at by you, AGO

        """)
    #expect(try home.qli("doctor").run().stdout.contains("as it was\n"))
  }

  // MARK: - Forgetting

  @Test func whatIsForgottenRunsAsItIs() throws {
    try scene.trust()
    try home.extension("g", "x", sh: "echo two")
    try home.qli("trust", "--forget", "g").expect(stdout: "'g' isn't compared any more\n")
    try home.qli("g", "x").expect(stdout: "two\n")
    #expect(!home.exists(scene.record) && !home.exists("$CONFIG/qli/trust/_texts/g"))
    for name in ["g", "none", "no/name"] {
      try home.qli("trust", "--forget", name).expect(
        stderr: """
          error: group '\(name)' isn't trusted, so there is nothing to forget
          help: see which are: qli trust --list

          """, code: 127)
    }
  }

  /// Also where the group isn't there any more, or its record is broken.
  @Test func whatCannotBeUsedIsForgotten() throws {
    try scene.trust()
    try home.file(scene.record, "nonsense")
    try home.remove(scene.folder)
    try home.qli("trust", "--forget", "g").expect(stdout: "'g' isn't compared any more\n")
  }

  @Test func linesThatMeanNothing() throws {
    for (words, sentence) in [
      (["--forget"], "option '--forget' means nothing without 'GROUP'"),
      (["--list", "--forget", "g"], "options '--list' and '--forget' don't go together"),
      (["--forget", "--yes", "g"], "'trust --forget' takes no option '--yes'"),
      (["--json", "g"], "'trust GROUP' takes no option '--json'"),
      (["--list", "g"], "'trust' doesn't know what to do with 'g'"),
    ] {
      let outcome = try home.qli("trust").arguments(words).run()
      #expect(outcome.stderr.hasPrefix("error: \(sentence)\n"), "\(outcome.stderr)")
      #expect(outcome.ending == .exited(2))
    }
  }

  // MARK: - Records that can't be used

  @Test func aBrokenRecord() throws {
    try scene.trust()
    try home.file(scene.record, "schema_version = 1\nsince = \"today\"\nextras = 1\n[extensions]\n")
    let words = """
      error: the trust record has 3 problems
      \(scene.record):1:1: missing key 'manifest'; write 'manifest = "\(String(repeating: "0", count: 64))"'
        1 | schema_version = 1
          | ^
      \(scene.record):2:9: 'since' must be a time, such as 2026-11-30T12:00:00Z
        2 | since = "today"
          |         ^^^^^^^
      \(scene.record):3:1: unknown key 'extras'
        3 | extras = 1
          | ^^^^^^
      help: see the format: man qli, TRUST
      help: or look at the group again: qli trust g

      """
    for command in [["g", "x"], ["explain", "g", "x"]] {
      try home.qli().arguments(command).expect(stderr: words, code: 125)
    }
    #expect(try home.qli("doctor").run().stdout.contains("the trust record has 3 problems\n"))
    let outcome = try home.qli("trust", "--yes", "g").run()
    #expect(outcome.stderr.hasPrefix("warning: the trust record has 3 problems\n"))
    #expect(outcome.stdout.hasPrefix("new      _manifest.toml"))
    try home.qli("g", "x").expect(stdout: "one\n")
  }

  @Test(arguments: [
    ("", "missing key"), ("schema_version = 2", "schema_version 2 is newer"),
    ("schema_version = 0", "schema_version 0 is invalid"),
    ("manifest = \"0\"", "'manifest' must be 64 hexadecimal digits"),
    ("extensions = 1", "'extensions' must be a table"),
    ("[extensions]\n\"_x\" = \"\"", "'_x' can't be an extension's name"),
    ("[extensions]\nx = 1", "'x' must be a string"), ("signer = 1", "'signer' must be a string"),
  ]) func everyKeyIsRead(_ text: String, _ problem: String) throws {
    try home.file(scene.record, text)
    let outcome = try home.qli("g", "x").run()
    #expect(outcome.ending == .exited(125))
    #expect(outcome.stderr.contains(problem), "\(outcome.stderr)")
  }

  /// Somebody else who can change the record, or remove it, decides what runs.
  @Test func aRecordThatOthersCouldChange() throws {
    try scene.trust()
    for path in [scene.record, "$CONFIG/qli/trust", "$CONFIG"] {
      let mode = try home.mode(path)
      try home.chmod(path, mode | 0o002)
      let what = path == scene.record ? "" : "the folder "
      for run in [home.qli("g", "x"), home.qli("explain", "g", "x")] {
        try run.expect(
          stderr: """
            error: unsafe: anyone on this machine can write to \(what)'\(path)', and so change what runs
            help: chmod o-w \(path)

            """, code: 125)
      }
      #expect(try home.qli("trust", "-y", "g").run().ending == .exited(125))
      try home.chmod(path, mode)
      try scene.trust()
    }
    // The record is gone, and somebody else could have done that.
    try home.remove(scene.record)
    try home.chmod("$CONFIG/qli/trust", 0o777)
    #expect(try home.qli("g", "x").run().ending == .exited(125))
  }

  /// It would vouch for what another name of it says.
  @Test func aRecordOfTwoNames() throws {
    try scene.trust()
    try #require(Glibc.link(home.path(scene.record), home.path("$HOME/other")) == 0)
    let outcome = try home.qli("g", "x").run()
    #expect(outcome.ending == .exited(125))
    #expect(outcome.stderr.contains("is the same file as another one (a hard link)"))
  }

  /// One that isn't mounted now is no sign that nobody has looked.
  @Test func aRecordBehindALinkThatLeadsNowhere() throws {
    try scene.trust()
    let program = home.program(
      "/bin/sh", "-ec",
      "mv '\(home.path("$CONFIG/qli/trust"))' '\(home.path("$HOME/trust"))'; "
        + "ln -s '\(home.path("$HOME/trust"))' '\(home.path("$CONFIG/qli/trust"))'")
    try program.expect()
    try home.qli("g", "x").expect(stdout: "one\n")
    try home.remove("$HOME/trust")
    try home.qli("g", "x").expect(
      stderr: "error: cannot look at '$CONFIG/qli/trust': No such file or directory\n", code: 125)
  }

  /// Nor one further up.
  @Test(arguments: ["$CONFIG/qli", "$CONFIG"]) func aFolderBehindALinkThatLeadsNowhere(
    _ folder: String
  ) throws {
    try scene.trust()
    try home.extension("g", "x", sh: "echo two")
    let (path, target) = (home.path(folder), home.path("$HOME/away"))
    try home.program("/bin/sh", "-ec", "mv '\(path)' '\(target)'; ln -s '\(target)' '\(path)'")
      .expect()
    #expect(try home.qli("g", "x").run().stderr.contains("changed since it was trusted"))
    try home.remove("$HOME/away")
    for command in [["g", "x"], ["explain", "g", "x"]] {
      try home.qli().arguments(command).expect(
        stderr: "error: cannot look at '\(folder)': No such file or directory\n", code: 125)
    }
    #expect(try home.qli("trust", "--list").run().ending == .exited(125))
    // Where who may sign is, isn't known either.
    #expect(try home.qli("trust", "--yes", "g").run().ending == .exited(125))
    // Without the link nobody has looked.
    try home.remove(folder)
    try home.qli("g", "x").expect(stdout: "two\n")
  }

  @Test func aRecordThatIsNoFile() throws {
    try home.directory(scene.record)
    try home.qli("g", "x").expect(
      stderr: """
        error: cannot read the trust record '\(scene.record)': it is a folder, not a regular file
        help: or look at the group anew: rm -r \(scene.record) && qli trust g

        """, code: 125)
    let outcome = try home.qli("trust", "--yes", "g").run()
    #expect(outcome.ending == .exited(125))
    let words = """
      error: '\(scene.record)' is a folder, which is left as it is
      help: rm -r \(scene.record)

      """
    #expect(outcome.collapsedStderr.hasSuffix(words), "\(outcome.stderr)")
    try home.qli("trust", "--forget", "g").expect(stderr: words, code: 125)
  }
}
