/// Why a document was refused, and where.
package struct TOMLError: Error, Equatable, Sendable {
  /// What is wrong.
  package let kind: Kind

  /// Where it is wrong.
  package let position: TOMLPosition

  /// How many columns from the position on are wrong, at least 1.
  package let width: Int

  init(_ kind: Kind, at position: TOMLPosition, width: Int = 1) {
    self.kind = kind
    self.position = position
    self.width = max(width, 1)
  }

  /// What is wrong, with the facts that a message needs.
  package enum Kind: Equatable, Sendable {
    /// The bytes are not UTF-8.
    case invalidUTF8
    /// A control character, which only an escape in a basic string can give.
    case controlCharacter(UInt8)
    /// A character that ends a line elsewhere, as U+2028 does; only an escape can give it, too.
    case lineBreak(Unicode.Scalar)
    /// A CR without an LF.
    case bareCarriageReturn
    /// Something else stands where the grammar wants `Expectation`.
    case expected(Expectation, found: Found)

    /// A key in `"""` or `'''`.
    case multilineKey
    /// A string that doesn't end, or not on its line.
    case unterminatedString(multiline: Bool)
    /// A backslash with a character that makes no escape, or at the end.
    case invalidEscape(Unicode.Scalar?)
    /// A `\u` or `\U` with fewer hexadecimal digits than it needs.
    case incompleteEscape(digits: Int)
    /// A `\u` or `\U` that names no Unicode scalar.
    case invalidScalar(UInt32)

    /// A float, which TOML has and this parser hasn't.
    case unsupportedFloat
    /// A date, a time or both, which TOML has and this parser hasn't.
    case unsupportedDateTime
    /// An integer outside 64 bits.
    case integerOutOfRange
    /// A decimal integer that begins with 0.
    case leadingZero
    /// Something that begins like a number.
    case invalidNumber(String)
    /// A word that is neither `true` nor `false`.
    case unquotedValue(String)

    /// A newline in an inline table, outside of its values.
    case newlineInInlineTable
    /// A comma before the closing brace of an inline table.
    case trailingComma

    /// A key that its table already has.
    case duplicateKey(String, first: TOMLPosition)
    /// A header of a table that is already defined.
    case duplicateTable(String, first: TOMLPosition)
    /// A dotted key into a table that a header defines.
    case dottedKeyIntoTable(String, first: TOMLPosition)
    /// A key or a header that adds to an inline table.
    case inlineTableExtended(String, first: TOMLPosition)
    /// A key or a header that adds to an array, but not as `[[…]]` adds to tables of `[[…]]`.
    case arrayExtended(String, first: TOMLPosition)
    /// A key or a header that leads through a value that is no table.
    case notATable(String, typeName: String, first: TOMLPosition)

    /// More than `limit` levels.
    case depthExceeded(limit: Int)
  }

  /// What the grammar wants.
  package enum Expectation: Equatable, Sendable {
    /// A key, bare or quoted.
    case key
    /// `=` or the `.` of a dotted key.
    case equals
    /// A value.
    case value
    /// The end of the line, a comment before it allowed.
    case lineEnd
    /// `]` or the `.` of a dotted key.
    case headerEnd
    /// `]]` or the `.` of a dotted key.
    case arrayHeaderEnd
    /// `,` or `]`.
    case arrayEnd
    /// `,` or `}`.
    case inlineTableEnd
  }

  /// What stands there instead.
  package enum Found: Equatable, Sendable {
    /// A character.
    case scalar(Unicode.Scalar)
    /// The end of a line.
    case newline
    /// The end of the document.
    case end
  }
}
