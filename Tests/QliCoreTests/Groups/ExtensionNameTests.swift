import Testing

@testable import QliCore

@Suite struct ExtensionNameTests {
  @Test(arguments: [
    "a", "Z", "0", "deploy", "my-team", "db.migrate", "a_b", "c++", "a.", "a-", "a_", "a+", "9to5",
    "a..b", String(repeating: "x", count: 64),
  ])
  func namesThatCount(_ text: String) {
    #expect(ExtensionName(text)?.text == text)
    #expect(ExtensionName(ByteString(text))?.description == text)
  }

  @Test(arguments: [
    "", ".", "..", ".a", "_a", "-a", "+a", "--help", "a/b", "/", "a b", " a", "a ", "a\n", "a\tb",
    "a:b", "a=b", "a\\b", "a*", "a~", "é", "e\u{301}", "aé", "a\u{301}", "日本", "a\u{0}", "a\u{1b}",
    "a\u{7f}", String(repeating: "x", count: 65),
  ])
  func namesThatDoNot(_ text: String) {
    #expect(ExtensionName(text) == nil)
  }

  @Test func everySingleByte() {
    let allowed = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
    for byte in UInt8.min...UInt8.max {
      #expect((ExtensionName(utf8: [byte]) != nil) == allowed.contains(byte), "\(byte) alone")
      let inside = allowed.contains(byte) || "._+-".utf8.contains(byte)
      #expect(
        (ExtensionName(utf8: [UInt8(ascii: "a"), byte]) != nil) == inside, "\(byte) inside")
    }
  }

  @Test func theOrderIsThatOfTheBytes() {
    let names = ["a", "B", "a-b", "a.b", "a0", "aB", "ab", "a_"].compactMap { ExtensionName($0) }
    #expect(
      names.sorted().map(\.text) == ["B", "a", "a-b", "a.b", "a0", "aB", "a_", "ab"])
  }
}
