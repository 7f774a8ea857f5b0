import Foundation
import TestSupport
import Testing

/// Step 6: what the extension is started with.
@Suite struct SpawnTests {
  let home: TestHome

  init() throws {
    home = try TestHome()
    try home.group("g")
  }

  /// An extension that is the helper itself, with no shell between.
  private func probe(_ group: String = "g") throws {
    try home.link("\(home.extensions())/\(group)/probe", to: "$PROBE")
  }

  // MARK: - Arguments

  @Test func argumentsArriveByteForByte() throws {
    try probe()
    let odd: [[UInt8]] = [
      Array("a b".utf8), [], [0xff], [0x0a, 0x0a], Array("é".utf8), [0xc3], Array("*$(x)`'\"".utf8),
      [0x1b, 0x7f, 0x01], Array("-y".utf8), Array("--".utf8), Array("--help".utf8), [],
    ]
    let expected = odd.map { $0.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }
    try home.qli("g", "probe", "arguments").arguments(odd.map { $0 as any ByteText })
      .expect(stdout: expected.map { $0 + "\n" }.joined())
    try home.qli("g", "probe", "arguments").expect()
  }

  @Test func longArguments() throws {
    try home.extension("g", "x", sh: "echo $# ${#1} ${#2}")
    let long = String(repeating: "x", count: 100_000)
    try home.qli("g", "x", long, long + "y").expect(stdout: "2 100000 100001\n")
    let longest = String(repeating: "x", count: 131_071)
    try home.qli("g", "x", longest, "").expect(stdout: "2 131071 0\n")
  }

  @Test func theProgramsNameIsItsPath() throws {
    let path = try home.extension("g", "x", sh: "echo \"$0\"")
    try home.qli("g", "x").expect(stdout: "\(path)\n")
    let found = try home.pathExecutable("qli-g-y", sh: "echo \"$0\"")
    try home.qli("g", "y").expect(stdout: "\(found)\n")
  }

  // MARK: - Environment

  private func entries(_ run: QliRun) throws -> [[UInt8]] {
    try run.run().stdoutBytes.split(separator: 0).map { Array($0) }
  }

  @Test func qlisOwnVariables() throws {
    try home.group("g", "audit_log = \"$XDG_STATE_HOME/log\"")
    let script = """
      echo "$QLI|$QLI_GROUP|$QLI_EXTENSION|$QLI_GROUP_DIR|$QLI_RUN_ID"
      env | grep -c ^QLI
      """
    try home.extension("g", "x", sh: script)
    let outcome = try home.qli("g", "x").run()
    let records = try home.auditLines("$STATE/log")
    let id = try #require(records.first?["run_id"]?.string)
    // Without its links, as the system tells it.
    let executable = URL(fileURLWithPath: Products.qli).resolvingSymlinksInPath().path
    outcome.expect(stdout: "\(executable)|g|x|$DATA/qli/extensions/g|\(id)\n6\n")
    #expect(records.last?["run_id"] == .string(id))
    // Also for one on PATH, whose group is elsewhere.
    try home.pathExecutable("qli-g-y", sh: "echo \"$QLI_EXTENSION $QLI_GROUP_DIR\"")
    try home.qli("g", "y").expect(stdout: "y $DATA/qli/extensions/g\n")
  }

