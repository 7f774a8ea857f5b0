/// Why a document was refused, and where.
///
/// It holds nothing of the document's text: the answer of a secrets' source is read with this, and
/// no part of it may get into a message or a log.
struct JSONError: Error, Equatable {
  /// What is wrong.
  let kind: Kind

  /// The line where it is wrong, from 1; LF ends a line.
  let line: Int

  /// The column in Unicode scalars, from 1.
  let column: Int

  /// The number of bytes before it.
  let offset: Int

  /// What is wrong, with the facts that a message needs.
  enum Kind: Equatable {
    /// The bytes are not UTF-8.
    case invalidUTF8
    /// The document begins with a byte order mark.
    case byteOrderMark
    /// Something else stands where the grammar wants `Expectation`.
    case expected(Expectation, found: Found)

    /// A string that doesn't end; the place is its opening quote.
    case unterminatedString
    /// A control character in a string, which only an escape can give.
    case controlCharacter(UInt8)
    /// A backslash with a character that makes no escape.
    case invalidEscape
    /// A `\u` with fewer than four hexadecimal digits.
    case incompleteEscape
    /// An escape that is half of a surrogate pair, without the other half.
    case loneSurrogate

    /// A number that begins with 0 and another digit.
    case leadingZero
    /// No digit where a number must have one.
    case missingDigit(after: NumberPart)

    /// A name that its object already has.
    case duplicateName
    /// More than `limit` levels.
    case depthExceeded(limit: Int)
  }

  /// What the grammar wants.
  enum Expectation: Equatable {
    /// A value.
    case value
    /// A value or `]`.
    case firstElement
    /// A name in quotes.
    case name
    /// A name in quotes or `}`.
    case firstMember
    /// `:`.
    case colon
    /// `,` or `]`.
    case arrayEnd
    /// `,` or `}`.
    case objectEnd
    /// The end of the document.
    case end
  }

  /// What stands there instead: no more of it than its first byte shows.
  enum Found: Equatable {
    /// The end of the document.
    case end
    /// One of `[ ] { } , : "`.
    case mark(UInt8)
    /// A digit or a minus.
    case number
    /// A letter, as a word without quotes has.
    case word
    /// `'`.
    case apostrophe
    /// `/` or `#`, as a comment has.
    case comment
    /// A control character.
    case controlCharacter(UInt8)
    /// Any other character.
    case other
  }

  /// What must be followed by a digit.
  enum NumberPart: Equatable {
    case minus, point, exponent
  }
}
