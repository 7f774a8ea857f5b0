/// What a document is made of. Commas and colons are none: they are checked and left out.
enum JSONToken {
  case null
  case boolean(Bool)
  /// A number as it is written; not to be kept.
  case number(UnsafeBufferPointer<UInt8>)
  case string(JSONStringToken)
  case beginArray
  case endArray
  case beginObject
  case endObject
  /// The name of a member; its value follows.
  case name(JSONStringToken)
  /// The end of the document, after its one value.
  case end
}

/// A valid string between its quotes, as it stands in the document; not to be kept.
struct JSONStringToken {
  let bytes: UnsafeBufferPointer<UInt8>
  let hasEscapes: Bool

  /// What the string means.
  var text: String {
    guard hasEscapes else { return String(decoding: bytes, as: UTF8.self) }
    // Sound: no escape stands for more bytes than it has itself.
    return String(unsafeUninitializedCapacity: bytes.count) { unescape(into: $0) }
  }

  /// Whether the string means `text`, which is ASCII.
  func equals(_ text: StaticString) -> Bool {
    if hasEscapes { return self.text == text.description }
    return text.withUTF8Buffer { bytes.elementsEqual($0) }
  }

  /// Whether the string means the text of these bytes.
  func equals(bytes text: ByteString) -> Bool {
    if hasEscapes { return text.equals(self.text) }
    return bytes.count == text.count && text.withBytes { $0.elementsEqual(bytes) }
  }

  /// Writes what the string means to `output`, which has room for `bytes`, and returns how many
  /// bytes that takes. For what must not be made a String of.
  func write(to output: UnsafeMutableBufferPointer<UInt8>) -> Int {
    if hasEscapes { return unescape(into: output) }
    _ = output.update(fromContentsOf: bytes)
    return bytes.count
  }

  /// Writes the meaning to `output`, which has room for all bytes, and returns how many it takes.
  private func unescape(into output: UnsafeMutableBufferPointer<UInt8>) -> Int {
    var count = 0
    var position = 0
    while position < bytes.count {
      guard bytes[position] == .backslash else {
        output[count] = bytes[position]
        count += 1
        position += 1
        continue
      }
      if bytes[position + 1] == UInt8(ascii: "u") {
        for unit in unescapeScalar(at: &position).utf8 {
          output[count] = unit
          count += 1
        }
      } else {
        output[count] = bytes[position + 1].meaningAfterBackslash ?? 0
        count += 1
        position += 2
      }
    }
    return count
  }

  /// The scalar of the `\u` at `position`, or of the pair of them, which it steps over.
  private func unescapeScalar(at position: inout Int) -> Unicode.Scalar {
    let unit = codeUnit(at: position)
    position += 6
    if let scalar = Unicode.Scalar(unit) { return scalar }
    // The scanner has seen that the second half follows.
    let second = codeUnit(at: position)
    position += 6
    return Unicode.Scalar(0x10000 + (unit & 0x3FF) << 10 + (second & 0x3FF)) ?? "\u{FFFD}"
  }

  private func codeUnit(at position: Int) -> UInt32 {
    var value: UInt32 = 0
    for digit in bytes[(position + 2)..<(position + 6)] {
      value = value << 4 | UInt32(digit.digitValue ?? 0)
    }
    return value
  }
}

extension UInt8 {
  /// What a backslash and this byte stand for, or nil if they make no escape of two characters.
  var meaningAfterBackslash: UInt8? {
    switch self {
    case .quote, .backslash, UInt8(ascii: "/"): self
    case UInt8(ascii: "b"): 0x08
    case UInt8(ascii: "f"): 0x0C
    case UInt8(ascii: "n"): .lineFeed
    case UInt8(ascii: "r"): .carriageReturn
    case UInt8(ascii: "t"): .tab
    default: nil
    }
  }
}
