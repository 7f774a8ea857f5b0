import CSystem
import Glibc

@testable import QliCore

/// A socket that connections can be made to, closed at the end of its life.
struct Listener: ~Copyable {
  let descriptor: OwnedDescriptor

  /// Listens at `address`; with `backlog` at most that many and one more wait to be accepted.
  init(at address: SocketAddress, backlog: Int32 = 8) throws(Errno) {
    let bound = try Self.bound(to: address)
    let number = bound.number.rawValue
    try valueOrErrno { listen(number, backlog) }
    descriptor = bound
  }

  /// A socket that has `address`, and doesn't listen.
  static func bound(to address: SocketAddress) throws(Errno) -> OwnedDescriptor {
    var raw = try address.raw()
    let number = try valueOrErrno { csystem_stream_socket(&raw) }
    let descriptor = OwnedDescriptor(adopting: FileDescriptor(rawValue: number))
    try valueOrErrno { csystem_bind(number, &raw) }
    return descriptor
  }

  /// The port that it was given.
  var port: UInt16 { Self.port(of: descriptor.number) }

  static func port(of descriptor: FileDescriptor) -> UInt16 {
    var address = csystem_address()
    return csystem_own_address(descriptor.rawValue, &address) == 0 ? csystem_port(&address) : 0
  }

  /// The number by which the system's tables know it.
  var inode: UInt64 {
    get throws(Errno) { try descriptor.number.status().inode }
  }

  /// Accepts the connection that waits.
  func accepted() throws(Errno) -> OwnedDescriptor {
    let number = descriptor.number.rawValue
    let connection = FileDescriptor(rawValue: try valueOrErrno { accept(number, nil, nil) })
    try connection.closeOnExec()
    return OwnedDescriptor(adopting: connection)
  }

  /// Whether the loopback interface has IPv6.
  static let knowsIPv6: Bool =
    (try? Listener(at: .tcp(host: "::1", port: 0)).port).map { $0 > 0 } ?? false
}

/// A connection to `address`, once it has come about.
func connection(to address: SocketAddress) throws(Errno) -> OwnedDescriptor {
  let made = try Socket.connect(to: address)
  try Poll.waitForRoom(in: made.number)
  if let error = made.number.socketError() { throw error }
  return made
}
