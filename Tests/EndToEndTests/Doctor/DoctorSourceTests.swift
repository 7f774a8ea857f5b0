import TestSupport
import Testing

/// What `qli doctor` says of source plugins.
@Suite struct DoctorSourceTests {
  let home: TestHome

  init() throws {
    home = try TestHome()
    try home.group("g")
    try home.extension("g", "x", sh: "true")
  }

  private let folder = "$DATA/qli/sources"
  private let sidecar = "$DATA/qli/sources/qli-source-vault.toml"
  private let program = "$DATA/qli/sources/qli-source-vault"

  private func expectFindings(
    _ findings: String, errors: Int = 0, warnings: Int = 0,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try home.qli("doctor").expectFindings(
      findings, home: home, errors: errors, warnings: warnings, sourceLocation: sourceLocation)
  }

  @Test func pluginsThatAreInOrder() throws {
    try home.plugin("pass", root: .system)
    try home.plugin("vault")
    _ = try home.qli("-y", "sources", "pin", "vault").run()
    let text = try home.collapse(home.qli("doctor").run().stdout)
    #expect(
      text.contains(
        """
        ok       $DATA/qli/sources: 1 source plugin
        ok       $SYSTEM/qli/sources: 1 source plugin
        ok       $SYSTEM/qli/sources/qli-source-pass.toml: version 0.1.0, not pinned: \
        its program may change unnoticed
                 help: qli sources pin pass
        ok       $DATA/qli/sources/qli-source-vault.toml: version 0.1.0, pinned
        0 errors, 0 warnings
        """))
  }

  @Test func aBrokenSidecar() throws {
    try home.sidecar("vault", "x = 1")
    try expectFindings(
      """
      error    \(sidecar): the sidecar has 1 problem
               \(sidecar):4:1: unknown key 'x'
                 4 | x = 1
                   | ^
               help: see the format: man 7 qli-source
      """, errors: 1)
  }

  @Test func aMissingProgram() throws {
    try home.sidecar("vault")
    try expectFindings(
      """
      error    \(sidecar): the program '\(program)' isn't there
               help: install it, or change 'executable' in its sidecar
      """, errors: 1)
  }

  @Test func aChecksumOfAnotherProgram() throws {
    let zeros = String(repeating: "0", count: 64)
    try home.plugin("vault", "checksum_sha256 = '\(zeros)'")
    let outcome = try home.program("/usr/bin/env", "sha256sum", home.path(program)).run()
    try expectFindings(
      """
      error    \(sidecar): the program '\(program)' isn't what its sidecar pins
                 pinned: \(zeros)
                 found:  \(outcome.stdout.prefix(64))
               help: if you trust it as it is now: qli sources pin vault
      """, errors: 1)
  }

  @Test func anInterpreterThatIsNotThere() throws {
    try home.plugin("vault")
    try home.file(program, "#!/no/such/program\n", mode: 0o755)
    try expectFindings(
      """
      error    \(program): cannot execute '\(program)': its interpreter '/no/such/program' \
      isn't there
               help: install the interpreter, or mend the first line of the script
      """, errors: 1)
  }

  // MARK: - Permissions

  @Test func aPluginThatAnyoneCanWrite() throws {
    try home.plugin("vault")
    let unsafe = "unsafe: anyone on this machine can write to"
    for (path, place) in [(program, sidecar), (sidecar, sidecar)] {
      let mode = try home.mode(path)
      try home.chmod(path, mode | 0o002)
      try expectFindings(
        """
        error    \(place): \(unsafe) '\(path)', and so change what runs
                 help: chmod o-w \(path)
        """, errors: 1)
      try home.chmod(path, mode)
    }
    try home.chmod(folder, 0o757)
    try expectFindings(
      """
      error    \(folder): \(unsafe) the folder '\(folder)', and so change what runs
               help: chmod o-w \(folder)
      """, errors: 1)
  }

  @Test func aPluginThatTheUsersOwnGroupCanWrite() throws {
    try home.plugin("vault")
    try home.chmod(program, 0o775)
    try home.chmod(sidecar, 0o664)
    try home.chmod(folder, 0o775)
    try expectFindings("         help: qli sources pin vault")
  }

  // MARK: - Crashes

  @Test func pluginsThatAreRecoveringAndDisabled() throws {
    try home.sidecar("vault", "lifetime = { restart_cap = 2, restart_window = '1h' }")
    try home.crashes("vault", 1)
    let last = "the last error: it exited with 1 before it answered"
    try expectFindings(
      """
      warning  \(sidecar): crashed 1 time within 1h; it is disabled after 2; \(last)
               help: qli sources check vault
      """, warnings: 1)
    try home.crashes("vault", 1)
    try expectFindings(
      """
      error    \(sidecar): is disabled, because it crashed too often; \(last)
               help: mend it, then: qli sources reset vault
      """, errors: 1)
  }

  @Test func aBrokenRecord() throws {
    try home.plugin("vault")
    try home.file("$STATE/qli/sources/vault.json", "nonsense")
    try expectFindings(
      """
      error    \(sidecar): source 'vault' can't be started: the record of its crashes is broken: \
      '$STATE/qli/sources/vault.json'
               help: qli sources reset vault
      """, errors: 1)
  }

  /// A crash couldn't be counted, so nothing is started.
  @Test func aRecordThatCannotBeWritten() throws {
    try home.plugin("vault")
    try home.directory("$STATE/qli")
    try home.link("$STATE/qli/sources", to: "nowhere")
    try expectFindings(
      """
      error    \(sidecar): source 'vault' can't be started: the record of its crashes can't be \
      used: '$STATE/qli/sources/vault.json': No such file or directory
               help: mend the path or its permissions
      """, errors: 1)
    #expect(try home.qli("sources").run().stdout.hasPrefix("vault\tdisabled\t"))
    let json = try JSON.parse(home.qli("sources", "--json").run().stdout)
    let plugin = try #require(json["sources"]?.array?.first)
    // What is on record, nothing here, can be read.
    #expect(plugin["crashes"] == 0)
    #expect(
      plugin["record_error"]
        == .string(
          home.expand(
            "the record of its crashes can't be used: '$STATE/qli/sources/vault.json': "
              + "No such file or directory")))
  }

  // MARK: - The folders

  @Test func filesThatAreNoPlugins() throws {
    try home.directory(folder)
    try home.sourceProgram("pass", "true")
    try home.file("\(folder)/qli-source-.toml")
    try home.file("\(folder)/README")
    try home.file("\(folder)/qli-source-lib/x")
    try expectFindings(
      """
      warning  \(folder)/qli-source-.toml: can't be a plugin's name, and is skipped
               help: names are letters, digits, '.', '_', '+' and '-', not beginning with \
      punctuation, at most 64 bytes
      warning  \(folder)/qli-source-pass: has no sidecar 'qli-source-pass.toml', and so is no \
      source plugin
               help: man 7 qli-source
      """, warnings: 2)
  }

  @Test func aFolderOfPluginsThatIsNone() throws {
    try home.file(folder)
    try expectFindings("error    \(folder): cannot be read: Not a directory", errors: 1)
  }

  @Test func aPluginThatIsShadowed() throws {
    try home.plugin("vault")
    try home.plugin("vault", root: .system)
    try expectFindings(
      """
               help: qli sources pin vault
      warning  $SYSTEM/qli/sources/qli-source-vault.toml: is shadowed by \(sidecar), \
      and never used
      """, warnings: 1)
  }

  @Test(arguments: ["env", "file", "one_password"])
  func aPluginCalledLikeAProvider(_ name: String) throws {
    try home.plugin(name)
    try expectFindings(
      """
      warning  \(folder)/qli-source-\(name).toml: '\(name)' is a provider of qli's own; \
      the plugin is never used
               help: qli sources pin \(name)
      """, warnings: 1)
  }

  @Test func doctorChangesAndStartsNothing() throws {
    try home.plugin("vault")
    try home.sidecar("bad", "x = 1")
    try home.sidecar("gone")
    let before = try home.inventory()
    #expect(try home.qli("doctor").run().ending == .exited(1))
    #expect(try home.qli("sources").run().ending == .exited(0))
    #expect(try home.inventory() == before)
  }
}
