import Foundation
import Glibc
import TestSupport
import Testing

/// `[run] claim = true`: where one run may write, no other run that claims may meanwhile.
@Suite(.requireLandlock) struct ClaimTests {
  let home: TestHome
  let processes: HomeProcesses

  init() throws {
    home = try TestHome()
    processes = HomeProcesses(home)
    for folder in ["a/b/c", "a/bc", "d"] { try home.directory("$HOME/\(folder)") }
    try home.group(
      "g",
      """
      audit_log = "$XDG_STATE_HOME/qli/log"
      [run]
      write = ["$HOME"]
      claim = true
      """)
    // What it is given to do: `hold` says so and waits in its folder, anything else is a line.
    try home.extension(
      "g", "x",
      sh: """
        case $1 in
          hold) echo $$ $QLI_RUN_ID > "$QLI_WRITE/ready"; read line < "$QLI_WRITE/go";;
          *) eval "$1";;
        esac
        """)
  }

  /// A run that claims `path`, and holds it until it is released.
  private struct Holder {
    let run: RunningQli
    let go: Rendezvous
    let process: pid_t
    let runID: String

    func end() throws {
      try go.release()
      try run.expect()
    }
  }

  private func claiming(_ path: String) -> QliRun {
    home.qli("-q", "--write", home.path(path), "g", "x")
  }

  private func meeting(in path: String) throws -> (ready: Rendezvous, go: Rendezvous) {
    for name in ["ready", "go"] { try? home.remove("\(path)/\(name)") }
    return (try home.fifo("ready", in: path), try home.fifo("go", in: path))
  }

  private func hold(_ path: String) throws -> Holder {
    let (ready, go) = try meeting(in: path)
    let run = try claiming(path).arguments("hold").start()
    let words = try ready.wait(for: run).split(separator: " ")
    return Holder(
      run: run, go: go, process: try #require(words.first.flatMap { pid_t($0) }),
      runID: String(try #require(words.last)))
  }

  private func since(_ runID: String) throws -> String {
    let claims = try JSON.parse(home.qli("status", "--json").run().stdout)["claims"]?.array ?? []
    return try #require(claims.first { $0["run_id"]?.string == runID }?["since"]?.string)
  }

  // MARK: - Two runs

  /// Whether two of them meet, by their components and not by their letters, both ways round.
  @Test(arguments: [
    ("$HOME/a", "$HOME/a", true), ("$HOME/a", "$HOME/a/b", true), ("$HOME/a", "$HOME/a/b/c", true),
    ("$HOME/a", "$HOME/d", false), ("$HOME/a/b", "$HOME/a/bc", false), ("$HOME/a", "$HOME", true),
    ("$HOME/a/b", "$HOME/a/b/../b/", true), ("$HOME/link", "$HOME/d", true),
    ("$HOME/link", "$HOME/a", false),
  ])
  func aPair(_ one: String, _ other: String, _ overlaps: Bool) throws {
    try home.link("$HOME/link", to: "d")
    for pair in [(one, other), (other, one)] {
      let holder = try hold(pair.0)
      let outcome = try claiming(pair.1).arguments("echo ran").run()
      if overlaps {
        outcome.expectRefusal(120, "another run has claimed '")
      } else {
        outcome.expect(stdout: "ran\n")
      }
      try holder.end()
      try claiming(pair.1).arguments("echo ran").expect(stdout: "ran\n")
    }
    #expect(try left() == ["gate"])
  }

  private func left() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: home.path("$STATE/qli/claims"))
  }

