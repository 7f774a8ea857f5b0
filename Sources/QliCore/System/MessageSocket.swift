import CSystem

/// A socket for messages to a program of this machine, see unix(7). Nothing of it waits.
struct MessageSocket: ~Copyable {
  private let socket: OwnedDescriptor

  /// Connects to the socket at `path`; nothing is sent.
  ///
  /// - Throws: ENOENT where there is no socket, ECONNREFUSED where nobody listens at it.
  init(connectedTo path: FilePath) throws(Errno) {
    var raw = try SocketAddress.local(path).raw()
    let number = try valueOrErrno { csystem_message_socket() }
    let made = OwnedDescriptor(adopting: FileDescriptor(rawValue: number))
    try valueOrErrno { csystem_connect(number, &raw) }
    socket = made
  }

  /// Sends `bytes` as one message.
  ///
  /// - Throws: EAGAIN where too many wait to be read, EMSGSIZE where it is longer than a message can be.
  func send(_ bytes: [UInt8]) throws(Errno) {
    let number = socket.number.rawValue
    try valueOrErrno { csystem_send(number, bytes, bytes.count) }
  }

  /// Sends `bytes`, however many, as a file that is in memory alone and that nobody can change, in a
  /// message without a byte.
  func sendSealed(_ bytes: [UInt8]) throws(Errno) {
    let file = try OwnedDescriptor(sealed: bytes)
    let (number, sent) = (socket.number.rawValue, file.number.rawValue)
    try valueOrErrno { csystem_send_file(number, sent) }
    withExtendedLifetime(file) {}
  }
}