  @Test func everyRunHasItsNumber() throws {
    try home.extension("g", "x", sh: "echo $QLI_RUN_ID")
    let first = try home.qli("g", "x").run().stdout
    let second = try home.qli("g", "x").run().stdout
    #expect(first != second)
    #expect(
      first.wholeMatch(of: /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\n/)
        != nil)
  }

  @Test func theEnvironmentIsHandedOnAsItIs() throws {
    try probe()
    let odd: [[UInt8]] = [
      Array("NAME=".utf8) + [0xff, 0x0a], [0xfe] + Array("=x".utf8), Array("TWICE=1".utf8),
      Array("TWICE=2".utf8), Array("no equals sign".utf8), Array("=x".utf8), Array("a=b=c".utf8),
      Array("EMPTY=".utf8), Array("f%%=() { :; }".utf8), Array("QLIX=kept".utf8),
    ]
    var run = home.qli("g", "probe", "environment")
    for entry in odd { run = run.environmentEntries(entry) }
    let got = try entries(run)
    let own = home.variables.sorted { $0.key < $1.key }.map { Array("\($0.key)=\($0.value)".utf8) }
    // In the same order, each name once, and qli's behind them.
    let once = odd.filter { $0 != Array("TWICE=2".utf8) }
    #expect(got.dropLast(7) == (own + once)[...])
    let names = got.suffix(7).map { String(decoding: $0.prefix { $0 != 0x3d }, as: UTF8.self) }
    #expect(
      names == [
        "QLI", "QLI_GROUP", "QLI_EXTENSION", "QLI_GROUP_DIR", "QLI_RUN_ID", "QLI_DEPTH",
        "TRACEPARENT",
      ])
  }

  @Test func whatIsSetReplacesEveryEntryOfItsName() throws {
    try home.group("g", "[[secrets]]\nenv = \"TOKEN\"\nref = \"SOURCE\"\nprovider = \"env\"")
    try probe()
    let run = home.qli("g", "probe", "environment").environmentEntries(
      "TOKEN=1", "QLI_GROUP=fake", "QLI=fake", "TOKEN=2", "TOKENS=3", "TOKE=4", "SOURCE=new",
      "TOKEN", "QLI_RUN_ID=fake", "QLI_GROUP=fake")
    let got = try entries(run).map { String(decoding: $0, as: UTF8.self) }
    #expect(got.filter { $0.hasPrefix("TOKE") } == ["TOKENS=3", "TOKE=4", "TOKEN", "TOKEN=new"])
    #expect(got.filter { $0.hasPrefix("QLI_GROUP=") } == ["QLI_GROUP=g"])
    #expect(!got.contains { $0.hasSuffix("fake") })
    #expect(got.filter { $0.hasPrefix("QLI") }.count == 6)
  }

  @Test func aRunWithoutAnyVariable() throws {
    try home.group("g", root: .user)
    try probe()
    let run = home.qli("g", "probe", "environment").wrapped(
      "/usr/bin/env", "-i", "XDG_DATA_HOME=\(home.path("$DATA"))")
    let names = try entries(run).map { String(decoding: $0.prefix { $0 != 0x3d }, as: UTF8.self) }
    #expect(
      names == [
        "XDG_DATA_HOME", "QLI", "QLI_GROUP", "QLI_EXTENSION", "QLI_GROUP_DIR", "QLI_RUN_ID",
        "QLI_DEPTH", "TRACEPARENT",
      ])
  }

  // MARK: - Text without a `#!` line

  @Test func aTextRunsUnderTheShell() throws {
    let path = try home.extension("g", "x", "echo \"$0|$#|$1|$2\"\nexit 3\n")
    try home.qli("g", "x", "a b", "").expect(stdout: "\(path)|2|a b|\n", code: 3)
    try home.extension("g", "x", "# only a comment")
    try home.qli("g", "x").expect()
    try home.extension("g", "x", " #!/no/such\necho ran\n")
    try home.qli("g", "x").expect(stdout: "ran\n")
  }

  @Test func anEmptyFileDoesNothing() throws {
    try home.extension("g", "x", "")
    try home.qli("g", "x", "a").expect()
  }

  @Test func anArgumentThatLooksLikeAnOptionOfTheShellIsNone() throws {
    try home.extension("g", "x", "echo \"$1\"\n")
    try home.qli("g", "x", "-c").expect(stdout: "-c\n")
  }

  /// Only the beginning is looked at, as in a shell: behind it a script may carry its payload.
  @Test func aNULBehindTheFirstBytesIsNoMatter() throws {
    let script = Array("echo ran; exit\n#".utf8)
    let padding = [UInt8](repeating: 0x78, count: 256 - script.count)
    try home.extension("g", "x", script + padding + [0, 0x0a])
    try home.qli("g", "x").expect(stdout: "ran\n")
    try home.extension("g", "x", script + padding.dropLast() + [0, 0x0a])
    #expect(try home.qli("g", "x").run().ending == .exited(126))
  }
}
