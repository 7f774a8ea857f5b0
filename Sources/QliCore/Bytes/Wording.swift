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

  /// `path` as a shell takes it; see below.
  static func shellQuoted(_ path: FilePath) -> String { shellQuoted(path.string) }

  /// `word` as a shell takes it; see below.
  static func shellQuoted(_ word: ByteString) -> String {
    word.text.map { shellQuoted($0) } ?? escaped(word.bytes)
  }

  /// `text` as sh, bash, zsh and fish take it, and a terminal may show it: in quotes where that is
  /// needed.
  ///
  /// What `Visible` would escape is written as `$'…'` (POSIX.1-2024; in bash, zsh and most others,
  /// not yet in dash and fish, see `shellNote`): the word has to be exact, and must do no harm on its
  /// way. So is a NUL, which no shell takes: whoever reads is to see what stands behind it.
  static func shellQuoted(_ text: String) -> String {
    guard Visible.text(text).utf8.elementsEqual(text.utf8) else { return escaped(text.utf8) }
    if let first = text.utf8.first, !isSpecialInFront(first), text.utf8.allSatisfy({ isPlain($0) })
    {
      return text
    }
    var quoted = "'"
    var rest = text.unicodeScalars[...]
    while let scalar = rest.popFirst() {
      switch scalar {
      case "'": quoted += "'\\''"
      // Within quotes fish takes it for an escape of another one, or of the quote.
      case "\\" where rest.first == nil || rest.first == "\\" || rest.first == "'":
        quoted += "'\\\\'"
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "'"
  }

  /// What has to be said where one of `lines` is written for some shells alone; nil where each works
  /// in all of them.
  static func shellNote(for lines: [String]) -> String? {
    // An apostrophe in the sentence before a command begins no quotation in it.
    lines.contains { line in
      isEscaped(line)
        || line.indices.contains { index in
          line[index...].utf8.starts(with: ": ".utf8) && isEscaped(String(line[index...]))
        }
    }
      ? "type that in bash or zsh: fish and some sh don't know $'...'" : nil
  }

  /// Whether a word of `line` is written as `$'…'`.
  private static func isEscaped(_ line: String) -> Bool {
    var quote: UInt8?
    var before: UInt8 = .space
    for byte in line.utf8 {
      if before == .backslash, quote != .apostrophe {
        // It stands for itself, and so begins nothing.
        before = .space
        continue
      }
      if byte == .apostrophe, quote == nil, before == UInt8(ascii: "$") { return true }
      if byte == quote {
        quote = nil
      } else if quote == nil, byte == .apostrophe || byte == .quote {
        quote = byte
      }
      before = byte
    }
    return false
  }

  /// Whether `byte` has a meaning of its own at the beginning of a word: to zsh, or to fish.
  private static func isSpecialInFront(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "=") || byte == UInt8(ascii: "%")
  }

  /// Whether `byte` means itself to a shell.
  static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "@"),
      UInt8(ascii: "%"), UInt8(ascii: "+"), UInt8(ascii: "="), UInt8(ascii: ":"),
      UInt8(ascii: ","), UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: "-"):
      true
    default: false
    }
  }

  private static func escaped(_ word: some Sequence<UInt8>) -> String {
    "$'" + word.map { escaped($0) }.joined() + "'"
  }

  /// `byte` within `$'…'`.
  private static func escaped(_ byte: UInt8) -> String {
    switch byte {
    case UInt8(ascii: "\n"): return "\\n"
    case UInt8(ascii: "\t"): return "\\t"
    case UInt8(ascii: "\r"): return "\\r"
    case UInt8(ascii: "'"), UInt8(ascii: "\\"): return "\\" + String(Unicode.Scalar(byte))
    case 0x20..<0x7f: return String(Unicode.Scalar(byte))
    default:
      // Three octal digits, so that what follows can't be taken for a fourth.
      let digits = String(byte, radix: 8)
      return "\\" + String(repeating: "0", count: 3 - digits.count) + digits
    }
  }
}
