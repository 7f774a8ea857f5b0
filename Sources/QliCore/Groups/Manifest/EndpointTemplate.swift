/// An endpoint as a manifest writes it: `unix:PATH` or `tcp:HOST:PORT`, where `auto` in place of
/// PATH or PORT leaves it to qli, and `{instance}` in a path is the name of the instance.
struct EndpointTemplate: Sendable, Equatable {
  /// Why a text is no such endpoint.
  enum SyntaxError: Error, Equatable {
    /// It is neither `unix:` nor `tcp:`.
    case unknownKind
    /// The path can't be one.
    case path(PathTemplate.SyntaxError)
    /// The path has so many bytes, which no socket's address holds.
    case tooLong(Int)
    /// The path has a `{` that isn't that of a variable or of `{instance}`.
    case badPlaceholder
    /// Something of `HOST:PORT` is missing.
    case missingPort
    /// This is no numeric address.
    case badHost(String)
    /// This is no port.
    case badPort(String)
  }

  /// Why an endpoint couldn't be made.
  enum ExpansionError: Error, Equatable {
    /// The path couldn't be made.
    case path(PathTemplate.ExpansionError)
    /// This path has so many bytes, which no socket's address holds.
    case tooLong(FilePath, Int)
  }

  /// What a template comes to.
  enum Expanded: Sendable, Equatable {
    case fixed(Endpoint)
    /// A socket in the file system, whose path qli chooses.
    case automaticLocal
    /// A port of this address that qli chooses.
    case automaticTCP(host: String)
  }

  private enum Place: Sendable, Equatable {
    case path(PathTemplate)
    case known(Expanded)
  }

  /// What stands for the name of the instance.
  static let placeholder = "{instance}"

  /// The endpoint as it is written in the manifest.
  let source: String
  private let place: Place

  /// Takes `source`, and checks all that can be checked without the variables.
  init(_ source: String) throws(SyntaxError) {
    self.source = source
    let bytes = source.utf8
    if bytes.starts(with: "unix:".utf8) {
      place = try Self.local(String(Substring(bytes.dropFirst(5))))
    } else if bytes.starts(with: "tcp:".utf8) {
      place = .known(try Self.tcp(ArraySlice(bytes.dropFirst(4))))
    } else {
      throw .unknownKind
    }
  }

  private static func local(_ text: String) throws(SyntaxError) -> Place {
    if text.hasSameBytes(as: automatic) { return .known(.automaticLocal) }
    let badPath = { (error: PathTemplate.SyntaxError) in SyntaxError.path(error) }
    let path = try converting(badPath) { () throws(PathTemplate.SyntaxError) in
      try PathTemplate(text)
    }
    let bytes = Array(text.utf8)
    var isFinal = bytes.first == .slash
    for index in bytes.indices {
      switch bytes[index] {
      case UInt8(ascii: "$"): isFinal = false
      case .openBrace where index > 0 && bytes[index - 1] == UInt8(ascii: "$"): break
      case .openBrace:
        guard bytes[index...].starts(with: placeholder.utf8) else { throw .badPlaceholder }
        isFinal = false
      default: break
      }
    }
    if isFinal, bytes.count > Endpoint.maximumPathLength { throw .tooLong(bytes.count) }
    return .path(path)
  }

  private static func tcp(_ bytes: ArraySlice<UInt8>) throws(SyntaxError) -> Expanded {
    // The colons of an address of IPv6 without a port are within its brackets.
    guard let colon = bytes.lastIndex(of: .colon), bytes.last != .closeBracket else {
      throw .missingPort
    }
    guard let host = NumericHost.read(bytes[..<colon]) else {
      throw .badHost(String(decoding: bytes[..<colon], as: UTF8.self))
    }
    let end = bytes[(colon + 1)...]
    if end.elementsEqual(automatic.utf8) { return .automaticTCP(host: host) }
    guard let port = Endpoint.port(end) else {
      throw .badPort(String(decoding: end, as: UTF8.self))
    }
    return .fixed(.tcp(host: host, port: port))
  }

  private static let automatic = "auto"

  /// Whether qli chooses a port.
  var isAutomaticPort: Bool {
    if case .known(.automaticTCP) = place { true } else { false }
  }

  /// The endpoint for the instance of this name, which is one as extensions have.
  func expanded(
    in environment: Environment, instance: String
  ) throws(ExpansionError) -> Expanded {
    switch place {
    case .known(let endpoint): return endpoint
    case .path(let template):
      let badPath = { (error: PathTemplate.ExpansionError) in ExpansionError.path(error) }
      let path = try converting(badPath) { () throws(PathTemplate.ExpansionError) in
        try template.expanded(in: environment, replacing: (Self.placeholder, instance))
      }
      let length = path.string.count
      guard length <= Endpoint.maximumPathLength else { throw .tooLong(path, length) }
      return .fixed(.local(path))
    }
  }

  /// Whether both are written alike, byte by byte.
  static func == (left: Self, right: Self) -> Bool { left.source.hasSameBytes(as: right.source) }
}

extension EndpointTemplate.ExpansionError {
  /// The error as a message has it.
  var sentence: String {
    switch self {
    case .path(let error): error.sentence
    case .tooLong(let path, let length):
      "the path '\(Visible.text(path))' has \(length) bytes; a socket's has "
        + "\(Endpoint.maximumPathLength) at most"
    }
  }
}

extension EndpointTemplate.SyntaxError: CustomStringConvertible {
  /// The error as a message has it behind the key's name.
  var description: String {
    switch self {
    case .unknownKind:
      "is written 'unix:PATH', 'tcp:HOST:PORT', 'unix:auto' or 'tcp:HOST:auto'"
    case .path(.empty): "has no path; write 'unix:' and an absolute path, or 'unix:auto'"
    case .path(.relative):
      "must have an absolute path: begin it with '/', '~/' or a variable behind 'unix:'"
    case .path(let error): error.description
    case .tooLong(let length):
      "has a path of \(length) bytes; a socket's has \(Endpoint.maximumPathLength) at most"
    case .badPlaceholder:
      "has a '{' in its path that is none of '\(EndpointTemplate.placeholder)' and '${NAME}'"
    case .missingPort: "has no port; write 'tcp:HOST:PORT', or 'tcp:HOST:auto'"
    case .badHost(let host):
      "needs a numeric address, such as 127.0.0.1 or [::1], in place of '\(Visible.text(host))'"
    case .badPort(let port):
      "needs a port from 1 to 65535, or 'auto', in place of '\(Visible.text(port))'"
    }
  }
}
