import Glibc
import TestSupport
import Testing

@testable import QliCore

#if os(Linux)
  /// Who listens, and whether somebody is connected, as the system's tables of sockets show it.
  @Suite struct ListeningSocketTests {
    private let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    @Test func whoListensAtAPort() throws {
      let listener = try Listener(at: .tcp(host: "127.0.0.1", port: 0))
      let inodes = ListeningSocket.inodes(host: "127.0.0.1", port: listener.port)
      #expect(inodes == [try listener.inode])
      #expect(ListeningSocket.owner(of: inodes, among: [.current]) == .current)
      #expect(ListeningSocket.owner(of: inodes, among: []) == nil)
      #expect(ListeningSocket.owner(of: [], among: [.current]) == nil)
      let others = ListeningSocket.inodes(host: "127.0.0.2", port: listener.port)
      #expect(!others.contains(try listener.inode))
    }

    /// What is bound, connected or accepted doesn't listen.
    @Test func onlyThoseThatListen() throws {
      let bound = try Listener.bound(to: .tcp(host: "127.0.0.1", port: 0))
      let port = Listener.port(of: bound.number)
      #expect(ListeningSocket.inodes(host: "127.0.0.1", port: port) == [])
      let listener = try Listener(at: .tcp(host: "127.0.0.1", port: 0))
      let connection = try connection(to: .tcp(host: "127.0.0.1", port: listener.port))
      let accepted = try listener.accepted()
      #expect(
        ListeningSocket.inodes(host: "127.0.0.1", port: listener.port) == [try listener.inode])
      withExtendedLifetime(connection) {}
      withExtendedLifetime(accepted) {}
      withExtendedLifetime(bound) {}
    }

    @Test func oneThatListensAtAllAddresses() throws {
      let listener = try Listener(at: .tcp(host: "0.0.0.0", port: 0))
      for host in ["127.0.0.1", "127.0.0.2", "0.0.0.0"] {
        #expect(
          ListeningSocket.inodes(host: host, port: listener.port) == [try listener.inode], "\(host)"
        )
      }
    }

    @Test func oneOfIPv6() throws {
      guard Listener.knowsIPv6 else { try Test.cancel("the loopback has no IPv6") }
      let local = try Listener(at: .tcp(host: "::1", port: 0))
      let inode = try local.inode
      // The same port of IPv4 may be another test's.
      #expect(ListeningSocket.inodes(host: "::1", port: local.port).contains(inode))
      #expect(ListeningSocket.inodes(host: "0:0::1", port: local.port).contains(inode))
      #expect(!ListeningSocket.inodes(host: "127.0.0.1", port: local.port).contains(inode))
      // Those of IPv4 come here, too.
      let all = try Listener(at: .tcp(host: "::", port: 0))
      for host in ["::1", "127.0.0.1", "::"] {
        #expect(ListeningSocket.inodes(host: host, port: all.port) == [try all.inode], "\(host)")
      }
      let mapped = try Listener(at: .tcp(host: "::ffff:127.0.0.1", port: 0))
      #expect(ListeningSocket.inodes(host: "127.0.0.1", port: mapped.port) == [try mapped.inode])
    }

    @Test(.requireTool("python3")) func aForeigner() throws {
      let foreigner = try PythonChild(
        """
        s = socket.socket(); s.bind(('127.0.0.1', 0)); s.listen(); say(s.getsockname()[1])
        sys.stdin.read()
        """)
      let port = try #require(UInt16(try foreigner.line()))
      let inodes = ListeningSocket.inodes(host: "127.0.0.1", port: port)
      #expect(inodes.count == 1)
      #expect(ListeningSocket.owner(of: inodes, among: [.current]) == nil)
      #expect(
        ListeningSocket.owner(of: inodes, among: [.current, foreigner.process])
          == foreigner.process)
    }

    /// A child that inherits it has it as well: any of the tree may be the one that accepts.
    @Test(.requireTool("python3")) func aSocketOfAProcessAndItsChild() throws {
      let parent = try PythonChild(
        """
        s = socket.socket(); s.bind(('127.0.0.1', 0)); s.listen()
        child = os.fork()
        if child: say(f'{s.getsockname()[1]} {child}'); s.close(); say('closed')
        sys.stdin.read()
        """)
      let words = try parent.line().split(separator: " ")
      try #require(words.count == 2)
      let port = try #require(UInt16(words[0]))
      let child = ProcessID(rawValue: try #require(pid_t(words[1])))
      defer { child.sendQuietly(.kill) }
      #expect(try parent.line() == "closed")
      let inodes = ListeningSocket.inodes(host: "127.0.0.1", port: port)
      #expect(
        ListeningSocket.owner(of: inodes, among: [parent.process, child]) == child)
    }

    /// Both may have the same port: a connection to `::1` doesn't come to the one of IPv4.
    @Test func allOfIPv4IsNoHostOfIPv6() throws {
      let listener = try Listener(at: .tcp(host: "0.0.0.0", port: 0))
      let inodes = ListeningSocket.inodes(host: "::1", port: listener.port)
      #expect(!inodes.contains(try listener.inode))
    }

    // MARK: - Connections

    @Test func connectionsToAPort() throws {
      // A connection of before, of another test, may have had the first.
      try waitUntil("there is a port that nobody is connected to") {
        let silent = try Listener(at: .tcp(host: "127.0.0.1", port: 0))
        return ListeningSocket.timeSinceConnection(port: silent.port) == nil
      }
      let listener = try Listener(at: .tcp(host: "127.0.0.1", port: 0))
      let connection = try connection(to: .tcp(host: "127.0.0.1", port: listener.port))
      #expect(ListeningSocket.timeSinceConnection(port: listener.port) == 0)
      let accepted = try listener.accepted()
      #expect(ListeningSocket.timeSinceConnection(port: listener.port) == 0)
      withExtendedLifetime(connection) {}
      withExtendedLifetime(accepted) {}
    }

    /// The system knows for a minute that there was one.
    @Test func aConnectionThatHasEnded() throws {
      let listener = try Listener(at: .tcp(host: "127.0.0.1", port: 0))
      do {
        let connection = try connection(to: .tcp(host: "127.0.0.1", port: listener.port))
        withExtendedLifetime(try listener.accepted()) {}
        withExtendedLifetime(connection) {}
      }
      try waitUntil("its end is some time ago") {
        let time = ListeningSocket.timeSinceConnection(port: listener.port)
        return time.map { $0 > 100 } ?? false
      }
    }

    /// One side says nothing more, and may still be answered.
    @Test(arguments: [true, false]) func aConnectionThatIsHalfClosed(_ byClient: Bool) throws {
      let listener = try Listener(at: .tcp(host: "127.0.0.1", port: 0))
      let connection = try connection(to: .tcp(host: "127.0.0.1", port: listener.port))
      let accepted = try listener.accepted()
      let end = byClient ? connection.number : accepted.number
      #expect(shutdown(end.rawValue, Int32(SHUT_WR)) == 0)
      #expect(ListeningSocket.timeSinceConnection(port: listener.port) == 0)
      withExtendedLifetime(connection) {}
      withExtendedLifetime(accepted) {}
    }

    @Test func connectionsToAPath() throws {
      let path = folder["a socket"]
      let listener = try Listener(at: .local(path))
      let other = try Listener(at: .local(folder["a socket2"]))
      #expect(ListeningSocket.timeSinceConnection(path: path) == nil)
      do {
        let connection = try connection(to: .local(path))
        let accepted = try listener.accepted()
        #expect(ListeningSocket.timeSinceConnection(path: path) == 0)
        #expect(ListeningSocket.timeSinceConnection(path: folder["a socket2"]) == nil)
        withExtendedLifetime(connection) {}
        withExtendedLifetime(accepted) {}
      }
      try waitUntil("nobody is connected any more") {
        ListeningSocket.timeSinceConnection(path: path) == nil
      }
      withExtendedLifetime(other.descriptor) {}
    }

    /// Whoever waits to be accepted is a reason to go on.
    @Test func aConnectionThatWasNotAccepted() throws {
      let path = folder["socket"]
      let listener = try Listener(at: .local(path))
      #expect(ListeningSocket.timeSinceConnection(path: path) == nil)
      let connection = try connection(to: .local(path))
      #expect(ListeningSocket.timeSinceConnection(path: path) == 0)
      withExtendedLifetime(connection) {}
      withExtendedLifetime(listener.descriptor) {}
    }

    /// The table has the path as it was bound: of such a listener it isn't known.
    @Test(.requireTool("python3")) func aListenerWithARelativePath() throws {
      let listener = try PythonChild(
        """
        os.chdir(sys.argv[1])
        s = socket.socket(socket.AF_UNIX); s.bind('socket'); s.listen(); say('up')
        sys.stdin.read()
        """, folder.path)
      #expect(try listener.line() == "up")
      #expect(ListeningSocket.timeSinceConnection(path: folder["socket"]) == 0)
    }
  }
#endif
