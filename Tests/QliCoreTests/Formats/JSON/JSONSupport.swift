import Testing

@testable import QliCore

/// The value of a document as JSON with every string in `\u` escapes but for printable ASCII, so
/// that bytes are compared and not canonical equivalents.
func rendering(of document: [UInt8]) throws(JSONError) -> String {
  rendering(of: try JSON.parse(document))
}

func rendering(of value: JSONValue) -> String {
  switch value {
  case .null: "null"
  case .boolean(let value): "\(value)"
  case .number(let number): number.text
  case .string(let string): rendering(ofString: string)
  case .array(let elements):
    "[" + elements.map { rendering(of: $0) }.joined(separator: ",") + "]"
  case .object(let object):
    "{"
      + object.members.map { rendering(ofString: $0.name) + ":" + rendering(of: $0.value) }
      .joined(separator: ",") + "}"
  }
}

private func rendering(ofString string: String) -> String {
  var result = "\""
  for unit in string.utf16 {
    switch unit {
    case 0x22, 0x5C: result += "\\" + String(UnicodeScalar(UInt8(unit)))
    case 0x20..<0x7F: result += String(UnicodeScalar(UInt8(unit)))
    default:
      let digits = String(unit, radix: 16)
      result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
  }
  return result + "\""
}

/// The error of a document, on which checking and reading agree, or nil if it has none.
func error(
  ofJSON document: [UInt8], sourceLocation: SourceLocation = #_sourceLocation
) -> JSONError? {
  var read: JSONError?
  do throws(JSONError) { _ = try JSON.parse(document) } catch { read = error }
  var checked: JSONError?
  do throws(JSONError) { try JSON.validate(document) } catch { checked = error }
  // The one thing that only reading finds; an error may follow it that checking finds.
  if read?.kind != .duplicateName {
    #expect(read == checked, sourceLocation: sourceLocation)
  }
  return read
}

func error(
  ofJSON document: String, sourceLocation: SourceLocation = #_sourceLocation
) -> JSONError? {
  error(ofJSON: Array(document.utf8), sourceLocation: sourceLocation)
}

/// A document, and where and why it is refused.
struct InvalidJSON: CustomTestStringConvertible, Sendable {
  let document: [UInt8]
  let offset: Int
  let kind: JSONError.Kind

  init(_ document: String, at offset: Int, _ kind: JSONError.Kind) {
    self.init(Array(document.utf8), at: offset, kind)
  }

  init(_ document: [UInt8], at offset: Int, _ kind: JSONError.Kind) {
    self.document = document
    self.offset = offset
    self.kind = kind
  }

  var testDescription: String { String(decoding: document, as: UTF8.self).debugDescription }

  func check(sourceLocation: SourceLocation = #_sourceLocation) {
    guard let error = error(ofJSON: document, sourceLocation: sourceLocation) else {
      Issue.record("accepted", sourceLocation: sourceLocation)
      return
    }
    #expect(error.kind == kind, sourceLocation: sourceLocation)
    #expect(error.offset == offset, sourceLocation: sourceLocation)
  }
}

/// A document that is accepted, and what is read.
struct ValidJSON: CustomTestStringConvertible, Sendable {
  let document: [UInt8]
  let rendering: String

  /// - Parameter rendering: the document itself if it isn't given.
  init(_ document: String, _ rendering: String? = nil) {
    self.init(Array(document.utf8), rendering ?? document)
  }

  init(_ document: [UInt8], _ rendering: String) {
    self.document = document
    self.rendering = rendering
  }

  var testDescription: String { String(decoding: document, as: UTF8.self).debugDescription }

  func check(sourceLocation: SourceLocation = #_sourceLocation) throws {
    try JSON.validate(document)
    let read = try QliCoreTests.rendering(of: document)
    #expect(read == rendering, sourceLocation: sourceLocation)
  }
}
