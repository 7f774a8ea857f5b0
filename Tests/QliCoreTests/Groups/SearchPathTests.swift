import Testing

@testable import QliCore

@Suite struct SearchPathTests {
  private func directories(_ entries: ByteString...) -> [FilePath] {
    SearchPath(Environment(entries)).directories
  }

  @Test func absoluteEntriesInTheirOrder() {
    #expect(directories("PATH=/b:/a:/b/c") == ["/b", "/a", "/b/c"])
    #expect(directories("PATH=/b:/a:/b") == ["/b", "/a"])
  }

  @Test func emptyAndRelativeEntriesAreLeftOut() {
    #expect(directories("PATH=:/a::bin:./b:../c:.:~/d:/e:") == ["/a", "/e"])
    #expect(directories("PATH=") == [])
    #expect(directories("PATH=:") == [])
    #expect(directories() == [])
  }

  @Test func entriesAreBytes() throws {
    let entry = try #require(ByteString("PATH=/a\u{301}:/".utf8 + [0xff] + ":/\u{e1}".utf8))
    let other = try #require(ByteString([UInt8(ascii: "/"), 0xff]))
    #expect(directories(entry) == ["/a\u{301}", FilePath(other), "/\u{e1}"])
  }

  @Test func theFirstExecutableFileIsFound() throws {
    let folder = try ScratchFolder()
    for name in ["1", "2", "3", "4", "5", "6"] { try folder.makeFolder(name) }
    try folder.makeFolder("1/tool")
    try folder.makeFile("2/tool", mode: 0o644)
    try folder.link("3/tool", to: "nowhere")
    try folder.link("5/tool", to: "../6/tool")
    try folder.makeFile("6/tool", mode: 0o711)
    let entries = ["missing", "1", "2", "2/tool", "3", "4", "5", "6"].map { "\(folder[$0])" }
    let path = SearchPath(Environment([ByteString("PATH=" + entries.joined(separator: ":"))]))
    #expect(path.find("tool") == folder["5/tool"])
    #expect(path.find("other") == nil)
    // One bit is enough: whose it is, exec decides.
    try folder.makeFile("4/tool", mode: 0o001)
    #expect(path.find("tool") == folder["4/tool"])
  }
}
