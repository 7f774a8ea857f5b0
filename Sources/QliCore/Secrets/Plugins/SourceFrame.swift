/// A reply's frame: whose it is, and whether it has a result or an error.
///
/// It is read by tokens alone, so that nothing of a value is copied.
struct SourceFrame {
  let hasError: Bool
  private let line: UnsafeBufferPointer<UInt8>

  /// Reads the frame of `line`, which has to outlive it.
  ///
  /// - Throws: what is wrong with it, or that it is the reply to another request.
  init(_ line: UnsafeBufferPointer<UInt8>, id: Int64) throws(SourceError.Reason) {
    var tokens = SourceTokens(line)
    guard case .beginObject = try tokens.next() else { throw .malformed(.notAnObject) }
    var isVersion2 = false
    var foundID: Int64?
    var hasResult = false
    var hasError = false
    while case .name(let name) = try tokens.next() {
      let value = try tokens.next()
      // A member that is null counts as missing.
      if name.equals("jsonrpc"), case .string(let text) = value { isVersion2 = text.equals("2.0") }
      if name.equals("id"), case .number(let digits) = value { foundID = digits.wholeNumber }
      if name.equals("result") { hasResult = !value.isNull }
      if name.equals("error") { hasError = !value.isNull }
      try tokens.skipRest(of: value)
    }
    // The end, or an error: nothing may follow.
    _ = try tokens.next()
    guard isVersion2 else { throw .malformed(.notVersion2) }
    guard foundID == id else { throw .idMismatch(expected: id, found: foundID) }
    guard hasResult || hasError else { throw .malformed(.neitherResultNorError) }
    guard !hasResult || !hasError else { throw .malformed(.resultAndError) }
    self.hasError = hasError
    self.line = line
  }

  /// The value that the result has.
  func value(_ method: StaticString) throws(SourceError.Reason) -> SourceValue {
    var tokens = SourceTokens(line)
    _ = try tokens.next()
    while case .name(let name) = try tokens.next() {
      let value = try tokens.next()
      if name.equals("result"), case .beginObject = value { return try tokens.value(method) }
      try tokens.skipRest(of: value)
    }
    throw .unexpectedPayload(method: method.description, member: "result")
  }
}

/// The tokens of a reply.
struct SourceTokens: ~Copyable {
  private var scanner: JSONScanner
  /// The names that each open object has had: one that comes twice could be read in two ways.
  private var names: [Set<[UInt8]>] = []

  init(_ line: UnsafeBufferPointer<UInt8>) { scanner = JSONScanner(line) }

  mutating func next() throws(SourceError.Reason) -> JSONToken {
    do throws(JSONError) {
      let token = try scanner.next()
      switch token {
      case .beginObject: names.append([])
      case .endObject: names.removeLast()
      case .name(let name):
        guard names[names.count - 1].insert(Array(name.text.utf8)).inserted else {
          throw scanner.error(.duplicateName)
        }
      default: break
      }
      return token
    } catch {
      throw .malformed(.notJSON(error))
    }
  }

  /// Steps over what is left of the value that begins with `token`.
  mutating func skipRest(of token: JSONToken) throws(SourceError.Reason) {
    var depth = token.depthChange
    while depth > 0 { depth += try next().depthChange }
  }

  /// Reads the members of the result of `get`, whose brace was read.
  fileprivate mutating func value(
    _ method: StaticString
  ) throws(SourceError.Reason) -> SourceValue {
    var buffer: SecretBuffer?
    var lease: UInt64?
    while case .name(let name) = try next() {
      let value = try next()
      if name.equals("value"), !value.isNull {
        guard case .string(let text) = value else {
          throw .unexpectedPayload(method: method.description, member: "value")
        }
        buffer = SecretBuffer(text)
      } else if name.equals("lease_seconds"), !value.isNull {
        guard case .number(let digits) = value,
          let seconds = UInt64(String(decoding: digits, as: UTF8.self))
        else { throw .unexpectedPayload(method: method.description, member: "lease_seconds") }
        lease = seconds
      }
      try skipRest(of: value)
    }
    guard let buffer else {
      throw .unexpectedPayload(method: method.description, member: "value")
    }
    return SourceValue(buffer: buffer, leaseSeconds: lease)
  }
}

extension SecretBuffer {
  /// What `token` means; the only copy of it.
  convenience init(_ token: JSONStringToken) {
    self.init()
    append(atMost: token.bytes.count) { token.write(to: $0) }
  }
}

extension JSONToken {
  var isNull: Bool { if case .null = self { true } else { false } }

  /// By how much it changes the depth.
  fileprivate var depthChange: Int {
    switch self {
    case .beginArray, .beginObject: 1
    case .endArray, .endObject: -1
    case .null, .boolean, .number, .string, .name, .end: 0
    }
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// The number that the digits are, unless it has a fraction or an exponent or is too large.
  fileprivate var wholeNumber: Int64? { Int64(String(decoding: self, as: UTF8.self)) }
}
