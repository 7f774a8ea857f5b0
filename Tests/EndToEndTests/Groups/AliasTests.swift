import Glibc
import TestSupport
import Testing

/// Two names of one file, of which the manifest guards one.
@Suite struct AliasTests {
  private let home: TestHome
  private let folder = "$DATA/qli/extensions/g"

  init() throws {
    home = try TestHome()
    try home.group("g", "[extensions.e]\nconfirm = true")
    try home.extension("g", "e", sh: "echo ran")
  }

  private func expectRefusal(_ name: String, of ruled: String = "e") throws {
    let refusal = """
      '\(name)' is the same file as '\(ruled)', whose own rules in the manifest it would get round
      """
    let help = [
      "qli g \(ruled)", "or give it rules, too: [extensions.\(name)] in \(folder)/_manifest.toml",
    ]
    for line in [["g", name], ["explain", "g", name], ["which", "g", name]] {
      try home.qli().arguments(line).expect(
        stderr: "error: \(refusal)\n" + help.map { "help: \($0)\n" }.joined(), code: 125)
    }
    let doctor = try home.collapse(home.qli("doctor").run().stdout)
    #expect(doctor.contains(refusal), "\(doctor)")
  }

  @Test func aLink() throws {
    try home.link("\(folder)/other", to: "e")
    try expectRefusal("other")
  }

  @Test func aHardLink() throws {
    try #require(link(home.path("\(folder)/e"), home.path("\(folder)/other")) == 0)
    try expectRefusal("other")
  }

  /// It is the one with rules that is the link.
  @Test func theFileOfALinkWithRules() throws {
    try home.group("g", "[extensions.linked]\nconfirm = true")
    try home.link("\(folder)/linked", to: "e")
    try expectRefusal("e", of: "linked")
  }

  @Test func twoLinksToOneFileElsewhere() throws {
    try home.file("$ROOT/tools/real", "#!/bin/sh\necho ran\n", mode: 0o755)
    try home.remove("\(folder)/e")
    for name in ["e", "other"] { try home.link("\(folder)/\(name)", to: "$ROOT/tools/real") }
    try expectRefusal("other")
  }

  @Test func anExecutableOfPath() throws {
    try home.link("$BIN/qli-g-other", to: "\(folder)/e")
    try expectRefusal("other")
  }

  @Test func oneWithRulesOfItsOwnIsMeant() throws {
    try home.group("g", "[extensions.e]\nconfirm = true\n[extensions.other]\nbanner = 'other'")
    try home.link("\(folder)/other", to: "e")
    try home.qli("g", "other").expect(stdout: "ran\n", stderr: "other\n")
  }

  @Test func withoutRulesAllNamesAreOne() throws {
    try home.group("g")
    try home.link("\(folder)/other", to: "e")
    try home.qli("g", "other").expect(stdout: "ran\n")
  }
}
