import QliCore

/// The tree as a document of its own, every table inline: reading it must give the same tree.
func rendered(_ table: TOMLTable) -> String {
  table.entries.map { "\(quoted($0.key)) = \(rendered($0.value))\n" }.joined()
}

private func rendered(_ value: TOMLValue) -> String {
  switch value.kind {
  case .string(let string): quoted(string)
  case .integer(let integer): String(integer)
  case .boolean(let boolean): String(boolean)
  case .array(let array): "[" + array.map(rendered).joined(separator: ", ") + "]"
  case .table(let table):
    "{" + table.entries.map { "\(quoted($0.key)) = \(rendered($0.value))" }.joined(separator: ", ")
      + "}"
  }
}

private func quoted(_ string: String) -> String {
  var result = "\""
  for scalar in string.unicodeScalars {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9", " ", "_", "-", ".": result.unicodeScalars.append(scalar)
    default:
      let digits = String(scalar.value, radix: 16)
      result += "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
    }
  }
  return result + "\""
}
