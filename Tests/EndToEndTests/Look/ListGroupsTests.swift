import TestSupport
import Testing

/// `qli list --groups`: a line for each group.
@Suite struct ListGroupsTests {
  let home: TestHome

  init() throws {
    home = try TestHome()
    try home.group("bad", manifest: "x")
    try home.group(
      "prod",
      manifest: TestHome.manifest(
        "confirm = true\naudit_log = \"~/log\"", description: "The real thing"))
    try home.extension("prod", "deploy", sh: "true")
    try home.extension("prod", "up", sh: "true")
  }

  private func shown(_ columns: UInt16, _ words: String..., rows: UInt16 = 100) throws -> String {
    try home.qli("list", "--color=never").arguments(words).environment(["QLI_PAGER": ""])
      .startOnTerminal(columns: columns, rows: rows).wait().terminal
  }

  @Test func onATerminal() throws {
    #expect(
      try shown(80, "--groups") == """
        bad   0  can't be used: qli doctor bad
        prod  2  The real thing  (confirm, audit_log)

        see one: qli list GROUP

        """)
    #expect(try shown(80, "--groups", "prod") == "prod  2  The real thing  (confirm, audit_log)\n")
    #expect(try shown(80, "--groups", "-q").hasSuffix("audit_log)\n"))
  }

  /// Of the guards only the names go, and then the end of the description.
  @Test func whereThereIsLittleRoom() throws {
    #expect(try shown(40, "--groups", "prod") == "prod  2  The real thing  (2 guards)\n")
    #expect(try shown(30, "--groups", "prod") == "prod  2  The real…  (2 guards)\n")
    #expect(try shown(16, "--groups", "prod") == "prod  2  The re…\n")
  }

  @Test func forPrograms() throws {
    try home.qli("list", "--groups").expect(
      stdout: "bad\t0\terror\tthe manifest has 1 problem\t$DATA/qli/extensions/bad\n"
        + "prod\t2\tconfirm,audit_log\tThe real thing\t$DATA/qli/extensions/prod\n",
      stderr: """
        error: group 'bad' can't be used: the manifest has 1 problem
        help: qli doctor bad

        """, code: 125)
    #expect(try home.qli("list", "--groups", "nothing").run().ending == .exited(127))
    #expect(try home.qli("list", "--groups", "--json").run().ending == .exited(2))
  }

  /// Where the whole list is longer than the screen it says how to see less.
  @Test func aLongListSaysHowToSeeLess() throws {
    let hint = "\nsee one: qli list GROUP\na line each: qli list --groups\n"
    #expect(try shown(300, rows: 8).hasSuffix(hint))
    #expect(try !shown(300, rows: 50).contains("see one"))
    #expect(try !shown(300, "prod", rows: 3).contains("see one"))
    #expect(try !shown(300, "-q", rows: 8).contains("see one"))
  }
}
