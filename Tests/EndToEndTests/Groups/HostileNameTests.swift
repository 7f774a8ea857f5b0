import TestSupport
import Testing

/// Names that are none, and names that were chosen to do harm.
@Suite struct HostileNameTests {
  let home: TestHome
  let lookups: Lookups

  init() throws {
    home = try TestHome()
    lookups = Lookups(home: home)
  }

  private static let names = [
    ".hidden", "_private", "-", "+x", "a b", "a\nb", "a\u{1b}[31mb", "a/b", "../dev", "..", ".",
    "é", "a'b", "a;b", "$(id)", String(repeating: "x", count: 65), "",
  ]

  /// As messages have it.
  private func shown(_ name: String) -> String {
    name.replacing("\n", with: "\\n").replacing("\u{1b}", with: "\\x1b")
  }

  @Test(arguments: names) func noNameOfAnExtension(_ name: String) throws {
    try home.group("dev")
    if !name.isEmpty, !name.contains("/"), !name.hasPrefix(".."), name != "." {
      try home.extension("dev", name, sh: "echo ran")
      try home.pathExecutable("qli-dev-\(name)", sh: "echo ran")
    }
    let folder = "$DATA/qli/extensions/dev"
    // The one that people give their scripts.
    let help =
      name == "a b"
      ? "the file is there, but no extension has a space in its name: "
        + "mv '\(folder)/a b' \(folder)/a-b"
      : "see its extensions: qli dev --help"
    let stderr = "error: there is no extension '\(shown(name))' in group 'dev'\nhelp: \(help)\n"
    // Behind `--`, for some of them look like options.
    try home.qli("--", "dev", name).expect(stderr: stderr, code: 127)
    try home.qli("which", "--", "dev", name).expect(stderr: stderr, code: 127)
    try home.qli("list").expect()
  }

  @Test(arguments: names) func noNameOfAGroup(_ name: String) throws {
    try home.group("dev")
    try home.extension("dev", "x", sh: "echo ran")
    if !name.isEmpty, !name.contains("/"), !name.hasPrefix(".."), name != "." {
      try home.group(name)
      try home.extension(name, "x", sh: "echo ran")
      try home.pathExecutable("qli-\(name)-x", sh: "echo ran")
    }
    let stderr = """
      error: there is no group '\(shown(name))'
      help: see all groups: qli list

      """
    try home.qli("--", name, "x").expect(stderr: stderr, code: 127)
    try home.qli("which", "--", name, "x").expect(stderr: stderr, code: 127)
    try home.qli("list").expect(stdout: "dev\tx\tgroup\t$DATA/qli/extensions/dev/x\n")
  }

  @Test func namesThatAreNotUTF8() throws {
    try home.group("dev")
    let name: [UInt8] = [0x61, 0xff]
    try home.qli("dev", name).expect(
      stderr: """
        error: there is no extension 'a\u{fffd}' in group 'dev'
        help: see its extensions: qli dev --help

        """, code: 127)
    try home.qli(name, "x").expect(
      stderr: """
        error: there is no group 'a\u{fffd}'
        help: see all groups: qli list

        """, code: 127)
    // Not even where it would be right once repaired.
    try home.program(
      "/bin/sh", "-c", #"cd "$1" && printf '#!/bin/sh\n' > "$(printf 'a\377')" && chmod +x a*"#
    )
    .arguments("sh", home.path("$DATA/qli/extensions/dev")).expect()
    try home.qli("list").expect()
  }

  @Test func theLongestName() throws {
    let name = String(repeating: "x", count: 64)
    try home.group(name)
    try home.extension(name, name, sh: "echo \"$0\"")
    try lookups.find(name, name, at: "$DATA/qli/extensions/\(name)/\(name)")
  }

  @Test func everyKindOfCharacter() throws {
    let name = "0aZ.b_c+d-e."
    try home.group(name)
    try home.extension(name, name, sh: "echo \"$0\"")
    try lookups.find(name, name, at: "$DATA/qli/extensions/\(name)/\(name)")
    try home.pathExecutable("qli-\(name)-\(name)x", sh: "echo \"$0\"")
    try lookups.find(name, name + "x", at: "$BIN/qli-\(name)-\(name)x")
  }

  @Test func aNearMissIsNamed() throws {
    try home.group("production")
    try home.extension("production", "deploy", sh: "echo ran")
    try lookups.fail(
      "prodution", "deploy",
      stderr: """
        error: there is no group 'prodution'
        help: did you mean 'production'?
        help: see all groups: qli list

        """, code: 127)
    try lookups.fail(
      "production", "dpeloy",
      stderr: """
        error: there is no extension 'dpeloy' in group 'production'
        help: did you mean 'deploy'?
        help: see its extensions: qli production --help

        """, code: 127)
  }

  @Test func aNameWhereThereIsNoGroupAtAll() throws {
    try lookups.fail(
      "dev", "x",
      stderr: """
        error: there is no group 'dev'
        help: make a group, and an extension in it: qli new mine && qli new mine hello
        help: make one of a folder of scripts that is there: qli new mine --from DIR
        help: what a group can ask for: qli help manifest

        """, code: 127)
  }

  /// A root whose path holds what a terminal would obey: shown escaped, and used as it is.
  @Test func aHostileRoot() throws {
    let root = "$ROOT/a\n\u{1b}]0;x\u{7} b"
    try home.file("\(root)/qli/extensions/dev/_manifest.toml", TestHome.manifest())
    try home.file("\(root)/qli/extensions/dev/x", "#!/bin/sh\necho ran\n", mode: 0o755)
    let path = home.path(root)
    let lookups = lookups.with { $0.environment(["XDG_DATA_HOME": path]) }
    try lookups.change(home.qli("dev", "x")).expect(stdout: "ran\n")
    // For programs, which prints the path as it is; a terminal would obey it.
    try lookups.change(home.qli("which", "dev", "x")).expect(
      stdout: "\(root)/qli/extensions/dev/x\n")
    let shown = home.expand("$ROOT/a\\n\\x1b]0;x\\x07 b/qli/extensions/dev/x")
    let screen = try lookups.change(home.qli("which", "dev", "x")).startOnTerminal().wait()
    #expect(String(decoding: screen.terminalBytes, as: UTF8.self) == shown + "\r\n")
    try lookups.change(home.qli("which", "--json", "dev", "x")).expect(
      stdout: """
        {"version":1,"group":"dev","extension":"x","origin":"group",\
        "path":"$ROOT/a\\n\\u001b]0;x\\u0007 b/qli/extensions/dev/x"}

        """)
    try home.file("\(root)/qli/extensions/dev/_manifest.toml", "schema_version = 1")
    try lookups.fail(
      "dev", "x",
      stderr: """
        error: the manifest has 1 problem
        $ROOT/a\\n\\x1b]0;x\\x07 b/qli/extensions/dev/_manifest.toml:1:1: missing key \
        'description'; write 'description = "what the group is for"'
          1 | schema_version = 1
            | ^
        help: see the format: qli help manifest

        """, code: 125)
    // What there is to type is exact, and does the terminal no harm.
    try home.chmod("\(root)/qli/extensions", 0o777)
    try lookups.fail(
      "dev", "x",
      stderr: """
        error: unsafe: anyone on this machine can write to the folder \
        '$ROOT/a\\n\\x1b]0;x\\x07 b/qli/extensions', and so change what runs
        help: chmod o-w $'$ROOT/a\\n\\033]0;x\\007 b/qli/extensions'
          type that in bash or zsh: fish and some sh don't know $'...'

        """, code: 125)
  }
}
