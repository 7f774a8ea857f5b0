import CSystem

/// Connections to sockets.
enum Socket {
  /// Begins to connect to `address`, with socket(2) and connect(2), and waits for nothing: the connection
  /// is there, or has failed, as soon as it can be written to; see `FileDescriptor.socketError`.
  ///
  /// - Throws: ECONNREFUSED where nobody listens, ENOENT where there is no socket.
  static func connect(to address: SocketAddress) throws(Errno) -> OwnedDescriptor {
    var raw = try address.raw()
    let number = try valueOrErrno { csystem_stream_socket(&raw) }
    let socket = OwnedDescriptor(adopting: FileDescriptor(rawValue: number))
    do throws(Errno) {
      try valueOrErrno { csystem_connect(number, &raw) }
    } catch .inProgress {}
    return socket
  }

  /// A port of `host` that nobody has now, by bind(2) to none.
  static func freePort(host: String) throws(Errno) -> UInt16 {
    var raw = try SocketAddress.tcp(host: host, port: 0).raw()
    let number = try valueOrErrno { csystem_stream_socket(&raw) }
    let socket = OwnedDescriptor(adopting: FileDescriptor(rawValue: number))
    defer { withExtendedLifetime(socket) {} }
    try valueOrErrno { csystem_bind(number, &raw) }
    try valueOrErrno { csystem_own_address(number, &raw) }
    return csystem_port(&raw)
  }
}

extension FileDescriptor {
  /// Why a connection hasn't come about, by SO_ERROR of getsockopt(2); nil if it has.
  func socketError() -> Errno? {
    let error = csystem_socket_error(rawValue)
    return error == 0 ? nil : Errno(rawValue: error)
  }

  /// The process that listens at the other end of a connection of unix(7), by SO_PEERCRED: the one that
  /// called listen(2), also where a child of it accepts. Nil where it isn't known.
  var peerProcess: ProcessID? {
    guard let peer, peer.process > 0 else { return nil }
    return ProcessID(rawValue: peer.process)
  }

  /// The user as whom that process listens.
  var peerUserID: UInt32? { peer?.user }

  private var peer: csystem_credentials? {
    var peer = csystem_credentials()
    return csystem_peer(rawValue, &peer) == 0 ? peer : nil
  }
}
