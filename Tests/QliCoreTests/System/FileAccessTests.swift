import Foundation
import Glibc
import TestSupport
import Testing

@testable import QliCore

/// What may be behind what is in the way.
@Suite struct FileAccessTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try FileManager.default.createDirectory(
      atPath: "\(folder.path)/there/further", withIntermediateDirectories: true)
    for (name, target) in [
      ("nowhere", "none"), ("itself", "itself"), ("link", "there"), ("twice", "nowhere"),
    ] {
      try FileManager.default.createSymbolicLink(
        atPath: "\(folder.path)/\(name)", withDestinationPath: target)
    }
    try Data().write(to: URL(fileURLWithPath: "\(folder.path)/file"))
  }

  @Test(arguments: [
    ("there", true), ("there/further", true), ("link/further", true), ("nowhere", true),
    ("nowhere/a", true), ("nowhere/a/b/c", true), ("twice/a", true), ("itself/a", true),
    ("there/../nowhere/a", true), ("nowhere//a", true), ("nowhere/../there/a", true),
    ("none", false), ("none/a/b", false), ("there/a/b", false), ("link/a/b", false),
    ("file/a", false), ("there/../none/a", false), ("there//a", false),
  ]) func whatMayBeBehind(_ name: String, _ mayBe: Bool) {
    let path = FilePath("\(folder.path)/\(name)")
    #expect(FileAccess.mayBeBehind(path, .own) == mayBe)
    #expect(FileAccess.mayBeBehind(path, .anyone) == mayBe)
  }

  @Test(arguments: [
    ("nowhere/a/b", "nowhere"), ("twice/a", "twice"), ("nowhere", "nowhere"), ("none/a", nil),
    ("there/a", nil), ("link/a", nil), ("there", nil),
  ]) func theBrokenLink(_ name: String, _ link: String?) {
    #expect(
      FileAccess.brokenLink(onTheWayTo: FilePath("\(folder.path)/\(name)"))
        == link.map { FilePath("\(folder.path)/\($0)") })
  }

  /// What is given needn't be looked at.
  @Test func upToWhatIsGiven() {
    let path = "\(folder.path)/nowhere"
    #expect(
      path.withCString {
        FileAccess.mayBeBehind("/a/b", below: $0, .own, from: path.utf8.count) == false
      })
    #expect(path.withCString { FileAccess.mayBeBehind("/a/b", below: $0, .own) })
  }
}
