import Foundation
import TestSupport
import Testing

/// Every script in `examples/extensions` does what it says, through qli.
@Suite struct ExamplesTests {
  let home: TestHome

  /// The scripts, as `group/name`.
  static let scripts: [String] = {
    let manager = FileManager.default
    let source = Checkout.path("examples/extensions")
    let groups = (try? manager.contentsOfDirectory(atPath: source)) ?? []
    return groups.flatMap { group in
      let names = (try? manager.contentsOfDirectory(atPath: "\(source)/\(group)")) ?? []
      return names.filter { !$0.hasPrefix("_") }.map { "\(group)/\($0)" }
    }.sorted()
  }()

  init() throws {
    home = try TestHome()
    try home.copyExamples(to: home.extensions())
  }

  /// A new script has to be added here, with a test below.
  @Test func everyScriptHasATest() {
    #expect(
      Self.scripts == [
        "dev/big-files", "dev/free-port", "dev/hello", "dev/try", "dev/watch", "dev/web",
        "org/changelog",
        "org/disk-report", "prod/deploy", "prod/hello",
      ])
  }

  @Test func everyScriptIsFoundAndEveryManifestIsValid() throws {
    let list = try home.qli("list").run().stdout.split(separator: "\n")
    #expect(
      list.map { $0.split(separator: "\t").prefix(2).joined(separator: "/") } == Self.scripts)
    let groups = try JSON.parse(home.qli("list", "--json").run().stdout)["groups"]?.array ?? []
    #expect(groups.map { $0["name"] } == ["dev", "org", "prod"])
    #expect(
      groups.map { $0["guards"] }
        == [[], ["audit_log"], ["banner", "requires_env", "confirm", "audit_log"]])
    #expect(groups.allSatisfy { $0["error"] == nil })
  }

  @Test(.requireTool("python3")) func doctorFindsNoError() throws {
    let outcome = try home.qli("doctor").run()
    #expect(outcome.ending == .exited(0))
    #expect(outcome.stdout.hasSuffix("\n0 errors, 1 warning\n"))
    // The one thing that depends on the moment.
    #expect(outcome.stdout.contains("warning  group 'prod': requirement not met now: DEPLOY_ENV"))
  }

  @Test(arguments: scripts) func syntaxIsClean(_ script: String) throws {
    let text = try home.read("\(home.extensions())/\(script)")
    guard text.hasPrefix("#!/bin/sh\n") else {
      #expect(text.hasPrefix("#!/usr/bin/env python3\n"))
      return
    }
    try home.program("/bin/sh", "-n", "\(home.extensions())/\(script)").expect()
  }

  @Test func devHello() throws {
    try home.qli("dev", "hello", "two words", "--help", "")
      .expect(stdout: "hello from dev\n  two words\n  --help\n  \n")
  }

  @Test func devBigFiles() throws {
    try home.file("files/small", "x")
    try home.file("files/sub/large", String(repeating: "x", count: 300_000))
    try home.file("files/middle", String(repeating: "x", count: 100_000))
    let outcome = try home.qli("dev", "big-files", "files", "2").run()
    #expect(outcome.ending == .exited(0))
    let lines = outcome.stdout.split(separator: "\n").map { $0.split(separator: "\t") }
    #expect(lines.map(\.last) == ["files/sub/large", "files/middle"])
    try home.qli("dev", "big-files", "files/none")
      .expect(stderr: "big-files: 'files/none' is not a folder\n", code: 2)
    try home.qli("dev", "big-files", "files", "x")
      .expect(stderr: "big-files: 'x' is not a number\n", code: 2)
  }

  @Test(.requireLandlock) func devTry() throws {
    let outcome = try home.qli(
      "dev", "try", "sh", "-c", "echo > made; echo > \"$HOME/oops\" || echo refused; exit 3"
    ).run()
    #expect(outcome.ending == .exited(3) && outcome.stdout == "refused\n./made\n")
    #expect(outcome.stderr.contains("ermission denied"))
    #expect(!home.exists("$HOME/oops"))
    try home.qli("-q", "dev", "try")
      .expect(stderr: "usage: qli dev try COMMAND [ARGUMENT...]\n", code: 2)
  }

  @Test(.requireTool("python3")) func devFreePort() throws {
    let outcome = try home.qli("dev", "free-port", "3").run()
    #expect(outcome.ending == .exited(0))
    #expect(outcome.stderr.isEmpty)
    let ports = outcome.stdout.split(separator: "\n").compactMap { Int($0) }
    #expect(Set(ports).count == 3 && ports.allSatisfy { (1...65_535).contains($0) })
    try home.qli("dev", "free-port", "0")
      .expect(stderr: "free-port: '0' is not a number from 1 to 100\n", code: 2)
  }

  @Test(.requireTool("git")) func orgChangelog() throws {
    try home.directory("repository")
    func git(_ script: String) throws {
      let commit =
        "commit() { git -c user.name=me -c user.email=me@localhost commit -q --allow-empty -m"
      try home.program("/bin/sh", "-ec", "\(commit) \"$1\"; }; \(script)").directory("repository")
        .expect()
    }
    let qli = home.qli("org", "changelog").directory("repository")
    func lines(_ arguments: String...) throws -> [String] {
      let outcome = try qli.arguments(arguments).run()
      #expect(outcome.ending == .exited(0))
      // The hashes differ from run to run.
      return outcome.stdout.split(separator: "\n", omittingEmptySubsequences: false)
        .map { String($0.prefix { $0 != "(" }) }
    }
    try git("git init -q .; commit Begin")
    #expect(try lines() == ["## Changes", "", "- Begin ", ""])
    try git("git tag v1; commit 'Add a thing'; commit 'Mend it'")
    #expect(try lines() == ["## Changes since v1", "", "- Add a thing ", "- Mend it ", ""])
    #expect(try lines("HEAD~1") == ["## Changes since HEAD~1", "", "- Mend it ", ""])
    try qli.arguments("no-such-tag")
      .expect(stderr: "changelog: no commit 'no-such-tag' here\n", code: 1)
    let events = try home.auditLines("$STATE/qli/org.jsonl").map { $0["event"] }
    #expect(events == Array(repeating: ["start", "finish"], count: 4).flatMap { $0 })
  }

  @Test func orgDiskReport() throws {
    // Nothing is more than full.
    try home.qli("org", "disk-report", "101").expect()
    try home.qli("org", "disk-report", "many")
      .expect(stderr: "disk-report: 'many' is not a number\n", code: 2)
    // What df says of a machine that is known.
    try home.file(
      "table",
      """
      Filesystem     1024-blocks    Used Available Capacity Mounted on
      /dev/one           1000000  950000     51200      95% /
      /dev/two           1000000  100000    900000      10% /mnt/a b
      /dev/three         1000000  900000    102400      90% /mnt/c d
      none                     0       0         0       -  /proc

      """)
    try home.pathExecutable(
      "df", sh: "test \"$*\" = '-P -k' && cat '\(home.path("table"))'; exit 1")
    let full = "95%\t50 MB free\t/\n"
    try home.qli("org", "disk-report").expect(
      stdout: full + "90%\t100 MB free\t/mnt/c d\n", code: 1)
    try home.qli("org", "disk-report", "91").expect(stdout: full, code: 1)
    try home.qli("org", "disk-report", "96").expect()
  }

  // MARK: - Behind the guards

  private let banner = "PRODUCTION: customers will notice.\n"

  private func prod(_ words: String...) -> QliRun {
    home.qli("-y", "prod").arguments(words).environment(["DEPLOY_ENV": "production"])
  }

  @Test func prodHello() throws {
    try prod("hello").expect(
      stdout: "hello from prod, DEPLOY_ENV is production\n", stderr: banner)
    #expect(
      try home.auditLines("$STATE/qli/prod.jsonl").map { $0["event"] } == ["start", "finish"])
  }

  @Test func prodIsGuarded() throws {
    try home.qli("-yq", "prod", "hello").expect(
      stderr: banner + """
        error: the environment isn't what group 'prod' requires
          DEPLOY_ENV isn't set; it must be 'production'

        """, code: 120)
    try home.qli("-q", "prod", "hello").environment(["DEPLOY_ENV": "production"]).expect(
      stderr: banner
        + "error: this run needs a confirmation, and standard input isn't a terminal\n", code: 121)
    #expect(!home.exists("$STATE/qli"))
  }

  @Test func prodDeploy() throws {
    let outcome = try prod("deploy", "v42", "web", "api").run()
    let id = try #require(home.auditLines("$STATE/qli/prod.jsonl").first?["run_id"]?.string)
    outcome.expect(
      stdout: """
        prod: would roll out v42 to production
          api: 4 instances, one at a time
          web: 6 instances, one at a time
        change id: \(id)

        """, stderr: banner)
    #expect(try prod("deploy", "v1.8.0").run().stdout.contains("worker: 2 instances"))
    try prod("deploy").expect(
      stderr: banner + "usage: qli prod deploy VERSION [SERVICE...]\n", code: 2)
    try prod("deploy", "42").expect(
      stderr: banner + "deploy: '42' is not a version; write it like v42 or v1.8.0\n", code: 2)
    try prod("deploy", "v42", "web", "mail").expect(
      stderr: banner + "deploy: no service 'mail' in $DATA/qli/extensions/prod/_services\n", code: 1
    )
    try home.program("\(home.extensions())/prod/deploy", "v42").expect(
      stderr: "deploy: it has no guards of its own; start it with 'qli prod deploy'\n", code: 1)
  }

  /// Its own rule: it needs awk, and never runs twice at once.
  @Test func prodDeployIsStricterThanItsGroup() throws {
    let withoutTools = ["PATH": home.path("$BIN")]
    try prod("hello").environment(withoutTools).expect(
      stdout: "hello from prod, DEPLOY_ENV is production\n", stderr: banner)
    try prod("deploy", "v42").environment(withoutTools).expect(
      stderr: banner + """
        error: the environment isn't what 'prod deploy' requires
          the command 'awk' isn't on PATH
        help: install 'awk', or add its folder to PATH

        """, code: 120)

    try home.directory("$STATE/qli/locks/prod")
    let ready = try home.fifo("ready")
    let lock = home.path("$STATE/qli/locks/prod/deploy.lock")
    let holder = try home.program(
      Products.probe, "lock", lock, "--ready", ready.path, "--until", home.path("go")
    ).start()
    try ready.wait(for: holder)
    try prod("deploy", "v42").expect(
      stderr: banner + """
        error: another run has this extension to itself: process \(holder.pid) (Probe)
        help: wait until it has ended, or end it: kill \(holder.pid)

        """, code: 120)
    try home.file("go")
    try holder.expect()
    #expect(try prod("deploy", "v42").run().ending == .exited(0))
  }

  // MARK: - The demo

  /// It fails by itself when a step ends with another code than the one it is there to show.
  @Test func theDemoShowsTheMainJob() throws {
    let script = Checkout.path("Scripts/demo")
    let temporary = try home.directory("temporary")
    let outcome = try home.program("/bin/sh", script, home.path("$QLI"))
      .environment(["TMPDIR": temporary]).run()
    #expect(outcome.ending == .exited(0), "\(outcome.stdout)\(outcome.stderr)")
    for text in [
      "$ qli list\n", "\nhello from dev\n", "[exit code 120]", "[exit code 121]",
      "\nhello from prod, DEPLOY_ENV is production\n", "\"event\":\"finish\"",
      "$ qli audit prod --failed\n", "\nblocked  requirements  DEPLOY_ENV isn't set",
      "$ qli doctor\n", "\n# All of that was done in a folder that is removed now. What next:\n",
    ] {
      #expect(outcome.stdout.contains(text), "\(text)")
    }
    // Its throw-away folder is gone.
    #expect(try FileManager.default.contentsOfDirectory(atPath: temporary).isEmpty)
  }

  /// Whoever reads it goes on by Enter.
  @Test func theDemoWaitsOnATerminal() throws {
    let temporary = try home.directory("temporary")
    let terminal = try home.program("/bin/sh", Checkout.path("Scripts/demo"), home.path("$QLI"))
      .environment(["TMPDIR": temporary]).startOnTerminal()
    try terminal.waitFor("[Enter: go on, q: leave] ")
    #expect(!terminal.output.contains("hello from dev"))
    try terminal.type("\n")
    try terminal.waitFor("hello from dev")
    try terminal.waitFor("[Enter: go on, q: leave] ")
    try terminal.type("q\n")
    #expect(try terminal.wait().ending == .exited(0))
    #expect(try FileManager.default.contentsOfDirectory(atPath: temporary).isEmpty)
  }

  /// Before the build, whoever waits for it is told how long.
  @Test(.requireTool("make")) func theDemoSaysHowLongTheBuildTakes() throws {
    let outcome = try home.program(
      "/usr/bin/make", "-C", Checkout.top, "demo", "SWIFT=false",
      "RELEASE=\(home.path("$ROOT/none/qli"))"
    ).run()
    #expect(outcome.ending == .exited(2))
    #expect(
      outcome.stdout.contains("demo: qli is built first, which takes two to five minutes"),
      "\(outcome)")
  }

  @Test func theDemoFailsWithoutQli() throws {
    let script = Checkout.path("Scripts/demo")
    try home.program("/bin/sh", script, "/no/such/qli").expect(
      stderr: "demo: no executable '/no/such/qli'; type 'make release' first\n", code: 1)
  }
}
