import CSystem

/// Where a program says how it is, see sd_notify(3): messages, each with its sender.
struct NotifySocket: ~Copyable {
  /// One message.
  struct Message {
    /// Lines `NAME=VALUE`.
    let bytes: [UInt8]
    let sender: ProcessID
    let userID: UInt32
  }

  /// The longest message, in bytes; what is longer isn't taken.
  private static let limit = 4096
  /// How long room is waited for, in seconds.
  private static let patience: Int32 = 1

  private let socket: OwnedDescriptor

  /// Makes the socket at `path`, for its owner alone. One that is there is replaced.
  ///
  /// - Throws: EADDRINUSE if anything else is there.
  init(at path: FilePath) throws(Errno) {
    if (try? FileStatus(notFollowing: path))?.kind == .socket { try FileReplacement.remove(path) }
    let made = try Self.make(.local(path))
    // Whatever the process's mask has left of its mode.
    _ = try path.string.withCString { text throws(Errno) in
      try valueOrErrno { chmod(text, 0o600) }
    }
    socket = made
  }

  /// Makes one without a file, which any user can send to: see who has sent.
  init(abstract name: ByteString) throws(Errno) { socket = try Self.make(.abstract(name)) }

  private static func make(_ address: SocketAddress) throws(Errno) -> OwnedDescriptor {
    var raw = try address.raw()
    let number = try valueOrErrno { csystem_message_socket() }
    let socket = OwnedDescriptor(adopting: FileDescriptor(rawValue: number))
    try valueOrErrno { csystem_ask_for_senders(number) }
    // Of the socket that isn't bound yet: its file gets it with its name.
    try valueOrErrno { fchmod(number, 0o600) }
    try valueOrErrno { csystem_bind(number, &raw) }
    return socket
  }

  /// Readable as soon as a message waits.
  var readiness: FileDescriptor { socket.number }

  /// Takes the next message, with recvmsg(2) and SCM_CREDENTIALS; nil if none waits. Descriptors that come
  /// along are closed: whoever sends one may wait for that.
  func receive() throws(Errno) -> Message? {
    var sender = csystem_credentials()
    var isWhole: Int32 = 0
    var bytes = [UInt8](repeating: 0, count: Self.limit)
    let (number, limit) = (socket.number.rawValue, Self.limit)
    do throws(Errno) {
      let count = try valueOrErrno { csystem_receive(number, &bytes, limit, &sender, &isWhole) }
      return Message(
        bytes: isWhole == 1 ? Array(bytes[..<count]) : [],
        sender: ProcessID(rawValue: sender.process), userID: sender.user)
    } catch .wouldBlock {
      return nil
    }
  }

  /// Sends `text` to the socket that NOTIFY_SOCKET names as `address`; a leading `@` stands for one
  /// without a file.
  static func send(_ text: String, to address: ByteString) throws(Errno) {
    let isAbstract = address.bytes.first == UInt8(ascii: "@")
    var raw =
      try isAbstract
      ? SocketAddress.abstract(address.part(1..<address.count)).raw()
      : SocketAddress.local(FilePath(address)).raw()
    let bytes = Array(text.utf8)
    try valueOrErrno { csystem_send_message(&raw, bytes, bytes.count, patience) }
  }
}
