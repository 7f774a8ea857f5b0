import Testing

@testable import QliCore

/// What a version is, which of two is the earlier one, and what is read from a program's output.
@Suite struct ServiceVersionTests {
  @Test(arguments: [
    "1.2", "0.0", "1.2.3", "1.2.3.4.5", "24.04", "2024.01.15", "1.2-rc1", "1.2.0-rc.1", "1.2-1",
    "15.8-0+deb12u1", "1.2-1~bpo12", "1.2-a-b", "9999999999999999999.0",
  ])
  func versions(_ text: String) {
    #expect(ServiceVersion(text)?.text == text)
  }

  @Test(arguments: [
    "", "1", "v1", "v1.2", "V1.2", "1.", ".1", "1..2", "1.2.", "1.x", "1.2rc1", "1.2-", "1.2--x",
    "1.2-.x", "1.2-x_y", "1.2 ", " 1.2", "1.2\n", "1.2-é", "1,2", "+1.2", "-1.2", "1.-2", "1.2+x",
    "1.2;", "1.2-$x", "1.2-x/y", "1.2-\u{0}", "latest", "99999999999999999999.0",
    "1.2-" + String(repeating: "x", count: 61),
  ])
  func whatIsNoVersion(_ text: String) {
    #expect(ServiceVersion(text) == nil)
  }

  @Test func theLongestVersion() {
    #expect(ServiceVersion("1.2-" + String(repeating: "x", count: 60)) != nil)
  }

  /// Each is earlier than all that follow.
  @Test func theOrder() throws {
    let texts = [
      "0.9", "1.0-alpha", "1.0-rc.2", "1.0-rc2", "1.0-rc2a", "1.0-rc10", "1.0", "1.0.1",
      "1.2.0-rc1",
      "1.2.0", "1.9.9", "1.10.0-1", "1.10.0", "1.10.0.1", "2.0", "10.0", "9999999999999999999.0",
    ]
    let versions = try texts.map { try #require(ServiceVersion($0)) }
    for (index, version) in versions.enumerated() {
      for (other, later) in versions.enumerated() {
        #expect((version < later) == (index < other), "\(version) < \(later)")
        #expect((version == later) == (index == other), "\(version) == \(later)")
      }
    }
  }

  @Test(arguments: [
    ("1.2", "1.2.0"), ("1.2", "1.2.0.0"), ("24.04", "24.4"), ("1.0-rc1", "1.0-rc01"),
    ("1.0-rc1", "1.0.0-rc1"),
  ])
  func versionsThatAreTheSame(_ one: String, _ other: String) throws {
    let (one, other) = (
      try #require(ServiceVersion(one)), try #require(ServiceVersion(other))
    )
    #expect(one == other && !(one < other) && !(other < one))
  }

  // MARK: - The output of a program

  /// `=VERSION`, what was refused, or nothing.
  private func first(_ output: String) -> String? {
    switch ServiceVersion.first(in: Array(output.utf8)) {
    case .version(let version): "=\(version)"
    case .other(let text): text
    case .nothing: nil
    }
  }

  @Test(arguments: [
    ("1.2.3", "1.2.3"), ("1.2.3\n", "1.2.3"), ("program 1.2.3 (build x)", "1.2.3"),
    ("program 1.2.3 (build 7)\n4.5", "1.2.3"), ("v18.19.0\n", "18.19.0"), ("V1.2", "1.2"),
    ("Version: 1.2.0-rc1, 2024", "1.2.0-rc1"), ("tool (1.2)", "1.2"), ("tool \"1.2\".", "1.2"),
    // As real programs print it.
    ("postgres (PostgreSQL) 15.8 (Debian 15.8-0+deb12u1)\n", "15.8"),
    ("Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64\n", "7.0.15"),
    ("nginx version: nginx/1.22.1\n", "1.22.1"), ("Python 3.11.2\n", "3.11.2"),
    ("HAProxy version 2.6.12-1+deb12u1 2023/12/16 - https://haproxy.org/\n", "2.6.12-1+deb12u1"),
    ("Server version: Apache/2.4.57 (Debian)\n", "2.4.57"), ("memcached 1.6.18\n", "1.6.18"),
    // Names and paths before it.
    ("sqlite3 3.40.1", "3.40.1"), ("x86_64 1.2", "1.2"), ("/opt/tool-2/bin/x 1.2", "1.2"),
    ("\t\r\n\u{b}\u{c}1.2", "1.2"),
  ])
  func whatPrintsAVersion(_ output: String, _ version: String) {
    #expect(first(output) == "=\(version)")
  }

  @Test(arguments: [
    ("v1", "v1"), ("v1\n1.2", "v1"), ("7", "7"), ("build 7, version 1.2", "7,"),
    ("1.2.3;", "1.2.3;"),
    ("1.2; rm -rf /", "1.2;"), ("$(id) 1.2", "$(id)"), ("1.2`id`", "1.2`id`"),
    ("x 1.2|sh", "1.2|sh"), ("a&1.2", "a&1.2"), ("1.2>x", "1.2>x"), ("\\1.2", "\\1.2"),
    ("/opt/tool/1.2", "/opt/tool/1.2"), ("../1.2", "../1.2"), ("/1.2", "/1.2"),
    ("a/b/1.2", "a/b/1.2"), ("tool at /usr/bin/x", "/usr/bin/x"), ("go1.22.1", "go1.22.1"),
    ("jq-1.6", "jq-1.6"), ("1.2rc1", "1.2rc1"), ("1.2.3.", "=1.2.3"), ("latest", "latest"),
    ("usage: x", "usage:"), ("\u{1b}[1m1.2\u{1b}[0m", "\u{1b}[1m1.2\u{1b}[0m"), ("é1.2", "é1.2"),
    ("1.2\u{0}", "1.2\u{0}"), ("20230101", "20230101"), ("$x/1.2", "$x/1.2"),
  ])
  func whatStandsWhereTheVersionShouldBe(_ output: String, _ word: String) {
    #expect(first(output) == word)
  }

  @Test(arguments: ["", "\n", " \t\r\n "]) func whatPrintsNothing(_ output: String) {
    #expect(first(output) == nil)
  }

  @Test func whatIsNoTextIsNamedAsFarAsItCanBe() {
    #expect(ServiceVersion.first(in: [0xff, 0x31]) == .other("\u{fffd}1"))
    #expect(first(String(repeating: "1", count: 1000)) == String(repeating: "1", count: 64))
  }

  /// The limit may cut a version in two: `1.2` is not what was printed there.
  @Test func whatTheLimitCuts() {
    let limit = ServiceVersion.outputLimit
    func output(_ spaces: Int, _ end: String) -> String? {
      first("x" + String(repeating: " ", count: spaces) + end)
    }
    #expect(output(limit - 5, "1.2 ") == "=1.2")
    #expect(output(limit - 4, "1.2") == "x")
    #expect(output(limit - 4, "1.2.3") == "x")
    #expect(output(limit - 5, "1.2") == "=1.2")
    #expect(output(limit, "1.2") == "x")
    #expect(first(String(repeating: "1", count: limit)) == nil)
  }
}
