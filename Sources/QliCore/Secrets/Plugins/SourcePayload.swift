/// A result or an error, of which members are taken. One that is null counts as missing.
struct SourcePayload {
  let object: JSONObject
  let method: StaticString

  /// The reason that says which member isn't what it should be.
  func unexpected(_ member: String) -> SourceError.Reason {
    .unexpectedPayload(method: method.description, member: member)
  }

  func string(_ name: String) throws(SourceError.Reason) -> String {
    guard let text = try optionalString(name) else { throw unexpected(name) }
    return text
  }

  func optionalString(_ name: String) throws(SourceError.Reason) -> String? {
    switch object[name] {
    case .string(let text): return text
    case .null, nil: return nil
    case .boolean, .number, .array, .object: throw unexpected(name)
    }
  }

  func boolean(_ name: String) throws(SourceError.Reason) -> Bool {
    guard case .boolean(let value) = object[name] else { throw unexpected(name) }
    return value
  }

  func capabilities(_ name: String) throws(SourceError.Reason) -> SourceCapabilities {
    guard case .number(let number) = object[name], let bits = number.int64,
      let bits = UInt32(exactly: bits)
    else { throw unexpected(name) }
    return SourceCapabilities(rawValue: bits)
  }

  func objects(_ name: String) throws(SourceError.Reason) -> [SourcePayload] {
    guard case .array(let elements) = object[name] else { throw unexpected(name) }
    var objects: [SourcePayload] = []
    for element in elements {
      guard case .object(let object) = element else { throw unexpected(name) }
      objects.append(SourcePayload(object: object, method: method))
    }
    return objects
  }

  /// The number of a standard error's `code`, if it has one.
  func code() throws(SourceError.Reason) -> Int64? {
    switch object["code"] {
    case .number(let number):
      guard let code = number.int64 else { throw unexpected("code") }
      return code
    case .null, nil: return nil
    case .boolean, .string, .array, .object: throw unexpected("code")
    }
  }
}

/// The error that a plugin answered with, in its own words.
enum SourcePluginError: Equatable {
  case unavailable(detail: String)
  case unsupportedCapability(String)
  case badReference(String, reason: String)
  case needsCredential(detail: String)
  case other(detail: String)
  /// An error as JSON-RPC itself has it.
  case standard(code: Int64, message: String)

  init(_ payload: SourcePayload) throws(SourceError.Reason) {
    let detail = try payload.optionalString("detail") ?? ""
    switch try payload.optionalString("kind") {
    case "unavailable": self = .unavailable(detail: detail)
    case "unsupported-capability":
      self = .unsupportedCapability(try payload.optionalString("capability") ?? "")
    case "bad-reference":
      self = .badReference(
        try payload.optionalString("reference") ?? "",
        reason: try payload.optionalString("reason") ?? "")
    case "needs-credential": self = .needsCredential(detail: detail)
    case "other": self = .other(detail: detail)
    case .some(let kind):
      // A kind of a later version: its words are all that can be told of it.
      self = .other(detail: detail.isEmpty ? kind : "\(kind): \(detail)")
    case nil:
      guard let code = try payload.code() else { throw payload.unexpected("error") }
      self = .standard(code: code, message: try payload.optionalString("message") ?? "")
    }
  }

  /// The error with each of its texts changed.
  func mapTexts(_ change: (String) -> String) -> SourcePluginError {
    switch self {
    case .unavailable(let detail): .unavailable(detail: change(detail))
    case .unsupportedCapability(let name): .unsupportedCapability(change(name))
    case .badReference(let reference, let reason):
      .badReference(change(reference), reason: change(reason))
    case .needsCredential(let detail): .needsCredential(detail: change(detail))
    case .other(let detail): .other(detail: change(detail))
    case .standard(let code, let message): .standard(code: code, message: change(message))
    }
  }
}
