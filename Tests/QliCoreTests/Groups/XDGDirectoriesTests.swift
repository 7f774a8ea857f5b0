import Testing

@testable import QliCore

@Suite struct XDGDirectoriesTests {
  private func roots(_ entries: ByteString...) -> [FilePath] {
    XDGDirectories.extensionRoots(in: Environment(entries))
  }

  private let system: [FilePath] = [
    "/usr/local/share/qli/extensions", "/usr/share/qli/extensions",
  ]

  @Test func theDefaultsOfTheSpecification() {
    #expect(roots("HOME=/h") == ["/h/.local/share/qli/extensions"] + system)
    #expect(
      roots("HOME=/h", "XDG_DATA_HOME=", "XDG_DATA_DIRS=")
        == ["/h/.local/share/qli/extensions"] + system)
  }

  @Test func theVariablesDecideTheOrder() {
    #expect(
      roots("HOME=/h", "XDG_DATA_HOME=/d", "XDG_DATA_DIRS=/z:/a")
        == ["/d/qli/extensions", "/z/qli/extensions", "/a/qli/extensions"])
    #expect(
      roots("XDG_DATA_DIRS=/z", "XDG_DATA_HOME=/d") == ["/d/qli/extensions", "/z/qli/extensions"])
  }

  @Test func withoutAHomeTheSystemRootsWork() {
    #expect(roots() == system)
    #expect(roots("HOME=") == system)
    #expect(roots("HOME=home/me") == system)
    #expect(roots("HOME=", "XDG_DATA_HOME=/d") == ["/d/qli/extensions"] + system)
  }

  @Test func relativeEntriesAreIgnored() {
    #expect(
      roots("HOME=/h", "XDG_DATA_HOME=share", "XDG_DATA_DIRS=a:/b:./c:~/d:")
        == ["/h/.local/share/qli/extensions", "/b/qli/extensions"])
    #expect(roots("HOME=/h", "XDG_DATA_DIRS=a:b") == ["/h/.local/share/qli/extensions"])
    #expect(roots("HOME=/h", "XDG_DATA_DIRS=:") == ["/h/.local/share/qli/extensions"])
  }

  @Test func duplicatesCountOnce() {
    #expect(
      roots("HOME=/h", "XDG_DATA_HOME=/a", "XDG_DATA_DIRS=/b:/a:/b:/c")
        == ["/a/qli/extensions", "/b/qli/extensions", "/c/qli/extensions"])
    // As Ubuntu writes them.
    #expect(
      roots("XDG_DATA_DIRS=/usr/share/gnome:/usr/local/share/:/usr/share/:/usr/share")
        == ["/usr/share/gnome/qli/extensions"] + system)
    #expect(roots("XDG_DATA_DIRS=/:/") == ["/qli/extensions"])
  }

  @Test func entriesAreBytes() throws {
    let entry = try #require(ByteString("XDG_DATA_DIRS=/".utf8 + [0xff, 0x0a]))
    let root = try #require(ByteString([UInt8(ascii: "/"), 0xff, 0x0a] + "/qli/extensions".utf8))
    #expect(roots(entry) == [FilePath(root)])
    // Two spellings of one accented letter are two folders.
    #expect(roots("XDG_DATA_DIRS=/\u{e9}:/e\u{301}").count == 2)
  }

  @Test(arguments: [
    ("XDG_DATA_HOME", "/h/.local/share"), ("XDG_CONFIG_HOME", "/h/.config"),
    ("XDG_STATE_HOME", "/h/.local/state"), ("XDG_CACHE_HOME", "/h/.cache"),
  ])
  func valuesWithDefaults(_ name: String, _ path: String) {
    func value(_ entries: ByteString...) -> ByteString? {
      XDGDirectories.value(of: name, in: Environment(entries))
    }
    #expect(value("HOME=/h") == ByteString(path))
    #expect(value("HOME=/h", ByteString("\(name)=")) == ByteString(path))
    #expect(value("HOME=/h", ByteString("\(name)=x/y")) == ByteString(path))
    #expect(value("HOME=/h", ByteString("\(name)=/x")) == "/x")
    #expect(value() == nil)
  }

  @Test func otherVariablesHaveNone() {
    let environment = Environment(["HOME=/h", "X=x", "E="])
    #expect(XDGDirectories.value(of: "X", in: environment) == "x")
    #expect(XDGDirectories.value(of: "E", in: environment) == nil)
    #expect(XDGDirectories.value(of: "XDG_RUNTIME_DIR", in: environment) == nil)
    #expect(XDGDirectories.value(of: "HOME", in: environment) == "/h")
  }
}
