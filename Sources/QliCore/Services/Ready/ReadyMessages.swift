/// What a service says to its NOTIFY_SOCKET, see sd_notify(3).
final class ReadyMessages {
  /// As many are read at once as wait, but no more: whoever sends without end isn't waited for.
  private static let most = 64

  private let socket: NotifySocket
  /// What the service gets as NOTIFY_SOCKET.
  let address: ByteString
  private(set) var isReady = false

  /// Binds the socket in `folder`; where its path is too long for one, under an abstract name.
  init(_ folder: ServiceFolder, _ runID: RunID) throws(Errno) {
    if folder.notify.string.count <= SocketAddress.longestPath {
      socket = try NotifySocket(at: folder.notify)
      address = folder.notify.string
    } else {
      let name = "qli/\(runID.text)"
      socket = try NotifySocket(abstract: ByteString(name))
      address = ByteString("@\(name)")
    }
  }

  /// Readable as soon as a message waits.
  var readiness: FileDescriptor { socket.readiness }

  /// Whether one of the processes that `supervisor` watches over has said that it is ready.
  func haveReady(from supervisor: Supervisor) -> Bool {
    for _ in 0..<Self.most {
      guard let message = try? socket.receive() else { break }
      if message.userID == Host.userID, isOfService(message.sender, supervisor),
        message.bytes.split(separator: .lineFeed).contains(where: {
          $0.elementsEqual("READY=1".utf8)
        })
      {
        isReady = true
      }
    }
    return isReady
  }

  /// Takes what waits, as many as are read at once, and what comes along with it.
  func discard() {
    for _ in 0..<Self.most {
      guard (try? socket.receive()) != nil else { return }
    }
  }

  /// One that is gone by now can't be looked at; the socket is this user's alone.
  private func isOfService(_ sender: ProcessID, _ supervisor: Supervisor) -> Bool {
    if supervisor.tree?.contains(sender) == true { return true }
    return sender.rawValue > 0 && sender.parent == nil
  }
}
