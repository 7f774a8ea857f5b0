import TestSupport
import Testing

/// `qli list` and `qli which` for programs: tab-separated, and as JSON.
@Suite struct ListTests {
  let home: TestHome

  init() throws { home = try TestHome() }

  private func makeGroups() throws {
    try home.group(
      "prod",
      """
      banner = "careful"
      confirm = true
      audit_log = "/nowhere"
      requires_env = { A = true }
      secrets = [{ env = "T", provider = "env", ref = "S" }]
      """)
    try home.extension("prod", "deploy", sh: "true")
    try home.extension("prod", "Zap", sh: "true")
    try home.group("dev", manifest: TestHome.manifest(description: "Helpers"), root: .system)
    try home.extension("dev", "hello", sh: "true", root: .system)
    try home.pathExecutable("qli-dev-tool", sh: "true")
    try home.pathExecutable("qli-nobody-tool", sh: "true")
    try home.group("empty")
  }

  @Test func aLineForEachExtension() throws {
    try makeGroups()
    let dev = """
      dev\thello\tgroup\t$SYSTEM/qli/extensions/dev/hello
      dev\ttool\tpath\t$BIN/qli-dev-tool

      """
    let prod = """
      prod\tZap\tgroup\t$DATA/qli/extensions/prod/Zap
      prod\tdeploy\tgroup\t$DATA/qli/extensions/prod/deploy

      """
    try home.qli("list").expect(stdout: dev + prod)
    try home.qli("list", "prod").expect(stdout: prod)
    try home.qli("list", "empty").expect()
    // Into a file, too, and whatever colours are wanted.
    try home.qli("list", "dev", "--color=always").environment(["CLICOLOR_FORCE": "1"])
      .stdout(.file("out")).expect()
    #expect(try home.read("out") == home.expand(dev))
  }

  @Test func theListAsJSON() throws {
    try makeGroups()
    let guards = #""guards":["banner","requires_env","confirm","secrets","audit_log"]"#
    let prod = """
      {"name":"prod","description":"A test group",\
      \(guards),"path":"$DATA/qli/extensions/prod","extensions":[\
      {"name":"Zap","origin":"group",\(guards),"path":"$DATA/qli/extensions/prod/Zap"},\
      {"name":"deploy","origin":"group",\(guards),"path":"$DATA/qli/extensions/prod/deploy"}]}
      """
    try home.qli("list", "--json").expect(
      stdout: """
        {"version":1,"groups":[{"name":"dev","description":"Helpers","guards":[],\
        "path":"$SYSTEM/qli/extensions/dev","extensions":[\
        {"name":"hello","origin":"group","guards":[],"path":"$SYSTEM/qli/extensions/dev/hello"},\
        {"name":"tool","origin":"path","guards":[],"path":"$BIN/qli-dev-tool"}]},\
        {"name":"empty","description":"A test group","guards":[],\
        "path":"$DATA/qli/extensions/empty","extensions":[]},\
        \(prod)]}

        """)
    try home.qli("--json", "list", "prod")
      .expect(stdout: "{\"version\":1,\"groups\":[\(prod)]}\n")
  }

  /// What an extension asks for beside its group, how it is called, and how long it may run.
  @Test func rulesOfOneExtensionAsJSON() throws {
    try home.group(
      "live",
      """
      banner = "careful"
      [extensions.deploy]
      confirm = "live"
      reason = true
      run = { timeout = "90s", exclusive = "machine" }
      [extensions.web.service]
      """)
    try home.extension(
      "live", "deploy.sh", "#!/bin/sh\n# Roll out. Twice.\n# usage: deploy VERSION\n")
    try home.extension("live", "hello", sh: "true")
    try home.extension("live", "web", sh: "true")
    let path = "\"path\":\"$DATA/qli/extensions/live"
    try home.qli("list", "--json").expect(
      stdout: """
        {"version":1,"groups":[{"name":"live","description":"A test group","guards":["banner"],\
        \(path)","extensions":[{"name":"deploy","description":"Roll out","usage":"qli live deploy VERSION",\
        "origin":"group","guards":["banner","exclusive","confirm","reason"],"timeout_ms":90000,\
        "exclusive":"machine",\(path)/deploy.sh"},{"name":"hello","origin":"group","guards":["banner"],\
        \(path)/hello"},{"name":"web","origin":"group","guards":["banner","service"],\
        "service":true,\(path)/web"}]}]}

        """)
  }

