/// A path with `~`, `$NAME` and `${NAME}` in it, which are replaced when it is used.
struct PathTemplate: Sendable, Equatable {
  /// Why a text is no such path.
  enum SyntaxError: Error, Equatable {
    /// It is empty.
    case empty
    /// It can't become absolute, whatever the variables hold.
    case relative
    /// `~name`: another user's folder can't be looked up.
    case otherUser
    /// A `$` without a variable's name behind it.
    case badVariable
    /// It holds a NUL, which no path does.
    case holdsNUL
  }

  /// Why a path couldn't be made.
  enum ExpansionError: Error, Equatable {
    /// A variable is unset or empty, and has no default.
    case unset(String)
    /// What came out, this, doesn't start at the root.
    case notAbsolute(String)
  }

  /// The path as it is written in the manifest.
  let source: String

  /// Takes `source`, and checks all that can be checked without the variables.
  init(_ source: String) throws(SyntaxError) {
    self.source = source
    guard !source.isEmpty else { throw .empty }
    guard !source.utf8.contains(0) else { throw .holdsNUL }
    try Self.read(source) { _ in }
  }

  /// The path, with variables from `environment`; those of the XDG base directory specification
  /// have its defaults. A `placeholder` is replaced where the manifest itself has it: what the
  /// value of a variable holds is no template.
  func expanded(
    in environment: Environment, replacing placeholder: (name: String, value: String)? = nil
  ) throws(ExpansionError) -> FilePath {
    guard let (name, value) = placeholder else {
      return try expanded(in: environment) { $1.append($0) }
    }
    return try expanded(in: environment) { text, result in
      Self.append(text, to: &result, replacing: name) { $0.append(value) }
    }
  }

  /// The same, without the first `placeholder` of the manifest itself; and how many bytes stand before it.
  func expanded(
    in environment: Environment, without placeholder: String
  ) throws(ExpansionError) -> (path: FilePath, place: Int) {
    var place: Int?
    let path = try expanded(in: environment) { text, result in
      Self.append(text, to: &result, replacing: placeholder) { place = place ?? $0.count }
    }
    return (path, place ?? path.string.count)
  }

  /// - Parameter append: appends what the manifest itself says between two variables.
  private func expanded(
    in environment: Environment, _ append: (String, inout ByteString) -> Void
  ) throws(ExpansionError) -> FilePath {
    var result: ByteString = ""
    var unset: String?
    // Its syntax was checked when it was made.
    try? Self.read(source) { part in
      switch part {
      case .text(let text): append(text, &result)
      case .variable(let name):
        if let value = XDGDirectories.value(of: name, in: environment) {
          result.append(value)
        } else if unset == nil {
          unset = name
        }
      }
    }
    if let unset { throw .unset(unset) }
    let path = FilePath(result)
    guard path.isAbsolute else { throw .notAbsolute(path.string.lossyText) }
    return path
  }

  /// Appends `text`, and what `replace` appends in place of each `name`.
  private static func append(
    _ text: String, to result: inout ByteString, replacing name: String,
    by replace: (inout ByteString) -> Void
  ) {
    var rest = text.utf8[...]
    while !rest.isEmpty {
      if rest.starts(with: name.utf8) {
        replace(&result)
        rest = rest.dropFirst(name.utf8.count)
      } else {
        let part = rest.dropFirst().prefix { $0 != name.utf8.first }
        result.append(String(Substring(rest[..<part.endIndex])))
        rest = rest[part.endIndex...]
      }
    }
  }

  private enum Part {
    case text(String)
    case variable(String)
  }

  /// Calls `body` with the parts of `source`, in their order.
  private static func read(_ source: String, _ body: (Part) -> Void) throws(SyntaxError) {
    var rest = source.utf8[...]
    switch rest.first {
    case UInt8(ascii: "~"):
      rest = rest.dropFirst()
      guard rest.isEmpty || rest.first == UInt8(ascii: "/") else { throw .otherUser }
      body(.variable("HOME"))
    case UInt8(ascii: "/"), UInt8(ascii: "$"): break
    default: throw .relative
    }
    while !rest.isEmpty {
      let literal = rest.prefix { $0 != UInt8(ascii: "$") }
      if !literal.isEmpty { body(.text(String(Substring(literal)))) }
      rest = rest.dropFirst(literal.count)
      guard !rest.isEmpty else { break }
      body(.variable(try variable(&rest)))
    }
  }

  /// Takes `$NAME` or `${NAME}` from the front of `rest`.
  private static func variable(_ rest: inout Substring.UTF8View) throws(SyntaxError) -> String {
    rest = rest.dropFirst()
    let isBraced = rest.first == UInt8(ascii: "{")
    if isBraced { rest = rest.dropFirst() }
    let name = rest.prefix { VariableName.isLetter($0) || VariableName.isDigit($0) }
    guard let checked = VariableName(String(Substring(name))) else { throw .badVariable }
    rest = rest.dropFirst(name.count)
    if isBraced {
      guard rest.first == UInt8(ascii: "}") else { throw .badVariable }
      rest = rest.dropFirst()
    }
    return checked.text
  }

  /// Whether both are written alike, byte by byte.
  static func == (left: Self, right: Self) -> Bool {
    left.source.utf8.elementsEqual(right.source.utf8)
  }
}

extension PathTemplate.ExpansionError {
  /// The error as a message has it.
  var sentence: String {
    switch self {
    case .unset(let name): "the variable '\(name)' isn't set"
    case .notAbsolute(let path): "'\(Visible.text(path))' isn't an absolute path"
    }
  }
}

extension PathTemplate.SyntaxError: CustomStringConvertible {
  /// The error as a message has it behind the key's name.
  var description: String {
    switch self {
    case .empty: "is empty; write an absolute path"
    case .relative: "must be absolute: begin it with '/', '~/' or a variable"
    case .otherUser: "can't use another user's home; write '~/' or the whole path"
    case .badVariable: "has a '$' without a variable's name; write '$NAME' or '${NAME}'"
    case .holdsNUL: "holds a NUL character"
    }
  }
}
