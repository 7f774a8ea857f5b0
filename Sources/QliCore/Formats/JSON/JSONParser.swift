/// Makes values out of tokens.
///
/// It calls itself for each level, of which the scanner lets only `JSON.maximumDepth` pass.
struct JSONParser: ~Copyable {
  private var scanner: JSONScanner

  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    scanner = JSONScanner(bytes)
  }

  mutating func parseDocument() throws(JSONError) -> JSONValue {
    let value = try parseValue(from: try scanner.next())
    // The end, or an error: the scanner lets nothing else follow.
    _ = try scanner.next()
    return value
  }

  private mutating func parseValue(from token: JSONToken) throws(JSONError) -> JSONValue {
    switch token {
    case .null: return .null
    case .boolean(let value): return .boolean(value)
    case .number(let bytes):
      return .number(JSONNumber(validated: String(decoding: bytes, as: UTF8.self)))
    case .string(let string): return .string(string.text)
    case .beginArray: return .array(try parseElements())
    case .beginObject: return .object(try parseMembers())
    case .endArray, .endObject, .name, .end:
      preconditionFailure("the scanner gave no value where one must be")
    }
  }

  private mutating func parseElements() throws(JSONError) -> [JSONValue] {
    var elements: [JSONValue] = []
    while true {
      let token = try scanner.next()
      if case .endArray = token { return elements }
      elements.append(try parseValue(from: token))
    }
  }

  private mutating func parseMembers() throws(JSONError) -> JSONObject {
    var object = JSONObject()
    while case .name(let token) = try scanner.next() {
      let name = token.text
      guard object.firstIndex(of: name) == nil else { throw scanner.error(.duplicateName) }
      object.append(JSONMember(name: name, value: try parseValue(from: try scanner.next())))
    }
    return object
  }
}
