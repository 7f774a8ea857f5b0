import TestSupport
import Testing

/// Several secrets, their order, and which of the store's own keys reach the extension.
@Suite struct SecretScopeTests {
  let home: TestHome

  init() throws {
    home = try TestHome()
    try home.pathExecutable(
      "op",
      sh: """
        echo "$2" >> '\(home.path("asked"))'
        case $2 in
        op://fails*) echo "no such item" >&2; exit 1 ;;
        *) echo "value of $2" ;;
        esac
        """)
    try home.extension("g", "x", sh: "echo \"$A|$B|$C\"")
  }

  private func group(_ secrets: [(String, String, String)]) throws {
    try home.group(
      "g",
      secrets.map {
        """
        [[secrets]]
        env = "\($0.0)"
        ref = "\($0.1)"
        provider = "\($0.2)"

        """
      }.joined())
  }

  private var asked: [Substring] {
    get throws { home.exists("asked") ? try home.read("asked").split(separator: "\n") : [] }
  }

  @Test func secretsAreFetchedInTheManifestsOrder() throws {
    try group([
      ("C", "op://third", "one_password"), ("A", "FROM", "env"), ("B", "op://b", "one_password"),
    ])
    try home.qli("g", "x").environment(["FROM": "here"])
      .expect(stdout: "here|value of op://b|value of op://third\n")
    #expect(try asked == ["op://third", "op://b"])
  }

  @Test func theFirstFailureEndsTheFetching() throws {
    try group([
      ("A", "op://a", "one_password"), ("B", "op://fails", "one_password"),
    ])
    try home.qli("g", "x").expect(
      stderr: """
        error: secret 'B' couldn't be resolved: 'op read' exited with 1
          op: no such item
        help: op signin

        """, code: 122)
    #expect(try asked == ["op://a", "op://fails"])
  }

  /// Nobody is asked to unlock a store for a run that can't begin.
  @Test(arguments: [[:], ["C": ""]] as [[String: String]])
  func whatIsAtHandIsLookedAtFirst(_ environment: [String: String]) throws {
    try group([("A", "op://a", "one_password"), ("C", "C", "env")])
    let outcome = try home.qli("g", "x").environment(environment).run()
    #expect(outcome.ending == .exited(122))
    #expect(outcome.stderr.hasPrefix("error: secret 'C' couldn't be resolved: "))
    #expect(try asked == [])
  }

  /// A secret isn't one for the next: references are to qli's own environment.
  @Test func oneSecretIsNotTheSourceOfAnother() throws {
    try group([("A", "FROM", "env"), ("B", "A", "env")])
    try home.qli("g", "x").environment(["FROM": "new", "A": "old"]).expect(stdout: "new|old|\n")
  }

  private static let credentials = [
    "OP_SERVICE_ACCOUNT_TOKEN": "1", "OP_CONNECT_TOKEN": "2", "OP_SESSION_team": "3",
    "OP_SESSION_": "4",
  ]
  private static let harmless = [
    "OP_ACCOUNT": "5", "OP_CONNECT_TOKEN_FILE": "6", "OP_SESSION": "7", "OP_CONNECT_HOST": "8",
  ]

  private func passed(_ environment: [String: String]) throws -> Set<String> {
    try home.extension("g", "x", sh: "env | grep '^OP_' | cut -d= -f1; true")
    let run = home.qli("g", "x").environment(environment)
    return Set(try run.run().stdout.split(separator: "\n").map(String.init))
  }

  private var all: [String: String] { Self.credentials.merging(Self.harmless) { $1 } }

  @Test func theStoresKeysAreWithheld() throws {
    try group([("A", "op://a", "one_password")])
    #expect(try passed(all) == Set(Self.harmless.keys))
  }

  @Test func theStoresKeysStayWhereNoStoreWasAsked() throws {
    try group([("A", "FROM", "env")])
    #expect(try passed(all.merging(["FROM": "x"]) { $1 }) == Set(all.keys))
    try home.group("g")
    #expect(try passed(all) == Set(all.keys))
  }

  /// One that doesn't say so is enough: in doubt they are withheld.
  @Test(arguments: [(true, true), (true, false), (false, true)])
  func theStoresKeysStayWhereEverySecretSaysSo(_ first: Bool, _ second: Bool) throws {
    try home.group(
      "g",
      """
      [[secrets]]
      env = "A"
      ref = "op://a"
      provider = "one_password"
      keep_credentials = \(first)
      [[secrets]]
      env = "B"
      ref = "op://b"
      provider = "one_password"
      keep_credentials = \(second)
      [[secrets]]
      env = "C"
      ref = "FROM"
      provider = "env"
      """)
    let kept = first && second ? all : Self.harmless
    #expect(try passed(all.merging(["FROM": "x"]) { $1 }) == Set(kept.keys))
  }

  @Test func aSecretMayBeCalledLikeAKeyOfTheStore() throws {
    try group([("OP_CONNECT_TOKEN", "op://a", "one_password")])
    try home.extension("g", "x", sh: "echo \"<$OP_CONNECT_TOKEN>\"")
    try home.qli("g", "x").environment(["OP_CONNECT_TOKEN": "old"])
      .expect(stdout: "<value of op://a>\n")
  }
}