  @Test func theRefusal() throws {
    let holder = try hold("$HOME/a")
    let since = try since(holder.runID)
    let outcome = try home.qli("--write", home.path("$HOME/a/b"), "g", "x", "echo ran").run()
    #expect(outcome.ending == .exited(120) && outcome.stdout.isEmpty)
    #expect(
      outcome.collapsedStderr == """
        error: another run has claimed '$HOME/a': 'g x', process \(holder.run.pid) since \(since), \
        run \(holder.runID)
        help: wait until it has ended, and try again
        help: see who has what: qli status

        """)
    let object = try JSON.parse(
      home.qli("run", "--json", "--write", home.path("$HOME/a/b"), "g", "x", "true").run().stdout)
    #expect(
      object["outcome"] == "refused" && object["step"] == "claim" && object["exit_code"] == 120)
    let explained = try home.qli("explain", "--write", home.path("$HOME/a"), "g", "x").run()
    #expect(
      explained.ending == .exited(120) && explained.stdout.contains("another run has claimed"))
    try holder.end()
  }

  /// Whoever doesn't claim isn't asked.
  @Test func aRunThatDoesNotClaim() throws {
    try home.group("h", "[run]\nwrite = [\"$HOME/a\"]")
    try home.extension("h", "y", sh: "echo > \"$HOME/a/file\" && echo ran")
    let holder = try hold("$HOME/a")
    try home.qli("h", "y").expect(stdout: "ran\n")
    try holder.end()
  }

  /// What was claimed while qli asked is free after a no.
  @Test func aRunThatIsRefusedLater() throws {
    try home.group("h", "confirm = true\n[run]\nwrite = [\"$HOME/a\"]\nclaim = true")
    try home.extension("h", "y", sh: "echo ran")
    let asking = try home.qli("h", "y").startOnTerminal()
    try asking.waitFor("[y/N] ")
    try claiming("$HOME/a").arguments("true").run().expectRefusal(120, "'h y'")
    try asking.type("n\n")
    #expect(try asking.wait().ending == .exited(121))
    #expect(try left() == ["gate"])
    try home.qli("-y", "h", "y").expect(stdout: "ran\n")
  }

  /// What a variable says is no proof of being inside.
  @Test func aForgedVariable() throws {
    let holder = try hold("$HOME/a")
    let forged = ["QLI_CLAIM": holder.runID, "QLI_DEPTH": "1"]
    let outcome = try claiming("$HOME/a/b").arguments("echo ran").environment(forged).run()
    outcome.expectRefusal(120, "run \(holder.runID)")
    try holder.end()
  }

  /// Removed or not, a claim is held as long as its lock is.
  @Test func aFileThatIsRemoved() throws {
    let holder = try hold("$HOME/a")
    try home.remove("$STATE/qli/claims/\(holder.runID)")
    try claiming("$HOME/a/b").arguments("echo ran").run().expectRefusal(
      120, "run \(holder.runID)")
    try home.remove("$STATE/qli/claims")
    try claiming("$HOME/a/b").arguments("echo ran").run().expectRefusal(
      120, "run \(holder.runID)")
    try holder.end()
    try claiming("$HOME/a/b").arguments("echo ran").expect(stdout: "ran\n")
  }

  /// What can't be known isn't free.
  @Test func aFileThatIsDamaged() throws {
    let holder = try hold("$HOME/a")
    let path = home.path("$STATE/qli/claims/\(holder.runID)")
    #expect(truncate(path, 3) == 0)
    try claiming("$HOME/d").arguments("echo ran").run().expectRefusal(
      120, "another run has claimed what isn't known")
    #expect(try home.qli("explain", "g", "x").run().ending == .exited(120))
    try holder.end()
    try claiming("$HOME/d").arguments("echo ran").expect(stdout: "ran\n")
    #expect(try left() == ["gate"])
  }

  /// What nobody has locked is no claim.
  @Test func whatIsNoClaim() throws {
    try home.file("$STATE/qli/claims/garbage", "x")
    try home.directory("$STATE/qli/claims/folder")
    try home.link("$STATE/qli/claims/link", to: "/nowhere")
    #expect(mkfifo(home.path("$STATE/qli/claims/fifo"), 0o600) == 0)
    try claiming("$HOME/a").arguments("echo ran").expect(stdout: "ran\n")
    #expect(try home.qli("status", "--json").run().stdout.contains("\"claims\":[]"))
  }

  // MARK: - Killed

  /// The claim holds as long as anything of the run can write.
  @Test func qliIsKilled() throws {
    let holder = try hold("$HOME/a")
    try holder.run.signal(SIGKILL)
    try holder.run.wait().expect(signal: SIGKILL)
    try claiming("$HOME/a").arguments("true").run().expectRefusal(
      120, "process \(holder.process) (x), which 'g x', run \(holder.runID) of ")
    let claims = try JSON.parse(home.qli("status", "--json").run().stdout)["claims"]
    #expect(claims?[0]?["pid"]?.integer == Int(holder.process))
    #expect(claims?[0]?["left_behind"] == .bool(true))
    try holder.go.release()
    try SignalState.waitUntilGone(holder.process)
    try claiming("$HOME/a").arguments("echo ran").expect(stdout: "ran\n")
    #expect(try left() == ["gate"])
  }

  @Test func bothAreKilled() throws {
    let holder = try hold("$HOME/a")
    try holder.run.signal(SIGKILL)
    kill(holder.process, SIGKILL)
    try holder.run.wait().expect(signal: SIGKILL)
    try SignalState.waitUntilGone(holder.process)
    try claiming("$HOME/a").arguments("echo ran").expect(stdout: "ran\n")
  }

  /// A starter that is killed while it asks has nothing any more.
  @Test func aStarterIsKilled() throws {
    try home.group("h", "confirm = true\n[run]\nwrite = [\"$HOME/a\"]\nclaim = true")
    try home.extension("h", "y", sh: "echo ran")
    let asking = try home.qli("h", "y").startOnTerminal()
    try asking.waitFor("[y/N] ")
    try asking.process.signal(SIGKILL)
    _ = try asking.wait()
    try claiming("$HOME/a").arguments("echo ran").expect(stdout: "ran\n")
  }

  // MARK: - Handed on

  private var inner: String { "\"$QLI\" -q --write" }

  /// A part of it, to one run at a time; the parent has it back when that has ended.
  @Test func aChild() throws {
    let outcome = try claiming("$HOME/a").arguments(
      """
      \(inner) "$HOME/a/b" g x 'echo child; \(inner) "$HOME/a/b/c" g x "echo grandchild"'
      \(inner) "$HOME/a/b" g x 'echo again'
      """
    ).run()
    outcome.expect(stdout: "child\ngrandchild\nagain\n")
    let begins = try home.auditLines("$STATE/qli/log").filter { $0["event"] == "start" }
    #expect(begins.count == 4)
    #expect(begins[0]["delegated_from"] == nil)
    #expect(begins[1]["delegated_from"] == begins[0]["run_id"])
    #expect(begins[2]["delegated_from"] == begins[1]["run_id"])
    #expect(begins[3]["delegated_from"] == begins[0]["run_id"])
    #expect(begins[2]["write"] == .array([.string(home.path("$HOME/a/b/c"))]))
  }

  /// Through a run that claims nothing, and hides almost all of its environment.
  @Test func aChildOfAChildThatClaimsNothing() throws {
    try home.group("h", "run = { env = [\"HOME\", \"XDG_*\"] }")
    try home.extension("h", "y", sh: "\(inner) \"$HOME/a/b\" g x 'echo child'")
    try claiming("$HOME/a").arguments("\"$QLI\" h y").expect(stdout: "child\n")
  }

  @Test func notWithin() throws {
    let outcome = try claiming("$HOME/a/b").arguments(
      """
      "$QLI" --write "$HOME/a" g x 'echo ran'; "$QLI" --write "$HOME/d" g x 'echo ran'
      """
    ).run()
    #expect(outcome.stdout.isEmpty)
    let words = outcome.collapsedStderr
    #expect(
      words.contains("error: '$HOME/a' is not within what the run around this one has claimed"))
    #expect(
      words.contains("error: '$HOME/d' is not within what the run around this one has claimed"))
    #expect(
      words.contains("help: narrow it by --write to a part of that, or start it from outside"))
  }

  /// What a child has is nobody else's: not its sibling's, and not one's from outside.
  @Test func aSibling() throws {
    let (ready, go) = try meeting(in: "$HOME/a/b")
    let more = try home.fifo("more", in: "$HOME/a")
    let parent = try claiming("$HOME/a").arguments(
      """
      \(inner) "$HOME/a/b" g x hold &
      read line < \(more.path)
      \(inner) "$HOME/a/b" g x 'echo ran'
      \(inner) "$HOME/a/bc" g x 'echo beside'
      echo ended
      wait
      \(inner) "$HOME/a/b" g x 'echo after'
      """
    ).start()
    let child = String(try #require(ready.wait(for: parent).split(separator: " ").last))
    // From outside it is the deepest one that is named.
    let outside = try home.qli("-q", "--write", home.path("$HOME/a/b/c"), "g", "x", "echo ran")
      .run()
    outside.expectRefusal(120, "run \(child)")
    let tree = try JSON.parse(home.qli("status", "--json").run().stdout)["claims"]?.array ?? []
    #expect(tree.count == 1)
    let part = try #require(tree.first?["delegated"]?[0])
    #expect(part["run_id"]?.string == child && part["delegated_from"] == tree[0]["run_id"])
    #expect(part["write"] == .array([.string(home.path("$HOME/a/b"))]))
    let shown = try home.qli("status").startOnTerminal().wait().terminal
    #expect(shown.contains("\n  g x  pid \(parent.pid)  since "), "\(shown)")
    #expect(shown.contains("\n    g x  pid "))
    // As whoever is in the parent is, too.
    try more.release()
    try parent.waitForErrors("run \(child)")
    try parent.waitForOutput("beside\nended\n")
    // For programs there is a line for each path.
    let lines = try home.qli("status").run().stdout.split(separator: "\n")
      .map { $0.split(separator: "\t", omittingEmptySubsequences: false) }
    #expect(lines.map { $0[2] } == ["claimed", "claimed"])
    #expect(lines.map { String($0[6]) } == [home.path("$HOME/a"), home.path("$HOME/a/b")])
    #expect(lines[1][9] == child)
    try go.release()
    let outcome = try parent.wait()
    #expect(outcome.stdout == "beside\nended\nafter\n")
    #expect(try left() == ["gate"])
  }

  /// A child that outlives its parent keeps what it has, and no more.
  @Test func aParentThatEndsFirst() throws {
    let (ready, go) = try meeting(in: "$HOME/a/b")
    let begun = try home.fifo("begun", in: "$HOME/a")
    let parent = try claiming("$HOME/a").arguments(
      "setsid \(inner) \"$HOME/a/b\" g x hold > /dev/null 2>&1 & echo > \(begun.path)"
    ).start()
    try begun.wait(for: parent)
    let child = try #require(ready.wait().split(separator: " ").last)
    try parent.expect()
    try claiming("$HOME/a").arguments("true").run().expectRefusal(120, "run \(child)")
    try claiming("$HOME/a/bc").arguments("echo ran").expect(stdout: "ran\n")
    let claims = try JSON.parse(home.qli("status", "--json").run().stdout)["claims"]?.array ?? []
    #expect(claims.compactMap { $0["run_id"]?.string } == [String(child)])
    try go.release()
    try processes.waitUntilGone()
    try claiming("$HOME/a").arguments("echo ran").expect(stdout: "ran\n")
  }

  // MARK: - Many at once

  /// In each round sixteen pairs of rivals: of each one gets it, and ends when the other was refused.
  @Test func thirtyTwoRivals() throws {
    for pair in 0..<16 { try home.directory("$HOME/p\(pair)/q") }
    let script = """
      pair=0
      while [ $pair -lt 16 ]; do
        mkfifo "f$pair"
        for path in p$pair p$pair/q; do
          ("$1" -q --write "$HOME/$path" g x "read x < f$pair" 2>> errors
          code=$?; echo $code >> codes; [ $code = 120 ] && echo > "f$pair") &
        done
        pair=$((pair + 1))
      done
      wait
      rm f*
      """
    // A round is 32 runs: all 200 rounds are for `make storm`.
    let rounds = Int(ProcessInfo.processInfo.environment["QLI_TEST_CLAIMS"] ?? "") ?? 40
    try home.group("g", "[run]\nwrite = [\"$HOME\"]\nclaim = true")
    // However slow a machine is, the wait is for one of them.
    for _ in 0..<rounds {
      try home.program("/bin/sh", "-c", script, "sh", home.path("$QLI")).expect()
    }
    let codes = try home.read("codes").split(separator: "\n")
    let expected = 16 * rounds
    #expect(codes.filter { $0 == "0" }.count == expected)
    #expect(codes.filter { $0 == "120" }.count == expected)
  }
}
