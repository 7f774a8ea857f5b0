import Glibc
import Testing

@testable import QliCore

/// The lock of flock(2) on an open file.
@Suite struct FileLockTests {
  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  private func opened() throws -> OwnedDescriptor {
    try OwnedDescriptor(opening: FilePath(folder.path), for: .reading)
  }

  /// As it has, for a moment, whenever another thread starts a program.
  @Test func unlockingReleasesWhatAChildHasOpen() throws {
    let first = try opened()
    let second = try opened()
    try #require(try first.number.tryLock())
    let childs = dup(first.number.rawValue)
    defer { close(childs) }
    #expect(try !second.number.tryLock())
    first.number.unlock()
    #expect(try second.number.tryLock())
  }
}
