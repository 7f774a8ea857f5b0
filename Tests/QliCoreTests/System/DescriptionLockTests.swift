import Glibc
import TestSupport
import Testing

@testable import QliCore

/// The lock that belongs to an open file description.
@Suite struct DescriptionLockTests {
  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  private func opened() throws -> OwnedDescriptor {
    try OwnedDescriptor(opening: folder["lock"], for: .appending)
  }

  @Test func oneOpenFileHasItAtATime() throws {
    let first = try opened()
    let second = try opened()
    #expect(try !first.number.isLockedElsewhere())
    try #require(try first.number.tryDescriptionLock())
    #expect(try !second.number.tryDescriptionLock())
    #expect(try second.number.isLockedElsewhere())
    #expect(try !first.number.isLockedElsewhere())
    // To take it twice is to take it once.
    #expect(try first.number.tryDescriptionLock())
  }

  /// Nobody who wants the lock is kept from it by a question.
  @Test func askingTakesNothing() throws {
    let first = try opened()
    let second = try opened()
    #expect(try !first.number.isLockedElsewhere())
    #expect(try second.number.tryDescriptionLock())
  }

  /// A question needs no right to write, and gets an answer also where the lock can't be had.
  @Test func askingThroughAFileThatIsOnlyRead() throws {
    let first = try opened()
    let reading = try OwnedDescriptor(opening: folder["lock"], for: .reading)
    #expect(try !reading.number.isLockedElsewhere())
    try #require(try first.number.tryDescriptionLock())
    #expect(try reading.number.isLockedElsewhere())
    #expect(throws: Errno(rawValue: EBADF)) { try reading.number.tryDescriptionLock() }
  }

  /// A folder that is only read has room for many shared ones; how long each is tells who has it.
  @Test func rangesOfAFolder() throws {
    let first = try OwnedDescriptor(opening: folder[""], for: .reading)
    let second = try OwnedDescriptor(opening: folder[""], for: .reading)
    let start: Int64 = (1 << 40 - 1) << 23
    #expect(try second.number.lengthOfLock(at: start) == nil)
    try first.number.shareLock(from: start, length: 4711)
    #expect(try second.number.lengthOfLock(at: start) == 4711)
    #expect(try second.number.lengthOfLock(at: 0) == nil)
    // Its own is none to ask for.
    #expect(try first.number.lengthOfLock(at: start) == nil)
    // That of flock(2) is another one, and to give that back leaves this.
    #expect(try first.number.tryLock())
    #expect(try !second.number.tryLock())
    first.number.unlock()
    #expect(try second.number.tryLock())
    #expect(try second.number.lengthOfLock(at: start) == 4711)
  }

  @Test func itIsFreeOnceItsFileIsClosed() throws {
    let second = try opened()
    do {
      let first = try opened()
      try #require(try first.number.tryDescriptionLock())
    }
    // A program that another test starts has the file open until it is executed.
    try waitUntil("the lock is free") { try !second.number.isLockedElsewhere() }
    #expect(try second.number.tryDescriptionLock())
  }

  /// Also where whoever took it has closed it, and the program is killed.
  @Test func aProgramInheritsItAndHoldsItToItsEnd() throws {
    let second = try opened()
    let child: ProcessID
    do {
      let first = try opened()
      try #require(try first.number.tryDescriptionLock())
      child = try Spawn(
        steps: [.duplicate(first.number, as: first.number)], signalMask: SignalSet()
      ).start(
        "/bin/sleep", arguments: CStringArray(["sleep", "1000"]), environment: CStringArray([])
      ).process
    }
    #expect(try second.number.isLockedElsewhere())
    #expect(try !second.number.tryDescriptionLock())
    try child.send(.kill)
    child.reap()
    try waitUntil("the lock is free") { try second.number.tryDescriptionLock() }
  }

  /// A copy is the same open file: the lock is one, and goes with the last.
  @Test func aCopyOfTheDescriptorHoldsIt() throws {
    let second = try opened()
    let copy: OwnedDescriptor
    do {
      let first = try opened()
      try #require(try first.number.tryDescriptionLock())
      let number = first.number.rawValue
      copy = OwnedDescriptor(
        adopting: FileDescriptor(rawValue: fcntl(number, F_DUPFD_CLOEXEC, 0)))
    }
    #expect(try second.number.isLockedElsewhere())
    #expect(try !copy.number.isLockedElsewhere())
  }

  /// A lock of flock(2) is another one.
  @Test func theOtherLockIsNotInItsWay() throws {
    let first = try opened()
    let second = try opened()
    try #require(try first.number.tryLock())
    #expect(try !second.number.isLockedElsewhere())
    #expect(try second.number.tryDescriptionLock())
  }
}
