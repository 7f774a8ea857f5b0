import CSystem
import Glibc
import Testing

@testable import QliCore

/// Parents and descendants in a tree of real processes.
@Suite struct ProcessIDTests {
  /// A shell with a child and a grandchild, whose name is chosen to confuse a reader of
  /// `/proc/PID/stat`. Ends at its life's end.
  private final class Tree {
    let root: ProcessID
    let child: ProcessID
    let grandchild: ProcessID

    init() throws {
      let pipe = try Pipe()
      let spawn = Spawn(
        steps: [.duplicate(pipe.writing.number, as: .standardOutput)], signalMask: SignalSet())
      let script = "sh -c 'echo $$; sleep 1000 & echo $!; wait' & wait"
      root = try spawn.start(
        "/bin/sh", arguments: CStringArray(["sh", "-c", ByteString(script)]),
        environment: CStringArray(["PATH=/usr/bin:/bin"])
      ).process
      var text = ""
      while text.filter({ $0 == "\n" }).count < 2 {
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = try pipe.reading.number.read(into: &bytes)
        text += String(decoding: bytes[..<count], as: UTF8.self)
      }
      let numbers = text.split(separator: "\n").compactMap { pid_t($0) }
      child = ProcessID(rawValue: numbers[0])
      grandchild = ProcessID(rawValue: numbers[1])
    }

    deinit {
      for process in [root, child, grandchild] { try? process.send(.kill) }
      root.reap()
    }
  }

  @Test func descendantsInATree() throws {
    let tree = try Tree()
    #expect(tree.root.parent == .current)
    #expect(tree.child.parent == tree.root)
    #expect(tree.grandchild.parent == tree.child)
    for process in [tree.root, tree.child, tree.grandchild] {
      #expect(process.descends(from: tree.root))
      #expect(process.descends(from: .current))
      #expect(process.descends(from: process))
    }
    #expect(tree.grandchild.descends(from: tree.child))
    #expect(!tree.root.descends(from: tree.child))
    #expect(!tree.child.descends(from: tree.grandchild))
    #expect(!ProcessID.current.descends(from: tree.root))
  }

  @Test func siblingsAreStrangers() throws {
    let (one, other) = (try Tree(), try Tree())
    #expect(!one.grandchild.descends(from: other.root))
    #expect(!other.child.descends(from: one.child))
  }

  /// It has no parent to ask for, so it counts as a stranger.
  @Test func aProcessThatIsGoneIsNobodysDescendant() throws {
    let child = try startShell("exit 0")
    #expect(try nextState(of: child) == .exited(0))
    #expect(child.parent == nil)
    #expect(!child.descends(from: .current))
  }

  @Test func aZombieStillHasItsParent() throws {
    let child = try startShell("exit 0")
    var information = siginfo_t()
    waitid(P_PID, id_t(child.rawValue), &information, WEXITED | WNOWAIT)
    #expect(child.descends(from: .current))
    #expect(child.group == ProcessID.current.group)
    child.reap()
    #expect(child.group == nil)
  }

  /// The sender of a signal from another PID namespace is given as 0.
  @Test func numbersThatNameNoProcess() {
    #expect(!ProcessID(rawValue: 0).descends(from: .current))
    #expect(!ProcessID(rawValue: -1).descends(from: .current))
    #expect(!ProcessID(rawValue: 1).descends(from: .current))
  }

  @Test func namesWithParenthesesAndSpacesDoNotConfuse() throws {
    let name = ") R 1 (x"
    let pipe = try Pipe()
    // Writing to `comm` changes the name that `stat` shows.
    let script = "printf '%s' '\(name)' > /proc/$$/comm; echo; exec 1>&-; read x"
    let input = try Pipe()
    let spawn = Spawn(
      steps: [
        .duplicate(pipe.writing.number, as: .standardOutput),
        .duplicate(input.reading.number, as: .standardInput),
      ], signalMask: SignalSet())
    let child = try spawn.start(
      "/bin/sh", arguments: CStringArray(["sh", "-c", ByteString(script)]),
      environment: CStringArray([])
    ).process
    var byte: [UInt8] = [0]
    #expect(try pipe.reading.number.read(into: &byte) == 1)
    #expect(child.parent == .current)
    try child.send(.kill)
    child.reap()
  }

  @Test func whatSignalsDoToAProcess() throws {
    let pipe = try Pipe()
    let spawn = Spawn(
      steps: [.duplicate(pipe.writing.number, as: .standardOutput)], signalMask: SignalSet(.user1))
    let script = "trap : TERM; trap '' HUP; echo; kill -STOP $$"
    let child = try spawn.start(
      "/bin/sh", arguments: CStringArray(["sh", "-c", ByteString(script)]),
      environment: CStringArray([])
    ).process
    var byte: [UInt8] = [0]
    #expect(try pipe.reading.number.read(into: &byte) == 1)
    #expect(child.hasDefault(for: .quit))
    #expect(!child.hasDefault(for: .terminate) && !child.hasDefault(for: .hangUp))
    #expect(!child.hasDefault(for: .user1))
    try child.send(.kill)
    child.reap()
    #expect(!child.hasDefault(for: .quit))
  }

  @Test func onlyALeaderLeadsItsSession() throws {
    let child = try startShell("kill -STOP $$")
    #expect(try nextState(of: child) == .stopped(.stop))
    #expect(!child.leadsSession)
    try child.send(.kill)
    child.reap()
  }

  @Test func signallingOneThatIsGoneThrows() throws {
    let child = try startShell("exit 0")
    child.reap()
    #expect(throws: Errno(rawValue: ESRCH)) { try child.send(.terminate) }
  }
}
