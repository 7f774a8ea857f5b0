import TestSupport
import Testing

/// The banner on a terminal: the loudest thing there, and never louder than the terminal may be.
@Suite struct BannerLookTests {
  let home: TestHome

  init() throws {
    home = try TestHome()
    try home.group("prod", "banner = \"PRODUCTION\\nlook 二度\"\nbanner_color = \"red\"")
    try home.extension("prod", "x", sh: "echo ran")
  }

  private let block =
    "\u{1b}[1;7;31m PRODUCTION \u{1b}[0m\n\u{1b}[1;7;31m look 二度  \u{1b}[0m\n"
  private let plain = "PRODUCTION\nlook 二度\n"

  @Test func aBlockInTheManifestsColour() throws {
    try home.qli("prod", "x").startOnTerminal().wait().expect(terminal: block + "ran\n")
    try home.qli("-q", "prod", "x").environment(["TERM": "xterm"]).startOnTerminal().wait()
      .expect(terminal: block + "ran\n")
    try home.qli("--color=always", "prod", "x").expect(stdout: "ran\n", stderr: block)
  }

  @Test func plainWhereThereAreNoColours() throws {
    for variables in [["NO_COLOR": "1"], ["TERM": "dumb"]] {
      try home.qli("prod", "x").environment(variables).startOnTerminal().wait()
        .expect(terminal: plain + "ran\n")
    }
    try home.qli("--color=never", "prod", "x").startOnTerminal().wait()
      .expect(terminal: plain + "ran\n")
    try home.qli("prod", "x").expect(stdout: "ran\n", stderr: plain)
    // It is standard error that it is shown on.
    let terminal = try home.qli("prod", "x").stderr(.capture).startOnTerminal().wait()
    #expect(terminal.stderr == plain && terminal.terminal == "ran\n")
  }

  /// Without a colour it is as loud.
  @Test func withoutAColourOfItsOwn() throws {
    try home.group("prod", "banner = 'PRODUCTION'")
    try home.qli("prod", "x").startOnTerminal().wait()
      .expect(terminal: "\u{1b}[1;7m PRODUCTION \u{1b}[0m\nran\n")
  }

  @Test func anExtensionsOwnColour() throws {
    try home.group(
      "prod",
      "banner = 'PRODUCTION'\nbanner_color = 'red'\n[extensions.x]\nbanner_color = 'green'")
    try home.qli("prod", "x").startOnTerminal().wait()
      .expect(terminal: "\u{1b}[1;7;32m PRODUCTION \u{1b}[0m\nran\n")
  }

  @Test func aNarrowTerminalBreaksNoLineOfIt() throws {
    try home.group("prod", "banner = 'PRODUCTION: customers notice'")
    try home.qli("prod", "x").startOnTerminal(columns: 20).wait().expect(
      terminal:
        "\u{1b}[1;7m PRODUCTION:      \u{1b}[0m\n\u{1b}[1;7m customers notice \u{1b}[0m\nran\n")
  }

  /// Its control characters are visible in a block as elsewhere: none of them ends it.
  @Test func whatStandsInItSetsNothing() throws {
    try home.group("prod", #"banner = "a\u001b[0mb""#)
    try home.qli("prod", "x").startOnTerminal().wait()
      .expect(terminal: "\u{1b}[1;7m a\\x1b[0mb \u{1b}[0m\nran\n")
  }
}
