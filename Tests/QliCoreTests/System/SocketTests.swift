import Glibc
import TestSupport
import Testing

@testable import QliCore

/// Addresses of sockets, and connections to them, all real.
@Suite struct SocketTests {
  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  /// A path in the scratch folder of so many bytes.
  private func path(length: Int) -> FilePath {
    folder[String(repeating: "s", count: length - folder.path.utf8.count - 1)]
  }

  // MARK: - Addresses

  @Test func theLongestPath() throws {
    let longest = path(length: 107)
    #expect(longest.string.count == SocketAddress.longestPath)
    let listener = try Listener(at: .local(longest))
    #expect(try connection(to: .local(longest)).number.peerProcess == .current)
    #expect(try FileStatus(notFollowing: longest).kind == .socket)
    withExtendedLifetime(listener.descriptor) {}
    #expect(throws: Errno.nameTooLong) {
      _ = try Socket.connect(to: .local(path(length: 108)))
    }
    #expect(throws: Errno.nameTooLong) { _ = try Listener(at: .local(path(length: 108))) }
  }

  @Test func noPathAtAll() {
    #expect(throws: Errno.invalidArgument) { _ = try Socket.connect(to: .local("")) }
    #expect(throws: Errno.invalidArgument) { _ = try Socket.connect(to: .abstract("")) }
  }

  @Test func hostsInNumbersAlone() throws {
    for host in ["127.0.0.1", "0.0.0.0", "::1", "::", "::ffff:127.0.0.1", "2001:db8::1"] {
      #expect(throws: Never.self) { _ = try SocketAddress.tcp(host: host, port: 1).raw() }
    }
    for host in ["localhost", "", "[::1]", "127.1", "127.0.0.256", "0x7f.0.0.1", ":::", " ::1"] {
      #expect(throws: Errno.invalidArgument, "'\(host)'") {
        _ = try SocketAddress.tcp(host: host, port: 1).raw()
      }
    }
  }

  // MARK: - Connections

  @Test func whoListensAtTheOtherEnd() throws {
    let address = SocketAddress.local(folder["socket"])
    let listener = try Listener(at: address)
    let connection = try connection(to: address)
    #expect(connection.number.peerProcess == .current)
    let accepted = try listener.accepted()
    try accepted.number.writeAll([1, 2])
    var bytes = [UInt8](repeating: 0, count: 8)
    #expect(try connection.number.read(into: &bytes) == 2)
    // Nothing more is there, and nothing is waited for.
    #expect(throws: Errno.wouldBlock) { _ = try connection.number.read(into: &bytes) }
    #expect(fcntl(connection.number.rawValue, F_GETFD) & FD_CLOEXEC != 0)
  }

  @Test(.requireTool("python3")) func aForeignListener() throws {
    let path = folder["socket"]
    let foreigner = try PythonChild(
      """
      s = socket.socket(socket.AF_UNIX); s.bind(sys.argv[1]); s.listen(); say('up')
      sys.stdin.read()
      """, path.description)
    #expect(try foreigner.line() == "up")
    #expect(try connection(to: .local(path)).number.peerProcess == foreigner.process)
  }

  @Test func aNameWithoutAFile() throws {
    let address = SocketAddress.abstract(ByteString("qli-test/\(folder.path)"))
    #expect(throws: Errno(rawValue: ECONNREFUSED)) { _ = try Socket.connect(to: address) }
    let listener = try Listener(at: address)
    #expect(try connection(to: address).number.peerProcess == .current)
    withExtendedLifetime(listener.descriptor) {}
  }

  @Test(arguments: ["127.0.0.1", "::1"]) func connectionsOfTCP(_ host: String) throws {
    if host == "::1", !Listener.knowsIPv6 { try Test.cancel("the loopback has no IPv6") }
    let listener = try Listener(at: .tcp(host: host, port: 0))
    let connection = try connection(to: .tcp(host: host, port: listener.port))
    let accepted = try listener.accepted()
    try connection.number.writeAll([7])
    var bytes = [UInt8](repeating: 0, count: 8)
    #expect(try accepted.number.read(into: &bytes) == 1)
    // TCP doesn't tell.
    #expect(connection.number.peerProcess == nil)
  }

  // MARK: - Nobody there

  @Test func aSocketThatNobodyListensTo() throws {
    let (stale, silent) = (folder["stale"], folder["silent"])
    // Its owner is gone, and the file is left; the other one is bound, and doesn't listen yet.
    _ = try Listener(at: .local(stale))
    let bound = try Listener.bound(to: .local(silent))
    try folder.makeFile("regular")
    for path in [silent, folder["regular"]] {
      #expect(throws: Errno(rawValue: ECONNREFUSED), "\(path)") {
        _ = try Socket.connect(to: .local(path))
      }
    }
    // A program that another test starts has the socket open until it is executed.
    try waitUntil("nobody listens") {
      do throws(Errno) {
        _ = try Socket.connect(to: .local(stale))
        return false
      } catch {
        return error == Errno(rawValue: ECONNREFUSED)
      }
    }
    #expect(try FileStatus(notFollowing: stale).kind == .socket)
    #expect(throws: Errno.noSuchFile) { _ = try Socket.connect(to: .local(folder["none"])) }
    withExtendedLifetime(bound) {}
  }

  @Test func aSocketForMessages() throws {
    let path = folder["messages"]
    let socket = try NotifySocket(at: path)
    #expect(throws: Errno(rawValue: EPROTOTYPE)) { _ = try Socket.connect(to: .local(path)) }
    withExtendedLifetime(socket) {}
  }

  /// Whoever lets callers wait is alive all the same.
  @Test func aListenerThatAcceptsNobody() throws {
    let address = SocketAddress.local(folder["full"])
    let listener = try Listener(at: address, backlog: 0)
    let first = try connection(to: address)
    #expect(throws: Errno.wouldBlock) { _ = try Socket.connect(to: address) }
    withExtendedLifetime(first) {}
    withExtendedLifetime(listener.descriptor) {}
  }

  /// Refused at once, or as soon as it can be told.
  @Test func aPortThatNobodyListensAt() throws {
    // As long as it is bound, no other test gets it.
    let bound = try Listener.bound(to: .tcp(host: "127.0.0.1", port: 0))
    let port = Listener.port(of: bound.number)
    #expect(throws: Errno(rawValue: ECONNREFUSED)) {
      _ = try connection(to: .tcp(host: "127.0.0.1", port: port))
    }
  }

  @Test(arguments: ["127.0.0.1", "::1"]) func aFreePortCanBeHad(_ host: String) throws {
    if host == "::1", !Listener.knowsIPv6 { try Test.cancel("the loopback has no IPv6") }
    // Another test may be quicker, but not every time.
    try waitUntil("a free port is free") {
      (try? Listener(at: .tcp(host: host, port: Socket.freePort(host: host))).port) != nil
    }
  }

  @Test func noPortOfAForeignHost() {
    #expect(throws: Errno(rawValue: EADDRNOTAVAIL)) {
      _ = try Socket.freePort(host: "192.0.2.1")
    }
    #expect(throws: Errno.invalidArgument) { _ = try Socket.freePort(host: "localhost") }
  }
}
