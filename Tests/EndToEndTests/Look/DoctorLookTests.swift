import TestSupport
import Testing

/// What the doctor shows to a person, of one group, and where it is to be quiet.
@Suite struct DoctorLookTests {
  let home: TestHome

  init() throws {
    home = try TestHome()
    try home.group("g")
    try home.extension("g", "x", sh: "true")
    try home.group("h")
  }

  private func terminal(_ words: String..., color: String = "never") throws -> Outcome {
    try home.qli("--color=\(color)").arguments(words).startOnTerminal().wait()
  }

  private func sick() throws {
    try home.extension("g", "data", "#!/bin/sh\n", mode: 0o644)
    try home.group("z", manifest: "x")
  }

  @Test func whereAllIsWell() throws {
    try terminal("doctor").expect(
      terminal: """
        ok       environment: XDG folders and PATH are in order
        ok       folders of groups: $DATA/qli/extensions (2 groups), $SYSTEM/qli/extensions \
        (isn't there)
        ok       groups: g (1 extension), h (0 extensions)
        all is well: 0 errors, 0 warnings

        """)
    let coloured = try terminal("doctor", color: "auto").terminal
    #expect(coloured.hasSuffix("\n\u{1b}[32mall is well: 0 errors, 0 warnings\u{1b}[0m\n"))
    #expect(
      coloured.hasPrefix(
        "\u{1b}[32mok     \u{1b}[0m  \u{1b}[2menvironment: XDG folders and PATH are in order"
          + "\u{1b}[0m\n"))
  }

  @Test func whatIsWrongComesFirst() throws {
    try sick()
    let outcome = try terminal("doctor")
    let labels = outcome.terminal.split(separator: "\n").filter { !$0.hasPrefix(" ") }
      .map { String($0.prefix { $0 != " " }) }
    #expect(labels == ["error", "warning", "ok", "ok", "ok", "1"])
    #expect(outcome.terminal.hasSuffix("\n1 error, 1 warning\n"))
    #expect(outcome.ending == .exited(1))
    // For programs each has its line, where it was found.
    let piped = try home.qli("doctor").run().stdout
    #expect(piped.hasPrefix("ok       environment: "))
    #expect(piped.contains("\nerror    ") && piped.hasSuffix("\n1 error, 1 warning\n"))
  }

  @Test func quietlyWhatIsWrongAlone() throws {
    try home.qli("doctor", "-q").expect()
    try terminal("-q", "doctor").expect(terminal: "")
    try sick()
    for text in [try home.qli("-q", "doctor").run().stdout, try terminal("doctor", "-q").terminal] {
      let labels = Set(
        text.split(separator: "\n").filter { !$0.hasPrefix(" ") }.map { $0.prefix { $0 != " " } })
      #expect(labels == ["error", "warning"], "\(text)")
    }
  }

  @Test func oneGroup() throws {
    try sick()
    try home.qli("doctor", "h").expect(
      stdout: """
        ok       $DATA/qli/extensions/h: 0 extensions, untrusted
        0 errors, 0 warnings

        """)
    try terminal("doctor", "h").expect(
      terminal: "ok       groups: h (0 extensions)\nall is well: 0 errors, 0 warnings\n")
    let other = try home.qli("doctor", "g").run()
    #expect(other.ending == .exited(0))
    #expect(other.stdout.hasPrefix("warning  \(home.path("$DATA/qli/extensions/g/data")): "))
    #expect(other.stdout.hasSuffix("\n0 errors, 1 warning\n"))
    #expect(try home.qli("doctor", "z").run().ending == .exited(1))
    #expect(try JSON.parse(home.qli("doctor", "z", "--json").run().stdout)["errors"] == 1)
    let missing = try home.qli("doctor", "nothing").run()
    #expect(missing.ending == .exited(127) && missing.stdout.isEmpty)
    #expect(missing.stderr.hasPrefix("error: there is no group 'nothing'\n"))
  }

  /// Its log and its source plugins belong to it, and those of others don't.
  @Test func whatBelongsToAGroup() throws {
    try home.group("h", "audit_log = '$XDG_STATE_HOME/h'")
    try home.file("$STATE/h", TrailText.start(1, at: 0))
    let text = try home.qli("doctor", "h").run().stdout
    #expect(text.contains("a run has no end on record"))
    #expect(try !home.qli("doctor", "g").run().stdout.contains("no end on record"))
  }
}
