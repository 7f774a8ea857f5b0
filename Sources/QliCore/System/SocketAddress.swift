import CSystem

/// Where a socket is.
enum SocketAddress: Equatable, Sendable {
  /// A path, see unix(7).
  case local(FilePath)
  /// A name without a file, which Linux alone has.
  case abstract(ByteString)
  /// A host in numbers, of ip(7) or ipv6(7).
  case tcp(host: String, port: UInt16)

  /// The longest path, in bytes: `sun_path` less its NUL.
  static let longestPath = 107

  /// The address as the system takes it.
  func raw() throws(Errno) -> csystem_address {
    var address = csystem_address()
    switch self {
    case .local(let path): try Self.setLocal(&address, path.string, isAbstract: false)
    case .abstract(let name): try Self.setLocal(&address, name, isAbstract: true)
    case .tcp(let host, let port):
      var result = csystem_address()
      let code = host.withCString { csystem_tcp_address(&result, $0, port) }
      if code == -1 { throw .current }
      address = result
    }
    return address
  }

  private static func setLocal(
    _ address: inout csystem_address, _ name: ByteString, isAbstract: Bool
  ) throws(Errno) {
    var result = csystem_address()
    let code = name.withBytes { bytes in
      csystem_unix_address(&result, bytes.baseAddress, bytes.count, isAbstract ? 1 : 0)
    }
    if code == -1 { throw .current }
    address = result
  }
}
