/// A word of a unit, as systemd.syntax(7) and systemd.service(5) want it quoted.
enum UnitWord {
  /// Where it stands.
  enum Place {
    /// In `ExecStart=`, where a `$` begins a variable.
    case argument
    /// The program of `ExecStart=`, or an assignment of `Environment=`.
    case elsewhere
  }

  /// `word` as the unit has it; nil if it isn't UTF-8, of which systemd takes nothing.
  static func quoted(_ word: ByteString, _ place: Place) -> String? {
    guard let text = word.text else { return nil }
    if !text.isEmpty, text.utf8.allSatisfy({ Wording.isPlain($0) && $0 != UInt8(ascii: "%") }) {
      return text
    }
    var quoted = "\""
    for scalar in text.unicodeScalars { append(scalar, place, to: &quoted) }
    return quoted + "\""
  }

  private static func append(_ scalar: Unicode.Scalar, _ place: Place, to text: inout String) {
    switch scalar {
    case "\"", "\\": text += "\\"
    // It begins what systemd fills in.
    case "%": text += "%"
    case "$": if place == .argument { text += "$" }
    case _ where scalar.value < 0x20 || scalar.value == 0x7f:
      text += "\\x" + hexadecimal(scalar.value, digits: 2)
      return
    // Whoever reads the unit is to see all that is in it.
    case _ where Visible.isInvisible(scalar):
      text += "\\U" + hexadecimal(scalar.value, digits: 8)
      return
    default: break
    }
    text.unicodeScalars.append(scalar)
  }

  private static func hexadecimal(_ value: UInt32, digits: Int) -> String {
    let text = String(value, radix: 16)
    return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
  }

  /// `name` as it may stand in the name of a unit, which has no `+`.
  static func inName(_ name: String) -> String {
    name.split(separator: "+", omittingEmptySubsequences: false).joined(separator: "\\x2b")
  }
}
