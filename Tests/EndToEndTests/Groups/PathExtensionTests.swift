import TestSupport
import Testing

/// Executables named `qli-GROUP-EXTENSION` on PATH.
@Suite struct PathExtensionTests {
  let home: TestHome
  let lookups: Lookups

  init() throws {
    home = try TestHome()
    lookups = Lookups(home: home)
  }

  private let script = "echo \"$0\""

  /// Sets PATH to this, with the home's names for paths expanded.
  private func path(_ path: String) -> Lookups {
    let path = home.expand(path)
    return lookups.with { $0.environment(["PATH": path]).directory("$BIN") }
  }

  @Test func filesOnPathJoinAGroupThatExists() throws {
    try home.group("dev")
    try home.pathExecutable("qli-dev-where", sh: script)
    try lookups.find("dev", "where", at: "$BIN/qli-dev-where")
    try home.pathExecutable("qli-dev-a-b.c", sh: script)
    try lookups.find("dev", "a-b.c", at: "$BIN/qli-dev-a-b.c")
  }

  @Test func filesOnPathNeverMakeAGroup() throws {
    try home.group("other")
    try home.pathExecutable("qli-dev-where", sh: script)
    try lookups.failWithoutGroup("dev", "where")
    try home.extension("dev", "where", sh: script)
    try lookups.failWithoutGroup("dev", "where", folder: "$DATA/qli/extensions/dev")
    try home.pathExecutable("qli-other", sh: script)
    try lookups.failWithoutExtension("other", "where")
  }

  @Test func filesOnPathAreUnderTheGroupsGuards() throws {
    try home.group("dev", "requires_env.STAGE = true")
    try home.pathExecutable("qli-dev-where", sh: script)
    try home.qli("dev", "where").expect(
      stderr: """
        error: the environment isn't what group 'dev' requires
          STAGE isn't set
        help: export STAGE=<value>

        """, code: 120)
    try home.qli("dev", "where").environment(["STAGE": "x"])
      .expect(stdout: "$BIN/qli-dev-where\n")
  }

  @Test func theGroupsOwnFileWins() throws {
    try home.group("dev")
    try home.extension("dev", "where", sh: script)
    try home.pathExecutable("qli-dev-where", sh: script)
    try lookups.find("dev", "where", at: "$DATA/qli/extensions/dev/where")
  }

  @Test func theFirstOnPathWins() throws {
    try home.group("dev")
    for name in ["a", "b", "c"] {
      try home.file("$ROOT/\(name)/qli-dev-where", "#!/bin/sh\n\(script)\n", mode: 0o755)
    }
    try path("$ROOT/c:$ROOT/a:/bin:$ROOT/b").find("dev", "where", at: "$ROOT/c/qli-dev-where")
    try path("/bin:$ROOT/b/:$ROOT/a").find("dev", "where", at: "$ROOT/b/qli-dev-where")
  }

  @Test func onlyExecutableFilesCount() throws {
    try home.group("dev")
    try home.directory("$ROOT/a/qli-dev-where")
    try home.file("$ROOT/b/qli-dev-where", "#!/bin/sh\n", mode: 0o644)
    try home.link("$ROOT/c/qli-dev-where", to: "nowhere")
    let path = path("$ROOT/a:$ROOT/b:$ROOT/c:$ROOT/none:/dev/null:$ROOT/d")
    try path.failWithoutExtension("dev", "where")
    try home.file("$ROOT/tool", "#!/bin/sh\n\(script)\n", mode: 0o755)
    try home.link("$ROOT/d/qli-dev-where", to: "../tool")
    try path.find("dev", "where", at: "$ROOT/d/qli-dev-where")
  }

  @Test func emptyAndRelativeElementsAreIgnored() throws {
    try home.group("dev")
    try home.pathExecutable("qli-dev-where", sh: script)
    try home.file("$BIN/sub/qli-dev-where", "#!/bin/sh\n\(script)\n", mode: 0o755)
    // The current folder is `$BIN`.
    for value in ["", ":", "/none:", ":/none", "/none::/none", ".", "./", "sub", "./sub:../bin"] {
      try path(value).failWithoutExtension("dev", "where")
    }
    try path("sub::.:$BIN").find("dev", "where", at: "$BIN/qli-dev-where")
    try lookups.with { $0.unset("PATH").directory("$BIN") }.failWithoutExtension("dev", "where")
  }

