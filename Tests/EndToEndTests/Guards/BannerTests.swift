import TestSupport
import Testing

/// Step 1: the banner on stderr.
@Suite struct BannerTests {
  let home: TestHome

  init() throws { home = try TestHome() }

  private func group(_ banner: String) throws {
    try home.group("prod", "banner = \(banner)")
    try home.extension("prod", "x", sh: "echo ran")
  }

  @Test func theBannerStandsOnStderrBeforeTheExtensionsOutput() throws {
    try group("\"PRODUCTION\"")
    try home.qli("prod", "x").expect(stdout: "ran\n", stderr: "PRODUCTION\n")
    try home.extension("prod", "x", sh: "echo out; echo err >&2")
    try home.qli("prod", "x").stderr(.joined).expect(stdout: "PRODUCTION\nout\nerr\n")
  }

  @Test(arguments: ["-q", "--quiet", "-yq"])
  func quietDoesNotSilenceTheBanner(_ option: String) throws {
    try group("\"PRODUCTION\"")
    try home.qli(option, "prod", "x").expect(stdout: "ran\n", stderr: "PRODUCTION\n")
  }

  @Test func severalLinesAndTabsStay() throws {
    try group("\"\"\"\n+---+\n|\\tX|\n\n+---+\n\"\"\"")
    try home.qli("prod", "x").expect(stdout: "ran\n", stderr: "+---+\n|\tX|\n\n+---+\n")
  }

  @Test func anEmptyBannerIsNone() throws {
    try group("\"\"")
    try home.qli("prod", "x").expect(stdout: "ran\n")
  }

  @Test(arguments: [" ", "\\u200b", "\\u2800", "\\t\\n"])
  func aBannerThatNobodySees(_ text: String) throws {
    try group("\"\(text)\"")
    let run = try home.qli("prod", "x").run()
    #expect(run.ending == .exited(125) && run.stdout.isEmpty)
    #expect(run.stderr.contains("'banner' has no character that a person can see"))
  }

  @Test func controlCharactersAreVisible() throws {
    try group(#""\u001b[2J\r\b\u0000\u007f\u0085\u202e é €""#)
    try home.qli("prod", "x").expect(
      stdout: "ran\n", stderr: "\\x1b[2J\\r\\x08\\x00\\x7f\\u{85}\\u{202e} é €\n")
    // A carriage return could hide the line's beginning, also before a newline.
    try group(#""one\r\ntwo""#)
    try home.qli("prod", "x").expect(stdout: "ran\n", stderr: "one\\r\ntwo\n")
  }

  @Test func theBannerIsShownAlsoWhereTheRunIsRefused() throws {
    try home.group("prod", "banner = \"PRODUCTION\"\nrequires_env.READY = true")
    try home.extension("prod", "x", sh: "echo ran")
    #expect(try home.qli("-q", "prod", "x").run().stderr.hasPrefix("PRODUCTION\nerror: "))
  }

  @Test func commandsThatRunNothingShowNoBanner() throws {
    try group("\"PRODUCTION\"")
    for command in [["list"], ["which", "prod", "x"], ["prod", "--help"]] {
      #expect(try home.qli().arguments(command).run().stderr.isEmpty)
    }
  }
}
