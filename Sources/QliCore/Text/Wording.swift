/// Words that messages share.
enum Wording {
  /// "1 group", "2 groups".
  static func count(_ number: Int, _ singular: String, _ plural: String? = nil) -> String {
    "\(number) \(number == 1 ? singular : plural ?? singular + "s")"
  }

  /// "a", "a or b", "a, b, or c".
  static func list(_ words: [String], _ conjunction: String = "or") -> String {
    guard words.count > 2, let last = words.last else {
      return words.joined(separator: " \(conjunction) ")
    }
    return words.dropLast().joined(separator: ", ") + ", \(conjunction) " + last
  }

  /// `word` as a shell takes it: in quotes where that is needed.
  static func shellQuoted(_ word: String) -> String {
    let isPlain = word.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
      default: "_@%+=:,./-".utf8.contains(byte)
      }
    }
    if isPlain, !word.isEmpty { return word }
    let quoted = word.split(separator: "'", omittingEmptySubsequences: false).joined(
      separator: "'\\''")
    return "'\(quoted)'"
  }
}