  /// Also where it can't be used: its extensions are there, and JSON says what is wrong.
  @Test func aGroupWithABrokenManifestIsListed() throws {
    try home.group("bad", manifest: "schema_version = 1\nschema_version = 1\n")
    try home.extension("bad", "x", sh: "true")
    try home.group("good")
    try home.qli("list").expect(
      stdout: "bad\tx\tgroup\t$DATA/qli/extensions/bad/x\n",
      stderr: """
        error: group 'bad' can't be used: the manifest has 1 problem
        help: qli doctor bad

        """, code: 125)
    try home.qli("list", "good").expect()
    try home.qli("list", "bad", "--json").expect(
      stdout: """
        {"version":1,"groups":[{"name":"bad","error":"the manifest has 1 problem",\
        "path":"$DATA/qli/extensions/bad","extensions":[\
        {"name":"x","origin":"group","path":"$DATA/qli/extensions/bad/x"}]}]}

        """, code: 125)
  }

  @Test func aListWithoutGroups() throws {
    let hint = """
      qli: there are no groups yet
      help: make a group, and an extension in it: qli new mine && qli new mine hello
      help: make one of a folder of scripts that is there: qli new mine --from DIR
      help: what a group can ask for: qli help manifest

      """
    try home.qli("list").expect(stderr: hint)
    try home.qli("-q", "list").expect()
    try home.qli("list", "--json").expect(stdout: "{\"version\":1,\"groups\":[]}\n", stderr: hint)
    try home.qli("list", "dev").expect(
      stderr: "error: there is no group 'dev'\n"
        + hint.split(separator: "\n").dropFirst()
        .map { "\($0)\n" }.joined(), code: 127)
  }

  @Test func namesThatNobodyCouldTypeAreLeftOut() throws {
    try home.group("g")
    try home.extension("g", "fine", sh: "true")
    for name in ["a b", "new\nline", "\u{1b}[31mred", "é", "-x", "+x", "_x", ".x"] {
      try home.extension("g", name, sh: "true")
      try home.group(name)
      try home.pathExecutable("qli-g-\(name)", sh: "true")
    }
    try home.extension("g", String(repeating: "x", count: 65), sh: "true")
    try home.qli("list").expect(stdout: "g\tfine\tgroup\t$DATA/qli/extensions/g/fine\n")
  }

  @Test func whichTellsTheFileThatARunWouldStart() throws {
    try makeGroups()
    try home.qli("which", "dev", "hello")
      .expect(stdout: "$SYSTEM/qli/extensions/dev/hello\n")
    try home.qli("which", "dev", "tool").expect(stdout: "$BIN/qli-dev-tool\n")
    try home.qli("which", "--json", "dev", "tool").expect(
      stdout: """
        {"version":1,"group":"dev","extension":"tool","origin":"path","path":"$BIN/qli-dev-tool"}

        """)
    try home.qli("which", "nobody", "tool").expect(
      stderr: "error: there is no group 'nobody'\nhelp: see all groups: qli list\n", code: 127)
  }

  @Test func whichRefusesWhatARunWould() throws {
    try home.group("g")
    let script = try home.extension("g", "x", "true", mode: 0o644)
    try home.qli("which", "g", "x").expect(
      stderr:
        "error: cannot execute '\(script)': it has no execute bit\nhelp: chmod +x \(script)\n",
      code: 126)
    try home.group("bad", manifest: "x")
    #expect(try home.qli("which", "bad", "x").run().ending == .exited(125))
  }
}
