/// The strings of records, which stand in a log as JSON has them, as people and shells read them.
enum RecordText {
  /// A string, with control characters made visible.
  static func visible(_ string: UnsafeBufferPointer<UInt8>) -> String {
    isPlain(string)
      ? String(decoding: string, as: UTF8.self)
      : Visible.text(JSONStringToken(bytes: string, hasEscapes: true).text)
  }

  /// Writes a string, with control characters made visible.
  @inline(__always)
  static func write(_ string: UnsafeBufferPointer<UInt8>?, to buffer: inout ByteBuffer) {
    guard let string else { return }
    if isPlain(string) { buffer.append(string) } else { write(visible(string), to: &buffer) }
  }

  /// Writes the arguments of a record, an array of strings, as they would be typed in a shell.
  static func write(arguments: UnsafeBufferPointer<UInt8>?, to buffer: inout ByteBuffer) {
    guard let arguments else { return }
    var scanner = JSONScanner(arguments)
    var isFirst = true
    while let token = try? scanner.next() {
      guard case .string(let argument) = token else {
        if case .beginArray = token { continue }
        return
      }
      if !isFirst { buffer.append(.space) }
      isFirst = false
      write(argument: argument, to: &buffer)
    }
  }

  /// The arguments of a record, likewise.
  static func text(arguments: UnsafeBufferPointer<UInt8>?) -> String {
    var buffer = ByteBuffer(capacity: 256)
    write(arguments: arguments, to: &buffer)
    return String(decoding: buffer.bytes, as: UTF8.self)
  }

  /// Writes `text`.
  static func write(_ text: String, to buffer: inout ByteBuffer) {
    var text = text
    text.withUTF8 { buffer.append($0) }
  }

  @inline(__always)
  private static func write(argument: JSONStringToken, to buffer: inout ByteBuffer) {
    let bytes = argument.bytes
    // What most arguments are is told without making a String.
    if isPlain(bytes), !bytes.isEmpty {
      if bytes.allSatisfy({ Wording.isPlain($0) }) { return buffer.append(bytes) }
      if bytes.position(of: .apostrophe, from: 0) == nil {
        buffer.append(.apostrophe)
        buffer.append(bytes)
        return buffer.append(.apostrophe)
      }
    }
    write(Wording.shellQuoted(argument.text), to: &buffer)
  }

  /// Whether a string is printable ASCII, without escapes.
  @inline(__always)
  private static func isPlain(_ string: UnsafeBufferPointer<UInt8>) -> Bool {
    string.endOfPlainText(from: 0) == string.count
  }
}
