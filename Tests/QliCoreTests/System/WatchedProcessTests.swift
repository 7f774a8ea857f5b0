import Glibc
import Testing

@testable import QliCore

/// A parent whose end is noticed, with and without a descriptor of it.
@Suite struct WatchedProcessTests {
  @Test(arguments: [true, false]) func aParentThatIsThere(_ isPinned: Bool) throws {
    let parent = WatchedProcess(parent: .parentOfCurrent, isPinned: isPinned)
    #expect(!parent.isGone)
    #expect((parent.interest != nil) == isPinned)
  }

  /// It was the parent once, or never: whoever had started this process is gone.
  @Test(arguments: [true, false]) func oneThatIsNoParent(_ isPinned: Bool) throws {
    #expect(WatchedProcess(parent: .current, isPinned: isPinned).isGone)
    #expect(WatchedProcess(parent: ProcessID(rawValue: 1 << 22), isPinned: isPinned).isGone)
  }

  @Test func whoeverStartedTheTests() {
    #expect((WatchedProcess.parent() == nil) == (ProcessID.parentOfCurrent.rawValue <= 1))
  }
}
