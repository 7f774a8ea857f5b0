import CSystem

@testable import QliCore

/// A socket that messages can be sent to; its file stays at the end of its life.
struct MessageReader: ~Copyable {
  private let socket: OwnedDescriptor

  init(at path: FilePath) throws(Errno) {
    var raw = try SocketAddress.local(path).raw()
    let number = try valueOrErrno { csystem_message_socket() }
    let made = OwnedDescriptor(adopting: FileDescriptor(rawValue: number))
    try valueOrErrno { csystem_bind(number, &raw) }
    socket = made
  }

  /// The next message; nil if none waits.
  func next() throws(Errno) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: 1 << 20)
    let number = socket.number.rawValue
    do throws(Errno) {
      let count = try valueOrErrno {
        recv(number, &bytes, bytes.count, Int32(MSG_DONTWAIT))
      }
      return Array(bytes[..<count])
    } catch .wouldBlock {
      return nil
    }
  }

  /// Sends to the socket at `path` until it takes no more.
  ///
  /// - Returns: how many it has taken.
  static func fill(_ path: FilePath) throws(Errno) -> Int {
    let sender = try MessageSocket(connectedTo: path)
    var count = 0
    do throws(Errno) {
      while true {
        try sender.send([0x21])
        count += 1
      }
    } catch .wouldBlock {
      return count
    }
  }
}
