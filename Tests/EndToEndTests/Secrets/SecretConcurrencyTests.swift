import Glibc
import TestSupport
import Testing

/// Many secrets take no longer than the slowest of them: `op` runs for all at the same time, unless
/// a person may have to unlock it first.
@Suite struct SecretConcurrencyTests {
  let home: TestHome
  /// Where each `op` says that it is there, and where it waits.
  let here: Rendezvous
  let go: Rendezvous

  init() throws {
    home = try TestHome()
    here = try home.fifo("here")
    go = try home.fifo("go")
    try home.extension("g", "x", sh: "env | grep '^S[0-9]*=' | sort; echo ran")
  }

  private static let token = ["OP_SERVICE_ACCOUNT_TOKEN": "key"]

  /// A group with secrets `S0`, `S1` and so on.
  private func group(_ references: [String]) throws {
    let secrets = references.enumerated().map { index, reference in
      "{ env = 'S\(index)', ref = '\(reference)', provider = 'one_password' },\n"
    }
    try home.group(
      "g", "audit_log = '$XDG_STATE_HOME/log'\nsecrets = [\n\(secrets.joined())]")
  }

  private func group(of count: Int) throws {
    try group((0..<count).map { "op://v/\($0)" })
  }

  /// An `op` that logs its start and its end, and waits in between.
  private func waitingOp() throws {
    try home.pathExecutable(
      "op",
      sh: """
        echo "start $2" >> '\(home.path("calls"))'
        echo "$2" > '\(here.path)'
        read line < '\(go.path)'
        echo "end $2" >> '\(home.path("calls"))'
        echo "value of $2"
        """)
  }

  private var calls: [Substring] { get throws { try home.read("calls").split(separator: "\n") } }

  /// What the extension prints.
  private func values(_ count: Int) -> String {
    (0..<count).map { "S\($0)=value of op://v/\($0)\n" }.sorted().joined() + "ran\n"
  }

  // MARK: - How many at once

  @Test(arguments: ["OP_SERVICE_ACCOUNT_TOKEN", "OP_CONNECT_TOKEN", "OP_SESSION_team"])
  func allAtOnceWithAToken(_ variable: String) throws {
    try group(of: 10)
    try waitingOp()
    let running = try home.qli("g", "x").environment([variable: "key"]).start()
    // None ends before all are there.
    for _ in 0..<10 { try here.wait(for: running) }
    try go.release(10)
    try running.expect(stdout: values(10))
  }

  @Test(arguments: [[:], ["OP_SESSION_team": ""], ["OP_ACCOUNT": "x"]] as [[String: String]])
  func theFirstAloneWithoutAToken(_ environment: [String: String]) throws {
    try group(of: 10)
    try waitingOp()
    let running = try home.qli("g", "x").environment(environment).start()
    #expect(try here.wait(for: running) == "op://v/0")
    try go.release()
    for _ in 1..<10 { try here.wait(for: running) }
    try go.release(9)
    try running.expect(stdout: values(10))
    #expect(try calls.prefix(2) == ["start op://v/0", "end op://v/0"])
    #expect(try calls[2..<11].allSatisfy { $0.hasPrefix("start ") })
  }

  @Test func theRestNeverBeginsWhereTheFirstFails() throws {
    try group(of: 10)
    try home.pathExecutable("op", sh: "echo \"$2\" >> '\(home.path("calls"))'; exit 7")
    try home.qli("g", "x").expect(
      stderr: """
        error: secret 'S0' couldn't be resolved: 'op read' exited with 7
        help: op signin

        """, code: 122)
    #expect(try calls == ["op://v/0"])
  }

  /// Each has two pipes: more than 64 descriptors.
  @Test func fortySecretsAtOnce() throws {
    try group(of: 40)
    try waitingOp()
    let running = try home.qli("g", "x").environment(Self.token).start()
    for _ in 0..<40 { try here.wait(for: running) }
    try go.release(40)
    try running.expect(stdout: values(40))
  }

  /// More than run at the same time.
  @Test func aHundredAndFiftySecrets() throws {
    try group(of: 150)
    try home.pathExecutable("op", sh: "echo \"value of $2\"")
    try home.qli("g", "x").environment(Self.token).expect(stdout: values(150))
  }

  // MARK: - What is asked, and what comes

  @Test(arguments: [[:], token])
  func theSameReferenceIsFetchedOnce(_ environment: [String: String]) throws {
    try group(["op://a", "op://b", "op://a", "op://b", "op://a"])
    try home.pathExecutable(
      "op", sh: "echo \"$2\" >> '\(home.path("calls"))'; echo \"value of $2\"")
    try home.qli("g", "x").environment(environment).expect(
      stdout: """
        S0=value of op://a
        S1=value of op://b
        S2=value of op://a
        S3=value of op://b
        S4=value of op://a
        ran

        """)
    #expect(try calls.sorted() == ["op://a", "op://b"])
  }

  /// For a store, two spellings of one accented letter may be two names.
  @Test func referencesAreComparedAsBytes() throws {
    try group(["op://\u{e9}", "op://e\u{301}"])
    try home.pathExecutable("op", sh: "echo \"$2\"")
    try home.qli("g", "x").expect(stdout: "S0=op://\u{e9}\nS1=op://e\u{301}\nran\n")
  }

  /// Whichever comes first, the record has them as the manifest does.
  @Test func theOrderIsTheManifests() throws {
    try home.group(
      "g",
      """
      audit_log = '$XDG_STATE_HOME/log'
      secrets = [
        { env = 'S3', ref = 'op://late', provider = 'one_password' },
        { env = 'S1', ref = 'FROM', provider = 'env' },
        { env = 'S2', ref = 'op://early', provider = 'one_password' },
      ]
      """)
    try home.pathExecutable(
      "op",
      sh: """
        if [ "$2" = op://late ]; then read line < '\(go.path)'; fi
        echo "${2#op://}"
        if [ "$2" = op://early ]; then echo > '\(go.path)'; fi
        """)
    try home.qli("g", "x").environment(Self.token.merging(["FROM": "here"]) { $1 })
      .expect(stdout: "S1=here\nS2=early\nS3=late\nran\n")
    #expect(
      try home.auditLines("$STATE/log").first?["env_var_names"] == ["S3", "S1", "S2"])
  }
}
