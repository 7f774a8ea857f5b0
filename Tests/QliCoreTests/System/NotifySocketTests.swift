import Glibc
import TestSupport
import Testing

@testable import QliCore

/// The receiving end of sd_notify(3), and the sending one.
@Suite struct NotifySocketTests {
  private let folder: ScratchFolder
  private var path: FilePath { folder["notify"] }

  init() throws { folder = try ScratchFolder() }

  private func text(_ message: NotifySocket.Message?) throws -> String {
    String(decoding: try #require(message).bytes, as: UTF8.self)
  }

  @Test func messagesComeWithTheirSender() throws {
    let socket = try NotifySocket(at: path)
    #expect(!Poll.isReady(.reading(socket.readiness)))
    #expect(try socket.receive() == nil)
    try NotifySocket.send("READY=1\nSTATUS=fine", to: path.string)
    try NotifySocket.send("STOPPING=1", to: path.string)
    #expect(Poll.isReady(.reading(socket.readiness)))
    let first = try #require(try socket.receive())
    #expect(first.bytes == Array("READY=1\nSTATUS=fine".utf8))
    #expect(first.sender == .current && first.userID == getuid())
    #expect(try text(socket.receive()) == "STOPPING=1")
    #expect(try socket.receive() == nil)
  }

  @Test func aNameWithoutAFile() throws {
    let name = "qli-test/\(folder.path)"
    let socket = try NotifySocket(abstract: ByteString(name))
    try NotifySocket.send("READY=1", to: ByteString("@\(name)"))
    let message = try #require(try socket.receive())
    #expect(try text(message) == "READY=1" && message.sender == .current)
  }

  /// In a process of its own, whose mask is nobody else's.
  @Test func itIsForItsOwnerAloneWhateverTheMaskIs() async {
    await #expect(processExitsWith: .success) {
      let folder = try ScratchFolder()
      for mask: mode_t in [0, 0o022, 0o777] {
        umask(mask)
        let socket = try NotifySocket(at: folder["notify"])
        #expect(try FileStatus(notFollowing: folder["notify"]).permissions == 0o600)
        withExtendedLifetime(socket) {}
      }
    }
  }

  @Test func oneThatWasLeftThereIsReplaced() throws {
    do { _ = try NotifySocket(at: path) }
    #expect(try FileStatus(notFollowing: path).kind == .socket)
    let socket = try NotifySocket(at: path)
    try NotifySocket.send("READY=1", to: path.string)
    #expect(try text(socket.receive()) == "READY=1")
  }

  @Test func whereItCannotBe() throws {
    #expect(throws: Errno.noSuchFile) { _ = try NotifySocket(at: folder["none/notify"]) }
    let long = folder[String(repeating: "n", count: 108 - folder.path.utf8.count - 1)]
    #expect(throws: Errno.nameTooLong) { _ = try NotifySocket(at: long) }
  }

  @Test func sendingToNobody() throws {
    #expect(throws: Errno.noSuchFile) { try NotifySocket.send("X=1", to: path.string) }
    #expect(throws: Errno(rawValue: ECONNREFUSED)) {
      try NotifySocket.send("X=1", to: ByteString("@qli-test/\(folder.path)/none"))
    }
    for address: ByteString in ["", "@"] {
      #expect(throws: Errno.invalidArgument) { try NotifySocket.send("X=1", to: address) }
    }
  }

  /// The longest is taken whole, and of a longer one nothing.
  @Test func aMessageThatIsTooLong() throws {
    let socket = try NotifySocket(at: path)
    let longest = String(repeating: "x", count: 4096)
    try NotifySocket.send(longest + "y", to: path.string)
    try NotifySocket.send(longest, to: path.string)
    try NotifySocket.send("", to: path.string)
    #expect(try text(socket.receive()) == "")
    #expect(try text(socket.receive()) == longest)
    #expect(try text(socket.receive()) == "")
    #expect(try socket.receive() == nil)
  }

  /// Whoever sends descriptors may wait until they are closed, as systemd-notify(1) does.
  @Test(.requireTool("python3")) func descriptorsThatComeAlongAreClosed() throws {
    let socket = try NotifySocket(at: path)
    let sender = try PythonChild(
      """
      ends = [os.pipe() for _ in range(253)]
      s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
      rights = array.array('i', [writing for _, writing in ends])
      s.sendmsg([b'BARRIER=1'], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, rights)], 0, sys.argv[1])
      say('sent')
      for reading, writing in ends:
          os.close(writing)
          os.read(reading, 1)
      """, path.description)
    #expect(try sender.line() == "sent")
    let message = try #require(try socket.receive())
    #expect(try text(message) == "BARRIER=1")
    #expect(message.sender == sender.process && message.userID == getuid())
    var end: WaitStatus?
    try waitUntil("the sender has seen them closed") {
      end = try sender.end()
      return end != nil
    }
    #expect(end == .exited(0))
  }

  /// A program that isn't ours says that it is ready, and waits until that was read.
  @Test(.requireTool("systemd-notify")) func theProgramOfSystemd() throws {
    let socket = try NotifySocket(at: path)
    let child = try Spawn(signalMask: SignalSet()).start(
      FilePath(try #require(Tools.path("systemd-notify"))),
      arguments: CStringArray(["systemd-notify", "--ready", "--status=fine"]),
      environment: CStringArray([ByteString("NOTIFY_SOCKET=\(path)")])
    ).process
    var (lines, end): (Set<String>, WaitStatus?) = ([], nil)
    try waitUntil("it has ended") {
      end = try child.changedState()
      while let message = try socket.receive() {
        #expect(message.userID == getuid())
        lines.formUnion(try text(message).split(separator: "\n").map(String.init))
      }
      return end != nil
    }
    #expect(end == .exited(0))
    #expect(lines.isSuperset(of: ["READY=1", "STATUS=fine"]))
  }
}
