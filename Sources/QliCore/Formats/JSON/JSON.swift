/// Reads JSON exactly as RFC 8259 has it: no byte order mark, no comments, no trailing commas, no
/// `NaN`, UTF-8 only.
///
/// An object that has a name twice is refused where values are made of it: two readers could see
/// different values, and in doubt nothing is accepted. The time that anything here takes is
/// proportional to the length of the document.
enum JSON {
  /// How deep arrays and objects may lie in one another.
  static let maximumDepth = 128

  /// Reads a document: one value, white space around it allowed.
  ///
  /// - Throws: the first error of the document, with its place.
  static func parse(_ bytes: [UInt8]) throws(JSONError) -> JSONValue {
    try bytes.withUnsafeBufferPointer { (buffer) throws(JSONError) in try parse(buffer) }
  }

  /// Reads a document that lies in memory of somebody else's.
  static func parse(_ bytes: UnsafeBufferPointer<UInt8>) throws(JSONError) -> JSONValue {
    // Sound: the parser keeps the buffer no longer than this call, and copies what it returns.
    var parser = JSONParser(bytes)
    return try parser.parseDocument()
  }

  /// Checks that the bytes are a document, and allocates nothing.
  ///
  /// Names that an object has twice pass: the grammar allows them, and finding them takes memory.
  ///
  /// - Throws: the first error of the document, with its place.
  static func validate(_ bytes: [UInt8]) throws(JSONError) {
    try bytes.withUnsafeBufferPointer { (buffer) throws(JSONError) in try validate(buffer) }
  }

  /// Checks that bytes in memory of somebody else's are a document.
  static func validate(_ bytes: UnsafeBufferPointer<UInt8>) throws(JSONError) {
    // Sound: the scanner keeps the buffer no longer than this call.
    var scanner = JSONScanner(bytes)
    while true {
      if case .end = try scanner.next() { return }
    }
  }
}
