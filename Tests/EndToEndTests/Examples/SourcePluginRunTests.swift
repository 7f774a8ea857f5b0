import TestSupport
import Testing

/// The plugins of `examples/sources`, behind qli.
@Suite(.requireTool("python3")) struct SourcePluginRunTests {
  let home: TestHome

  init() throws { home = try TestHome() }

  /// Installs a plugin as its README says, with these lines behind its sidecar.
  private func install(_ name: String, _ lines: String = "") throws {
    let folder = "$DATA/qli/sources"
    try home.copy(
      "\(SourceTalk.folder)/qli-source-\(name)", to: "\(folder)/qli-source-\(name)")
    let sidecar = try home.read("\(SourceTalk.folder)/qli-source-\(name).toml")
    try home.file("\(folder)/qli-source-\(name).toml", sidecar + lines)
  }

  /// A group with an extension that prints its secrets.
  private func group(_ secrets: (variable: String, provider: String, reference: String)...) throws {
    let tables = secrets.map { secret in
      """
      [[secrets]]
      env = "\(secret.variable)"
      provider = "\(secret.provider)"
      ref = "\(secret.reference)"

      """
    }
    try home.group("ops", tables.joined())
    let print = secrets.map { "echo \"$\($0.variable)\"" }.joined(separator: "\n")
    try home.extension("ops", "show", sh: print)
  }

  @Test(.requireTool("pass"), .requireTool("gpg")) func aStoreOfPass() throws {
    let store = try PasswordStore(home)
    try store.insert("team/api", "from the store\nuser: me\n")
    try store.insert("team/other", "another one\n")
    try install("pass")
    try group(
      ("ONE", "pass", "team/api"), ("TWO", "pass", "team/other"), ("THREE", "pass", "team/api"))
    try home.qli("ops", "show").environment(store.variables)
      .expect(stdout: "from the store\nanother one\nfrom the store\n")
    let status = "version: 1.0.0\ncapabilities: read, list, validate\nstatus: available\n"
    try home.qli("sources", "check", "pass", "team/api").environment(store.variables)
      .expect(stdout: "\(status)reference: valid\n")
    try home.qli("sources", "check", "pass", "team").environment(store.variables).expect(
      stdout: status,
      stderr: """
        error: source 'pass': it doesn't take the reference 'team': there is no such entry

        """, code: 1)
  }

  @Test(.requireTool("pass"), .requireTool("gpg")) func aStoreThatIsLocked() throws {
    let store = try PasswordStore(home, passphrase: "open sesame")
    try store.insert("api", "from the store\n")
    try store.lock()
    try install("pass")
    try group(("ONE", "pass", "api"))
    // It is no crash: the fifth refuses as the first does, and then it works.
    for _ in 1...5 {
      let outcome = try home.qli("ops", "show").environment(store.variables).run()
      #expect(outcome.ending == .exited(122) && outcome.stdout.isEmpty)
      #expect(
        outcome.stderr.hasPrefix(
          "error: secret 'ONE' couldn't be resolved: source 'pass': it needs a credential: "
            + "'pass show api' failed: is GnuPG locked? gpg: "))
    }
    try store.unlock("api", passphrase: "open sesame")
    try home.qli("ops", "show").environment(store.variables).expect(stdout: "from the store\n")
  }

  @Test(
    .requireTool("secret-tool"), .requireTool("gnome-keyring-daemon"),
    .requireTool("dbus-run-session"))
  func aKeyring() throws {
    let keyring = try Keyring(home)
    try install("keyring")
    try group(("ONE", "keyring", "service=example.com&account=me"))
    try keyring.run(
      """
      printf 'from the keyring' | secret-tool store --label=Test service example.com account me
      "$1" ops show >output 2>errors
      """, Products.qli)
    #expect(try home.read("errors").isEmpty)
    #expect(try home.read("output") == "from the keyring\n")
  }

  /// Nothing but the variables of the sidecar reaches the tool, whatever is there.
  @Test func theToolGetsWhatTheSidecarAllows() throws {
    try home.pathExecutable("pass", sh: "env | sort >environment; echo value")
    try home.file("$HOME/.password-store/api.gpg")
    try install("pass")
    try group(("ONE", "pass", "api"))
    try home.qli("ops", "show").environment(["AWS_SECRET_ACCESS_KEY": "x", "GIT_DIR": "x"])
      .expect(stdout: "value\n")
    let names = try home.read("environment").split(separator: "\n").map { $0.prefix { $0 != "=" } }
    #expect(
      Set(names.map(String.init)).subtracting(["PWD", "_", "OLDPWD", "SHLVL", "LC_CTYPE"])
        == [
          "GOPASS_GPG_OPTS", "HOME", "LC_ALL", "PASSWORD_STORE_DIR", "PASSWORD_STORE_GPG_OPTS",
          "PATH",
        ])
  }

  @Test func aChangedProgramIsRefused() throws {
    try install("pass")
    let path = "$DATA/qli/sources/qli-source-pass"
    try home.file(path, try home.read(path) + "# changed\n", mode: 0o755)
    try group(("ONE", "pass", "api"))
    let outcome = try home.qli("ops", "show").run()
    #expect(outcome.ending == .exited(122) && outcome.stdout.isEmpty)
    #expect(outcome.stderr.contains("isn't what its sidecar pins\n"))
    #expect(outcome.stderr.hasSuffix("help: if you trust it as it is now: qli sources pin pass\n"))
    // Whoever trusts it says so, and it runs.
    try home.file("$HOME/.password-store/api.gpg")
    try home.pathExecutable("pass", sh: "echo value")
    #expect(try home.qli("sources", "pin", "--yes", "pass").run().ending == .exited(0))
    try home.qli("ops", "show").expect(stdout: "value\n")
  }
}
