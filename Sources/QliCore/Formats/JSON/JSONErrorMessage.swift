extension JSONError {
  /// One line that says what is wrong and, where that is plain, what to write instead.
  var message: String {
    switch kind {
    case .invalidUTF8: "invalid UTF-8"
    case .byteOrderMark: "byte order mark; JSON begins without one"
    case .expected(let expectation, let found):
      "expected \(expectation.words), found \(found.words)\(expectation.hint(for: found))"
    case .unterminatedString: "string isn't closed before the document ends"
    case .controlCharacter(let byte):
      "control character \(codePoint(byte)) in a string; write '\(escape(byte))'"
    case .invalidEscape: "invalid escape; write '\\\\' for a backslash"
    case .incompleteEscape: "'\\u' needs 4 hexadecimal digits"
    case .loneSurrogate: "half of a surrogate pair; write both '\\u' escapes of the character"
    case .leadingZero: "a number can't have leading zeros"
    case .missingDigit(let part): "expected a digit after \(part.words)"
    case .duplicateName: "the object already has this name"
    case .depthExceeded(let limit): "nested too deep; the limit is \(limit) levels"
    }
  }

  private func escape(_ byte: UInt8) -> String {
    switch byte {
    case .tab: "\\t"
    case .lineFeed: "\\n"
    case .carriageReturn: "\\r"
    default: "\\u00" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }
  }
}

extension JSONError.Expectation {
  fileprivate var words: String {
    switch self {
    case .value: "a value"
    case .firstElement: "a value or ']'"
    case .name: "a name in '\"'"
    case .firstMember: "a name in '\"' or '}'"
    case .colon: "':'"
    case .arrayEnd: "',' or ']'"
    case .objectEnd: "',' or '}'"
    case .end: "the end of the document"
    }
  }

  fileprivate func hint(for found: JSONError.Found) -> String {
    switch (self, found) {
    case (.value, .mark(.closeBracket)), (.name, .mark(.closeBrace)):
      "; JSON has no trailing comma"
    case (.value, .word), (.firstElement, .word):
      "; only true, false and null stand without quotes"
    case (_, .apostrophe): "; strings are in '\"'"
    case (_, .comment): "; JSON has no comments"
    default: ""
    }
  }
}

extension JSONError.Found {
  fileprivate var words: String {
    switch self {
    case .end: "the end of the document"
    case .mark(let byte): "'\(Unicode.Scalar(byte))'"
    case .number: "a number"
    case .word: "a word"
    case .apostrophe: "\"'\""
    case .comment: "a comment"
    case .controlCharacter(let byte): "control character \(codePoint(byte))"
    case .other: "another character"
    }
  }
}

extension JSONError.NumberPart {
  fileprivate var words: String {
    switch self {
    case .minus: "'-'"
    case .point: "'.'"
    case .exponent: "the exponent's 'e'"
    }
  }
}

private func codePoint(_ byte: UInt8) -> String {
  "U+00" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
}
