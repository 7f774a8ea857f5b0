/// Bytes that are a JSON document, to be embedded in another one as they are.
struct JSONText {
  private let bytes: [UInt8]

  /// Takes over `bytes` if `JSON.validate` accepts them.
  ///
  /// - Throws: the first error of the document, with its place.
  init(_ bytes: [UInt8]) throws(JSONError) {
    try JSON.validate(bytes)
    self.bytes = bytes
  }

  /// Calls `body` with the bytes, which are only there during the call.
  func withBytes<R>(_ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
    bytes.withUnsafeBufferPointer(body)
  }
}
