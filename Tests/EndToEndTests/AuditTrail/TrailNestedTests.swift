import TestSupport
import Testing

/// Runs within others, and a run on a page of its own, at a terminal.
@Suite struct TrailNestedTests {
  let home: TestHome

  init() throws { home = try TestHome() }

  private func nested(_ number: Int, in parent: Int, at second: Int, to end: Int? = nil) -> String {
    let start = TrailText.start(number, at: second).replacing(
      "\"user\"", with: "\"parent_run_id\":\"\(TrailText.id(parent))\",\"user\"")
    return start + (end.map { TrailText.end(number, at: $0, code: number) } ?? "")
  }

  /// How far each run is set in, by its exit code, in the order in which they are shown.
  private func places(_ arguments: String...) throws -> [String] {
    let terminal = try home.qli("audit", "--color=never").arguments(arguments)
      .environment(["PAGER": ""]).startOnTerminal(columns: 200)
    return try terminal.wait().terminal.split(separator: "\n").map { line in
      let place = line.firstRange(of: "alice").map {
        line.distance(from: line.startIndex, to: $0.lowerBound) - 58
      }
      let code = line.contains("exit ") ? line.split(separator: " ")[3] : "-"
      return "\(code):\(place ?? -1)"
    }
  }

  @Test func eachBelowTheOneThatStartedIt() throws {
    try home.trail(
      "g", TrailText.start(1, at: 1) + nested(3, in: 2, at: 3, to: 4),
      nested(2, in: 1, at: 2, to: 5) + nested(4, in: 1, at: 6, to: 7),
      // Nobody knows what is around it.
      nested(5, in: 90, at: 7, to: 8), TrailText.end(1, at: 9, code: 1),
      TrailText.start(6, at: 10) + TrailText.end(6, at: 11, code: 6))
    #expect(try places() == ["5:0", "1:0", "2:2", "3:4", "4:2", "6:0"])
    // Of those that are shown alone.
    #expect(try places("--last", "3") == ["5:0", "1:0", "6:0"])
    // For a program the order is that of the ends.
    let columns = home.columns(4, of: try home.qli("audit").run().stdout)
    #expect(columns == ["3", "2", "4", "5", "1", "6"])
  }

  @Test func whatIsAroundItIsNotAskedFor() throws {
    try home.trail(
      "g", TrailText.start(1, at: 1) + nested(2, in: 1, at: 2, to: 3), TrailText.end(1, at: 4))
    #expect(try places("--failed") == ["2:0"])
  }

  /// What has no end comes last, with what it has started; records may say anything.
  @Test func withoutAnEnd() throws {
    try home.trail(
      "g", TrailText.start(1, at: 1) + nested(2, in: 1, at: 2, to: 3) + nested(3, in: 1, at: 4),
      TrailText.start(4, at: 5) + TrailText.end(4, at: 6, code: 4),
      nested(7, in: 8, at: 7) + nested(8, in: 7, at: 8) + nested(9, in: 9, at: 9))
    #expect(try places() == ["4:0", "-:0", "2:2", "-:2", "-:0", "-:0", "-:0"])
  }

  // MARK: - A page

  @Test func aPage() throws {
    try home.trail(
      "g",
      TrailText.start(
        1, at: 0, args: #"["--region","a b"]"#,
        more:
          #","reason":"INC-12: the disk of the customers' database has been full since noon","sudo_user":"bob","write":["/srv"],"sha256":"ab12""#
      )
      .replacing("\"env_var_names\":[]", with: "\"env_var_names\":[\"TOKEN\",\"KEY\"]")
      .replacing("\"user\"", with: "\"parent_run_id\":\"\(TrailText.id(9))\",\"user\""),
      TrailText.end(1, at: 1, code: 3, milliseconds: 1250), TrailText.start(2, at: 2))
    let page = home.qli("audit", "--color=never", "--run", TrailText.id(1))
      .environment(["TZ": "UTC"])
    try page.startOnTerminal(columns: 80).wait().expect(
      terminal: """
        g x  exit 3

          began         2026-01-02 03:00:00
          ended         2026-01-02 03:00:01, after 1.2s
          run           \(TrailText.id(1))
          started by    run \(TrailText.id(9))
          user          alice (uid 1000), by sudo of bob
          host          elsewhere
          process       4711, of qli
          folder        /srv
          file          /x
          arguments     --region
                        'a b'
          reason        INC-12: the disk of the customers' database has been full since
                        noon
          secrets       TOKEN
                        KEY
          may write to  /srv
          exit code     3
          sha256        ab12

        """)
    // Several, and what isn't for a person, as ever.
    let lines = try home.qli("audit", "--color=never", "--run", "0199").startOnTerminal().wait()
    #expect(lines.terminal.split(separator: "\n").count == 2)
    let columns = try page.run().stdout.split(separator: "\t", omittingEmptySubsequences: false)
    #expect(columns.count == 12)
  }
}
