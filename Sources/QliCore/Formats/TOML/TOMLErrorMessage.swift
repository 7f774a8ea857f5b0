extension TOMLError {
  /// One line that says what is wrong and, where that is plain, what to write instead.
  package var message: String {
    switch kind {
    case .invalidUTF8: "invalid UTF-8; save the file as UTF-8"
    case .controlCharacter(let byte):
      "control character \(codePoint(UInt32(byte))); in a \"…\" string write \(escape(byte))"
    case .lineBreak(let scalar):
      "\(codePoint(scalar.value)) may look like the end of a line, which it isn't; "
        + "leave it out, or in a \"…\" string write an escape"
    case .bareCarriageReturn:
      "carriage return without a line feed; end lines with LF or CRLF, in a string write '\\r'"
    case .expected(let expectation, let found):
      "expected \(expectation.words), found \(found.words)\(expectation.hint(for: found))"
    case .multilineKey: "a key can't be a multi-line string; quote it with '\"'"
    case .unterminatedString(multiline: true): "string isn't closed before the document ends"
    case .unterminatedString(multiline: false): "string isn't closed before the line ends"
    case .invalidEscape(let scalar?) where scalar.value > 0x20:
      "invalid escape '\\\(shown(scalar))'; write '\\\\' for a backslash, or use a '…' string"
    case .invalidEscape:
      "backslash without an escape; write '\\\\' for a backslash, or use a '…' string"
    case .incompleteEscape(let digits):
      "'\\\(digits == 4 ? "u" : "U")' needs \(digits) hexadecimal digits"
    case .invalidScalar(let value): "invalid escape; \(codePoint(value)) isn't a Unicode character"
    case .unsupportedFloat: "unsupported float; write an integer or a string"
    case .unsupportedDateTime: "unsupported date or time; write a string"
    case .integerOutOfRange: "integer doesn't fit 64 bits"
    case .leadingZero:
      "a decimal integer can't begin with 0; write it in quotes for a text, or '0o…' for octal"
    case .invalidNumber(let text): "invalid number '\(shown(text))'"
    case .unquotedValue(let text): unquotedMessage(text)
    case .newlineInInlineTable: "an inline table must be on one line; use a [table] instead"
    case .trailingComma: "an inline table can't end with a comma"
    case .duplicateKey(let key, let first):
      "duplicate key '\(shown(key))'; first defined on line \(first.line)"
    case .duplicateTable(let key, let first):
      "table '\(shown(key))' is already defined on line \(first.line)"
    case .dottedKeyIntoTable(let key, let first):
      "table '\(shown(key))' is defined by the header on line \(first.line); add the key there"
    case .inlineTableExtended(let key, let first):
      "can't add to '\(shown(key))', an inline table on line \(first.line); add inside its braces"
    case .arrayExtended(let key, let first):
      "can't add to '\(shown(key))', an array on line \(first.line)"
    case .notATable(let key, let typeName, let first):
      "'\(shown(key))' is \(article(typeName)) \(typeName) on line \(first.line), not a table"
    case .depthExceeded(let limit): "nested too deep; the limit is \(limit) levels"
    }
  }

  private func unquotedMessage(_ text: String) -> String {
    switch text.lowercased() {
    case "true", "false": "invalid value '\(shown(text))'; write '\(text.lowercased())'"
    case "yes", "on": "invalid value '\(shown(text))'; write 'true', or a string in quotes"
    case "no", "off": "invalid value '\(shown(text))'; write 'false', or a string in quotes"
    default: "invalid value '\(shown(text))'; write strings in quotes"
    }
  }

  private func article(_ noun: String) -> String {
    switch noun {
    case "integer", "array": "an"
    default: "a"
    }
  }

  private func escape(_ byte: UInt8) -> String {
    "'\\u00" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true) + "'"
  }
}

extension TOMLError.Expectation {
  fileprivate var words: String {
    switch self {
    case .key: "a key"
    case .equals: "'='"
    case .value: "a value"
    case .lineEnd: "the end of the line"
    case .headerEnd: "']'"
    case .arrayHeaderEnd: "']]'"
    case .arrayEnd: "',' or ']'"
    case .inlineTableEnd: "',' or '}'"
    }
  }

  fileprivate func hint(for found: TOMLError.Found) -> String {
    guard case .scalar(let scalar) = found else { return "" }
    switch self {
    case .key where scalar.value >= 0x80 && scalar.value != 0xFEFF,
      .equals where scalar.value >= 0x80:
      return "; write such a key in quotes"
    default: return ""
    }
  }
}

extension TOMLError.Found {
  fileprivate var words: String {
    switch self {
    case .scalar(let scalar) where shown(scalar) != String(scalar): shown(scalar)
    case .scalar(let scalar): "'\(scalar)'"
    case .newline: "the end of the line"
    case .end: "the end of the document"
    }
  }
}

/// The scalar, or its code point if it can't be seen or would disturb the line.
private func shown(_ scalar: Unicode.Scalar) -> String {
  switch scalar.properties.generalCategory {
  case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse,
    .nonspacingMark, .enclosingMark, .surrogate:
    codePoint(scalar.value)
  default: String(scalar)
  }
}

/// The text with what can't be seen as code points, cut where it gets too long for a message.
private func shown(_ text: String) -> String {
  let limit = 60
  var result = ""
  for (count, scalar) in text.unicodeScalars.enumerated() {
    guard count < limit else { return result + "…" }
    result += shown(scalar)
  }
  return result
}

private func codePoint(_ value: UInt32) -> String {
  let digits = String(value, radix: 16, uppercase: true)
  return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
}
