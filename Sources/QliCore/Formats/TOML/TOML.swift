/// Reads TOML 1.0.0, apart from floats and date-times.
package enum TOML {
  /// How deep a document may nest.
  ///
  /// A dotted key and a header may have this many parts; arrays, inline tables and the tables of
  /// dotted keys and headers may lie in one another this deep.
  package static let maximumDepth = 128

  /// Reads a whole document into a tree of values that know their place.
  ///
  /// Exactly what TOML 1.0.0 allows is accepted, floats and date-times excepted: these are
  /// refused as unsupported. The time it takes is proportional to the length of the document.
  ///
  /// - Parameter bytes: the document, which should be UTF-8; one byte order mark is skipped.
  /// - Returns: the root table.
  /// - Throws: the first error of the document, with its place.
  package static func parse(_ bytes: [UInt8]) throws(TOMLError) -> TOMLTable {
    try bytes.withUnsafeBufferPointer { (buffer) throws(TOMLError) -> TOMLTable in
      // Sound: the parser keeps the buffer no longer than this call.
      var parser = TOMLParser(buffer)
      return try parser.parseDocument()
    }
  }
}
