/// The frames between qli and a source plugin, version 1.0, see qli-source(7): JSON-RPC 2.0, one a
/// line, strictly one request and then its reply.
enum SourceProtocol {
  static let version = "1.0"
  /// The most of a `plugin_version` that is kept.
  private static let longestVersion = 64

  /// Whether qli and a plugin that speaks `version` understand each other: the first number counts.
  static func speaks(_ version: String) -> Bool {
    version.utf8.prefix { $0 != .dot }.elementsEqual(Self.version.utf8.prefix { $0 != .dot })
  }

  /// The longest line that a plugin may write, in bytes without its newline.
  static let lineLimit = 1 << 20

  /// The first request, with its newline.
  static func initLine(_ definition: SourceDefinition, id: Int64) -> [UInt8] {
    line("secret_source.init", id: id) { params in
      params.member("source_name", definition.name)
      params.name("config")
      params.value(.object(definition.config?.json ?? JSONObject()))
      params.member("protocol_version", version)
    }
  }

  /// Any other request, with its newline.
  static func line(_ request: SourceRequest, id: Int64) -> [UInt8] {
    guard let reference = request.reference else { return line(request.method, id: id, nil) }
    return line(request.method, id: id) { $0.member("reference", reference) }
  }

  private static func line(
    _ method: StaticString, id: Int64, _ params: ((inout JSONWriter) -> Void)?
  ) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { frame in
      frame.member("jsonrpc", "2.0")
      frame.member("id", id)
      frame.name("method")
      frame.string(method.description)
      if let params {
        frame.name("params")
        frame.object(params)
      }
    }
    return writer.endLine()
  }

  /// Reads the reply to `init`.
  static func greeting(
    _ line: UnsafeBufferPointer<UInt8>, id: Int64
  ) throws(SourceError.Reason) -> SourceGreeting {
    let frame = try SourceFrame(line, id: id)
    let result = try result(of: frame, in: line, "secret_source.init")
    return SourceGreeting(
      name: try result.string("source_name"),
      capabilities: try result.capabilities("capabilities_bits"),
      version: String(try result.string("plugin_version").prefix(longestVersion)),
      protocolVersion: try result.optionalString("protocol_version"))
  }

  /// Reads the reply to `request`.
  static func reply(
    _ line: UnsafeBufferPointer<UInt8>, to request: SourceRequest, id: Int64
  ) throws(SourceError.Reason) -> SourceReply {
    let frame = try SourceFrame(line, id: id)
    if case .get = request, !frame.hasError {
      // No String is made of a value: it would leave copies that nobody wipes.
      return .value(try frame.value(request.method))
    }
    let result = try result(of: frame, in: line, request.method)
    switch request {
    case .get: throw result.unexpected("result")
    case .isAvailable:
      let text = try result.string("status")
      guard let status = SourceAvailability.Status(rawValue: text) else {
        throw result.unexpected("status")
      }
      return .availability(
        SourceAvailability(status: status, detail: try result.optionalString("detail")))
    case .list: return .entries(try entries(result))
    case .validate: return .validation(try result.boolean("ok"))
    }
  }

  private static func entries(
    _ result: SourcePayload
  ) throws(SourceError.Reason) -> [SourceEntry] {
    var entries: [SourceEntry] = []
    for entry in try result.objects("entries") {
      entries.append(
        SourceEntry(
          reference: try entry.string("reference"), display: try entry.optionalString("display")))
    }
    return entries
  }

  /// The result that a frame has.
  ///
  /// - Throws: the error that it has in place of one.
  private static func result(
    of frame: SourceFrame, in line: UnsafeBufferPointer<UInt8>, _ method: StaticString
  ) throws(SourceError.Reason) -> SourcePayload {
    let document = try converting({ SourceError.Reason.malformed(.notJSON($0)) }) {
      () throws(JSONError) in
      try JSON.parse(line)
    }
    let name = frame.hasError ? "error" : "result"
    guard case .object(let members) = document, case .object(let object) = members[name] else {
      throw .unexpectedPayload(method: method.description, member: name)
    }
    let payload = SourcePayload(object: object, method: method)
    if frame.hasError { throw .plugin(try SourcePluginError(payload)) }
    return payload
  }
}

extension TOMLTable {
  /// The table as JSON has it.
  fileprivate var json: JSONObject {
    var object = JSONObject()
    for entry in entries {
      object.append(JSONMember(name: entry.key, value: entry.value.json))
    }
    return object
  }
}

extension TOMLValue {
  fileprivate var json: JSONValue {
    switch kind {
    case .string(let text): .string(text)
    case .integer(let number): .number(JSONNumber(validated: "\(number)"))
    case .boolean(let value): .boolean(value)
    case .array(let values): .array(values.map { $0.json })
    case .table(let table): .object(table.json)
    }
  }
}