  @Test func theLongestGroupOwnsTheFile() throws {
    try home.group("my")
    try home.pathExecutable("qli-my-team-deploy", sh: script)
    try lookups.find("my", "team-deploy", at: "$BIN/qli-my-team-deploy")
    try home.group("my-team", "confirm = true", root: .system)
    try lookups.fail(
      "my", "team-deploy",
      stderr: """
        error: there is no extension 'team-deploy' in group 'my': 'qli-my-team-deploy' on PATH \
        belongs to group 'my-team'
        help: qli my-team deploy

        """, code: 127)
    try home.qli("--yes", "my-team", "deploy").expect(stdout: "$BIN/qli-my-team-deploy\n")
    try home.qli("which", "my-team", "deploy").expect(stdout: "$BIN/qli-my-team-deploy\n")
  }

  @Test func aGroupsOwnFileMayHaveSuchAName() throws {
    try home.group("my")
    try home.group("my-team")
    try home.extension("my", "team-deploy", sh: script)
    try home.pathExecutable("qli-my-team-deploy", sh: script)
    try lookups.find("my", "team-deploy", at: "$DATA/qli/extensions/my/team-deploy")
    try lookups.find("my-team", "deploy", at: "$BIN/qli-my-team-deploy")
  }

  @Test func theLongestOfSeveralGroups() throws {
    for name in ["a", "a-b", "a-b-c-d"] { try home.group(name) }
    try home.pathExecutable("qli-a-b-c-d", sh: script)
    // The group `a-b-c-d` would leave no name, and `a-b-c` doesn't exist.
    try lookups.find("a-b", "c-d", at: "$BIN/qli-a-b-c-d")
    try lookups.fail(
      "a", "b-c-d",
      stderr: """
        error: there is no extension 'b-c-d' in group 'a': 'qli-a-b-c-d' on PATH belongs to group \
        'a-b'
        help: qli a-b c-d

        """, code: 127)
  }

  @Test(arguments: ["schema_version = 9\n", "= broken", ""])
  func aBrokenGroupOwnsTheFileToo(_ manifest: String) throws {
    try home.group("my")
    try home.group("my-team", manifest: manifest)
    try home.pathExecutable("qli-my-team-deploy", sh: script)
    try lookups.fail(
      "my", "team-deploy",
      stderr: """
        error: there is no extension 'team-deploy' in group 'my': 'qli-my-team-deploy' on PATH \
        belongs to group 'my-team'
        help: qli my-team deploy

        """, code: 127)
  }

  @Test func aFolderThatIsNoGroupOwnsNothing() throws {
    try home.group("my")
    try home.directory("$DATA/qli/extensions/my-team")
    try home.file("$SYSTEM/qli/extensions/my-team")
    try home.pathExecutable("qli-my-team-deploy", sh: script)
    try lookups.find("my", "team-deploy", at: "$BIN/qli-my-team-deploy")
  }

  @Test func listShowsWhatARunFinds() throws {
    try home.group("my")
    try home.group("my-team")
    try home.extension("my", "own", sh: script)
    try home.extension("my", "no-bit", sh: script, mode: 0o644)
    try home.link("$DATA/qli/extensions/my/dangling", to: "nowhere")
    for name in ["my-own", "my-no-bit", "my-dangling", "my-more", "my-team-deploy", "none-x"] {
      try home.pathExecutable("qli-\(name)", sh: script)
    }
    try home.qli("list").expect(
      stdout: """
        my\tmore\tpath\t$BIN/qli-my-more
        my\town\tgroup\t$DATA/qli/extensions/my/own
        my-team\tdeploy\tpath\t$BIN/qli-my-team-deploy

        """)
  }
}
