/// A place in a document, as an editor counts it.
///
/// Both numbers start at 1. Columns count Unicode scalars; a byte order mark takes up none.
package struct TOMLPosition: Equatable, Sendable {
  // Every key and value holds one or two of these: 32 bits each keep the tree small.
  private let storedLine: UInt32
  private let storedColumn: UInt32

  /// Makes a position; a number that doesn't fit 32 bits is clamped.
  package init(line: Int, column: Int) {
    storedLine = UInt32(clamping: line)
    storedColumn = UInt32(clamping: column)
  }

  /// The line, from 1.
  package var line: Int { Int(storedLine) }

  /// The column in Unicode scalars, from 1.
  package var column: Int { Int(storedColumn) }
}

/// A value of a document, and where it stands.
package struct TOMLValue: Sendable {
  /// What a value holds.
  package enum Kind: Sendable {
    /// A string of any of the four forms. CRLF inside a multi-line string has become LF.
    case string(String)
    /// An integer of any of the four bases.
    case integer(Int64)
    /// `true` or `false`.
    case boolean(Bool)
    /// An array, or the tables of `[[header]]` lines.
    case array(TOMLArray)
    /// A table, whether made by a header, by a dotted key or inline.
    case table(TOMLTable)
  }

  /// What the value holds.
  package internal(set) var kind: Kind

  /// Where the value starts; for a table or array made by a header or a dotted key, where that
  /// header or the part of that key starts.
  package let position: TOMLPosition

  private let storedWidth: UInt32

  init(_ kind: Kind, at position: TOMLPosition, width: Int) {
    self.kind = kind
    self.position = position
    storedWidth = UInt32(clamping: width)
  }

  /// How many columns the value takes up from its position; of a value that goes on over several
  /// lines, only its opening delimiter.
  package var width: Int { Int(storedWidth) }

  /// The name of the value's type for messages: "string", "integer", "boolean", "array", "table".
  package var typeName: String {
    switch kind {
    case .string: "string"
    case .integer: "integer"
    case .boolean: "boolean"
    case .array: "array"
    case .table: "table"
    }
  }
}
