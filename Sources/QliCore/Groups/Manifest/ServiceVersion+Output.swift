/// What a program prints of its version.
///
/// The output is read word by word, between white space, up to the first version. Around a word,
/// brackets, quotes and a `,`, `:` or `.` at its end are no part of it. A version may have a `v` in
/// front, as Node's, and a name with `/` or `=`, as those of nginx and Redis: `v1.2.3`,
/// `nginx/1.22.1`, `v=7.0.15`.
///
/// Before it there may be words without a digit, names that have one (`sqlite3`, `x86_64`) and
/// paths. Whatever else has a digit stands where the version should be, such as `v1`, `7`,
/// `go1.22` or `1.2.3;`, and so does what a shell would obey: it is refused, and nothing behind it
/// is looked at.
extension ServiceVersion {
  /// What there is in a program's output.
  enum Finding: Equatable, Sendable {
    case version(ServiceVersion)
    /// What stands where the version should be; it may hold anything.
    case other(String)
    /// Nothing but white space.
    case nothing
  }

  /// How much of a program's output is looked at, in bytes.
  static let outputLimit = 4096

  /// The first version in what a program has printed.
  static func first(in bytes: [UInt8]) -> Finding {
    var words = bytes.prefix(outputLimit).split { isWhiteSpace($0) }
    // What the limit has cut in two isn't what was printed.
    if bytes.count >= outputLimit, let last = words.last, last.endIndex == outputLimit {
      words.removeLast()
    }
    var suspect: ArraySlice<UInt8>?
    for whole in words {
      let word = bare(whole)
      if let version = version(in: word) { return .version(version) }
      if word.contains(where: { isObeyedByShells($0) }) { return .other(shown(whole)) }
      if word.contains(.slash) {
        suspect = suspect ?? whole
      } else if word.contains(where: { $0.isDecimalDigit }), !isName(word) {
        return .other(shown(whole))
      }
    }
    return (suspect ?? words.first).map { Finding.other(shown($0)) } ?? .nothing
  }

  /// The version that `word` is, or that stands in it behind a name.
  private static func version(in word: ArraySlice<UInt8>) -> ServiceVersion? {
    if let version = ServiceVersion(utf8: withoutMark(word)) { return version }
    guard let place = word.lastIndex(where: { $0 == .slash || $0 == .equals }),
      let first = word.first, VariableName.isLetter(first),
      word[..<place].allSatisfy({ $0.isBareKey })
    else { return nil }
    return ServiceVersion(utf8: withoutMark(word[(place + 1)...]))
  }

  /// `word` without a `v` in front.
  private static func withoutMark(_ word: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    word.first == UInt8(ascii: "v") || word.first == UInt8(ascii: "V") ? word.dropFirst() : word
  }

  /// Whether `word` is the name of something that has a digit in it; `v1` is none.
  private static func isName(_ word: ArraySlice<UInt8>) -> Bool {
    guard let first = word.first, VariableName.isLetter(first) else { return false }
    return word.allSatisfy { $0.isBareKey }
      && !withoutMark(word).allSatisfy { $0.isDecimalDigit }
  }

  private static func bare(_ word: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var word = word.drop { isEnclosing($0) }
    while let last = word.last,
      isEnclosing(last) || last == .comma || last == .colon || last == .dot
    {
      word = word.dropLast()
    }
    return word
  }

  private static func isEnclosing(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "("), UInt8(ascii: ")"), .openBracket, .closeBracket, .quote, .apostrophe:
      true
    default: false
    }
  }

  private static func isObeyedByShells(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "$"), UInt8(ascii: "`"), UInt8(ascii: ";"), UInt8(ascii: "|"),
      UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), .backslash:
      true
    default: false
    }
  }

  private static func isWhiteSpace(_ byte: UInt8) -> Bool {
    byte == .space || byte >= .tab && byte <= .carriageReturn
  }

  /// The beginning of a word, which may be long.
  private static func shown(_ word: ArraySlice<UInt8>) -> String {
    String(decoding: word.prefix(maximumLength), as: UTF8.self)
  }
}
