import Glibc
import TestSupport
import Testing

@testable import QliCore

/// What is refused on the way to a file, as its own owner sees it. What another user can do is tried in
/// `OtherUserTests`.
@Suite struct PathSafetyTests {
  let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  /// What is refused: `everyone NAME` for each problem, `unreadable NAME: error`, or nil for nothing.
  private func refused(_ name: String, for purpose: PathSafety.Purpose = .file) -> String? {
    words { () throws(LookupError) in _ = try PathSafety().require(folder[name], for: purpose) }
  }

  private func words(_ body: () throws(LookupError) -> Void) -> String? {
    do throws(LookupError) {
      try body()
      return nil
    } catch .unsafe(let unsafe) {
      return unsafe.problems.map { "\($0.reason) \(relative($0.path))" }.joined(separator: ", ")
    } catch .unreadable(let path, let error) {
      return "unreadable \(relative(path)): \(error)"
    } catch {
      return "\(error)"
    }
  }

  private func relative(_ path: FilePath) -> String {
    let text = "\(path)"
    return text.hasPrefix("\(folder.path)/")
      ? String(text.dropFirst(folder.path.utf8.count + 1)) : text
  }

  @Test func ofAFileOnlyOthersCount() throws {
    for mode in [0o600, 0o755, 0o775, 0o777 & ~0o002, 0o4755] {
      try folder.makeFile("file", mode: mode)
      #expect(refused("file") == nil, "\(String(mode, radix: 8))")
    }
    for mode in [0o602, 0o646, 0o777] {
      try folder.makeFile("file", mode: mode)
      #expect(refused("file") == "everyone file", "\(String(mode, radix: 8))")
    }
  }

  @Test func everyFolderOnTheWayCounts() throws {
    try folder.makeFolder("a/b/c")
    try folder.makeFile("a/b/c/file")
    #expect(refused("a/b/c/file") == nil)
    for name in ["a", "a/b", "a/b/c"] {
      try folder.setMode(name, 0o757)
      #expect(refused("a/b/c/file") == "everyone \(name)")
      #expect(refused("a/b/c", for: .lookup) == "everyone \(name)")
      try folder.setMode(name, 0o755)
    }
    // All of it is said at once.
    for name in ["a", "a/b", "a/b/c/file"] { try folder.setMode(name, 0o777) }
    #expect(refused("a/b/c/file") == "everyone a, everyone a/b, everyone a/b/c/file")
  }

  /// Others can't exchange what lies in it, but they can add to it.
  @Test func aStickyFolderProtectsWhatIsThereAlone() throws {
    try folder.makeFolder("sub", mode: 0o1777)
    try folder.makeFile("sub/file")
    #expect(refused("sub/file") == nil)
    #expect(refused("sub", for: .passage) == nil)
    #expect(refused("sub", for: .lookup) == "everyone sub")
  }

  @Test func linksAreWalkedAsTheKernelDoes() throws {
    try folder.makeFolder("far/deep")
    try folder.makeFolder("near")
    try folder.makeFile("far/deep/file")
    try folder.link("far/again", to: folder.path + "/far/deep/./file")
    try folder.link("near/middle", to: "..//far/again")
    try folder.link("link", to: "near/../near/middle")
    #expect(refused("link") == nil)
    for name in ["near", "far", "far/deep", "far/deep/file"] {
      let mode = name == "far/deep/file" ? 0o666 : 0o777
      try folder.setMode(name, mode)
      #expect(refused("link") == "everyone \(name)")
      try folder.setMode(name, mode & ~0o022)
    }
    // Through a folder that is a link.
    try folder.link("door", to: "far")
    try folder.setMode("far", 0o777)
    #expect(refused("door/deep/file") == "everyone far")
    #expect(refused("door/../near/middle") == "everyone far")
  }

  @Test func whatIsGoneCannotBeTrusted() throws {
    #expect(refused("none") == "unreadable none: No such file or directory")
    try folder.link("dangling", to: "none")
    #expect(refused("dangling") == "unreadable none: No such file or directory")
    try folder.link("circle", to: "circle")
    #expect(refused("circle") == "unreadable circle: Too many levels of symbolic links")
    try folder.makeFile("file")
    #expect(refused("file/below") == "unreadable file/below: Not a directory")
  }

  @Test func linksOfAProcessLeadElsewhere() {
    #expect(refused("/dev/stdin")?.hasPrefix("unreadable") == true)
    let problem = words { () throws(LookupError) in
      _ = try PathSafety().require("/proc/self/exe", for: .file)
    }
    #expect(problem?.hasPrefix("processLink /proc/") == true)
  }

  private func planted(_ name: String) -> String? {
    words { () throws(LookupError) in
      try PathSafety().requireNothingPlanted(in: folder[name])
    }
  }

  @Test func whatIsMissingCountsByWhatWouldHoldIt() throws {
    try folder.makeFolder("home")
    #expect(planted("home/a/b/c") == nil)
    #expect(planted("home") == nil)
    try folder.setMode("home", 0o1777)
    #expect(planted("home/a/b/c")?.hasPrefix("creatable(") == true)
    #expect(planted("home") == "everyone home")
    try folder.setMode("home", 0o777)
    #expect(planted("home/a/b/c") == "everyone home")
    try folder.makeFolder("home/a")
    try folder.setMode("home", 0o1777)
    #expect(planted("home/a/b/c") == nil)
    // A file in the way is no folder in which anything could be put.
    try folder.makeFile("home/a/file")
    #expect(planted("home/a/file/b") == nil)
    // Nor is a link that leads nowhere, unless its target could be made.
    try folder.link("home/a/dangling", to: "../away")
    #expect(planted("home/a/dangling")?.hasPrefix("creatable(") == true)
  }

  @Test func whatWasFoundSafeIsNotLookedAtAgain() throws {
    try folder.makeFolder("a/b")
    try folder.makeFile("a/b/file")
    let safety = PathSafety()
    _ = try safety.require(folder["a"], for: .lookup)
    try folder.setMode("a", 0o777)
    _ = try safety.require(folder["a/b/file"])
    #expect(refused("a/b/file") == "everyone a")
  }

  @Test func aFileThatIsKeptHasOneName() throws {
    try folder.makeFile("log")
    #expect(KeptFile.danger(at: folder["log"], PathSafety()) == nil)
    #expect(link("\(folder.path)/log", "\(folder.path)/second") == 0)
    #expect(
      KeptFile.danger(at: folder["log"], PathSafety())?.problems.map { $0.reason } == [.otherName])
    #expect(throws: PathError.self) {
      _ = try KeptFile(opening: folder["log"], PathSafety()).status()
    }
    #expect(KeptFile.danger(at: folder["other"], PathSafety()) == nil)
  }

  @Test func aFileIsKeptWhereItsLinkLeads() throws {
    try folder.makeFolder("real")
    try folder.link("log", to: "real/log")
    let file = try KeptFile(opening: folder["log"], PathSafety())
    try file.number.writeAll([0x61])
    #expect(try FileStatus(notFollowing: folder["real/log"]).size == 1)
    #expect(try FileStatus(notFollowing: folder["real/log"]).permissions == 0o600)
    // No folder is made for what a link says.
    try folder.link("astray", to: "none/log")
    #expect(throws: PathError.self) { _ = try KeptFile(opening: folder["astray"], PathSafety()) }
    // But those above a plain path.
    _ = try KeptFile(opening: folder["new/sub/log"], PathSafety())
    #expect(try FileStatus(notFollowing: folder["new/sub"]).permissions == 0o700)
  }
}
