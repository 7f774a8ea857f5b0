/// Looks whether a service accepts connections at its endpoint, and that it is no other that does.
final class EndpointProbe {
  private let endpoint: Endpoint
  private let mayBeForeign: Bool
  /// A connection that isn't there yet.
  private var connection: OwnedDescriptor?
  /// Who else accepts them there.
  private var stranger: ProcessID?
  private var hasStranger = false

  init(_ endpoint: Endpoint, mayBeForeign: Bool) {
    self.endpoint = endpoint
    self.mayBeForeign = mayBeForeign
  }

  /// Whether a connection is being made.
  var isPending: Bool { number != nil }

  private var number: FileDescriptor? {
    switch connection {
    case .some(let connection): connection.number
    case .none: nil
    }
  }

  var interests: [Poll.Interest] { number.map { [.writing($0)] } ?? [] }

  /// Whether the service that `supervisor` watches over accepts connections.
  func look(_ supervisor: Supervisor) -> Bool {
    if let number {
      guard Poll.isReady(.writing(number)) else { return false }
      defer { connection = nil }
      return number.socketError() == nil && isOurs(number, supervisor)
    }
    guard let made = try? Socket.connect(to: endpoint.address) else { return false }
    guard Poll.isReady(.writing(made.number)) else {
      connection = .some(made)
      return false
    }
    return made.number.socketError() == nil && isOurs(made.number, supervisor)
  }

  private func isOurs(_ connection: FileDescriptor, _ supervisor: Supervisor) -> Bool {
    if mayBeForeign { return true }
    switch endpoint.listener(of: connection, among: supervisor.tree?.processes() ?? []) {
    case .one: return true
    case .stranger(let process):
      (stranger, hasStranger) = (process, true)
      return false
    }
  }

  /// What may help where it never did.
  var hint: String? {
    guard hasStranger else { return nil }
    let who = stranger.map { "process \($0.rawValue)" } ?? "another process"
    return "\(who) accepts connections at \(endpoint.text), and isn't one of the service's; "
      + "if that is right: endpoint_by_others = true"
  }
}

/// Who accepts connections at an endpoint.
enum EndpointListener {
  /// One of those that were named.
  case one
  /// Another, as far as it is known which.
  case stranger(ProcessID?)
}

extension Endpoint {
  /// Where it is for the system.
  var address: SocketAddress {
    switch self {
    case .local(let path): .local(path)
    case .tcp(let host, let port): .tcp(host: host, port: port)
    }
  }

  /// Who accepts connections at the other end of `connection`: one of `processes`, or another.
  func listener(
    of connection: FileDescriptor, among processes: [ProcessID]
  ) -> EndpointListener {
    switch self {
    case .local:
      let peer = connection.peerProcess
      if let peer, processes.contains(peer) { return .one }
      // Who has forked away after that is gone, and can't be looked at; no other user is meant.
      let isGone = peer.map { $0.parent == nil } ?? false
      if isGone, connection.peerUserID == Host.effectiveUserID { return .one }
      return .stranger(peer)
    case .tcp(let host, let port):
      let inodes = ListeningSocket.inodes(host: host, port: port)
      if ListeningSocket.owner(of: inodes, among: processes) != nil { return .one }
      return .stranger(nil)
    }
  }
}
