/// Where a service accepts connections.
enum Endpoint: Equatable, Sendable {
  /// A socket in the file system; the path is absolute.
  case local(FilePath)
  /// A port of the address `host`, which is numeric, and without brackets.
  case tcp(host: String, port: UInt16)

  /// The longest path that a socket's address holds, in bytes.
  static let maximumPathLength = 107

  /// Reads what `text` writes, or returns nil.
  init?(_ text: String) { self.init(ByteString(text)) }

  /// Reads what `string` writes, or returns nil.
  init?(_ string: ByteString) {
    let (kind, place) = string.split(at: .colon)
    guard let place else { return nil }
    if kind.equals("unix") {
      let path = FilePath(place)
      guard path.isAbsolute, place.count <= Self.maximumPathLength else { return nil }
      self = .local(path)
    } else if kind.equals("tcp") {
      guard let colon = place.bytes.lastIndex(of: .colon),
        let host = NumericHost.read(place.bytes[..<colon]),
        let port = Self.port(place.bytes[(colon + 1)...])
      else { return nil }
      self = .tcp(host: host, port: port)
    } else {
      return nil
    }
  }

  /// The number that `digits` are, if it is that of a port.
  static func port(_ digits: some Collection<UInt8>) -> UInt16? {
    guard let first = digits.first, first != .zero, digits.count <= 5,
      digits.allSatisfy({ $0.isDecimalDigit })
    else { return nil }
    return UInt16(exactly: digits.reduce(0) { $0 * 10 + UInt32($1 - .zero) })
  }

  /// The endpoint as a manifest writes it, byte by byte: `unix:/run/x.sock`, `tcp:[::1]:80`.
  var string: ByteString {
    switch self {
    case .local(let path):
      var string: ByteString = "unix:"
      string.append(path.string)
      return string
    case .tcp(let host, let port): return ByteString("tcp:\(NumericHost.written(host)):\(port)")
    }
  }

  /// The same for people: what of a path isn't UTF-8 is shown as U+FFFD.
  var text: String { string.lossyText }
}
