import Testing

@testable import QliCore

@Suite struct FileSafetyTests {
  let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  /// What is refused: `unsafe PATH`, `unreadable PATH`, or nothing. Paths without the folder's own.
  private func refused(_ name: String, withFolder: Bool = false) -> String? {
    let path = folder[name]
    do throws(LookupError) {
      if withFolder { try FileSafety.checkWithFolder(path) } else { try FileSafety.check(path) }
      return nil
    } catch .unsafe(let path, let kind) {
      return "unsafe \(kind) \(relative(path))"
    } catch .unreadable(let path, let error) {
      return "unreadable \(relative(path)): \(error)"
    } catch {
      return "\(error)"
    }
  }

  private func relative(_ path: FilePath) -> String {
    String("\(path)".dropFirst(folder.path.utf8.count + 1))
  }

  @Test func onlyOthersCount() throws {
    for mode in [0o600, 0o755, 0o775, 0o777 & ~0o002, 0o4755] {
      try folder.makeFile("file", mode: mode)
      #expect(refused("file") == nil, "\(String(mode, radix: 8))")
    }
    for mode in [0o602, 0o646, 0o777] {
      try folder.makeFile("file", mode: mode)
      #expect(refused("file") == "unsafe regular file", "\(String(mode, radix: 8))")
    }
  }

  @Test func aStickyFolderIsRefusedToo() throws {
    // Others can't replace what is there, but add to it.
    try folder.makeFolder("sub", mode: 0o1777)
    #expect(refused("sub") == "unsafe directory sub")
  }

  @Test func ofALinkTheTargetAndItsFolderCount() throws {
    try folder.makeFolder("far")
    try folder.makeFile("far/file")
    try folder.link("middle", to: "far/file")
    try folder.link("link", to: "middle")
    #expect(refused("link") == nil)
    try folder.setMode("far/file", 0o666)
    #expect(refused("link") == "unsafe regular far/file")
    try folder.setMode("far/file", 0o644)
    try folder.setMode("far", 0o777)
    #expect(refused("link") == "unsafe directory far")
    // Not a link: the caller asks for the folder where that matters.
    #expect(refused("far/file") == nil)
  }

  @Test func ofAChainEachLinksFolderCounts() throws {
    try folder.makeFolder("near")
    try folder.makeFolder("far")
    try folder.makeFile("far/file")
    try folder.link("near/middle", to: "../far/file")
    try folder.link("link", to: "near/middle")
    #expect(refused("link") == nil)
    try folder.setMode("near", 0o777)
    #expect(refused("link") == "unsafe directory near")
  }

  @Test func theFolderCountsWhereThatIsAsked() throws {
    try folder.makeFolder("bin")
    try folder.makeFile("bin/tool", mode: 0o755)
    #expect(refused("bin/tool", withFolder: true) == nil)
    try folder.setMode("bin", 0o757)
    #expect(refused("bin/tool", withFolder: true) == "unsafe directory bin")
    try folder.setMode("bin/tool", 0o757)
    #expect(refused("bin/tool", withFolder: true) == "unsafe regular bin/tool")
  }

  @Test func whatIsGoneCannotBeTrusted() throws {
    #expect(refused("none") == "unreadable none: No such file or directory")
    try folder.link("dangling", to: "none")
    #expect(refused("dangling") == "unreadable none: No such file or directory")
    try folder.link("circle", to: "circle")
    #expect(
      refused("circle") == "unreadable circle: Too many levels of symbolic links")
  }
}
