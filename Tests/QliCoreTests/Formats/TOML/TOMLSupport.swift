@testable import QliCore

/// The tree of a document as text: `{a: 1, b: [true, "x"]}`; whatever isn't printable ASCII in a
/// key or a string as `\u{…}`, so that bytes are compared and not canonical equivalents.
func tree(of document: String) throws(TOMLError) -> String {
  try tree(of: Array(document.utf8))
}

func tree(of document: [UInt8]) throws(TOMLError) -> String {
  text(of: try TOML.parse(document))
}

/// The error of a document as `line:column`, or nil if it has none.
func error(of document: String) -> TOMLError? {
  error(of: Array(document.utf8))
}

func error(of document: [UInt8]) -> TOMLError? {
  do throws(TOMLError) {
    _ = try TOML.parse(document)
    return nil
  } catch {
    return error
  }
}

func text(of table: TOMLTable) -> String {
  "{" + table.entries.map { "\(quoted($0.key)): \(text(of: $0.value))" }.joined(separator: ", ")
    + "}"
}

func text(of value: TOMLValue) -> String {
  switch value.kind {
  case .string(let string): "\"\(escaped(string))\""
  case .integer(let integer): "\(integer)"
  case .boolean(let boolean): "\(boolean)"
  case .array(let array): "[" + array.map { text(of: $0) }.joined(separator: ", ") + "]"
  case .table(let table): text(of: table)
  }
}

private func quoted(_ key: String) -> String {
  !key.isEmpty && key.utf8.allSatisfy(\.isBareKey) ? key : "\"\(escaped(key))\""
}

private func escaped(_ string: String) -> String {
  var result = ""
  for scalar in string.unicodeScalars {
    switch scalar {
    case "\n": result += "\\n"
    case "\"", "\\": result += "\\\(scalar)"
    case " "..."~": result.unicodeScalars.append(scalar)
    default: result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
    }
  }
  return result
}
