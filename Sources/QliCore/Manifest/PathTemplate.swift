/// A path with `~`, `$NAME` and `${NAME}` in it, which are replaced when it is used.
public struct PathTemplate: Sendable, Equatable {
  /// Why a text is no such path.
  public enum SyntaxError: Error, Equatable {
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
  public enum ExpansionError: Error, Equatable {
    /// A variable is unset or empty, and has no default.
    case unset(String)
    /// What came out, this, doesn't start at the root.
    case notAbsolute(String)
  }

  private enum Part: Sendable, Equatable {
    case text(String)
    case variable(String)
  }

  /// The path as it is written in the manifest.
  public let source: String
  private let parts: [Part]

  /// Reads `source`, and checks all that can be checked without the variables.
  public init(_ source: String) throws(SyntaxError) {
    self.source = source
    guard !source.isEmpty else { throw .empty }
    guard !source.utf8.contains(0) else { throw .holdsNUL }
    var parts: [Part] = []
    var rest = source.utf8[...]
    switch rest.first {
    case UInt8(ascii: "~"):
      rest = rest.dropFirst()
      guard rest.isEmpty || rest.first == UInt8(ascii: "/") else { throw .otherUser }
      parts.append(.variable("HOME"))
    case UInt8(ascii: "/"), UInt8(ascii: "$"): break
    default: throw .relative
    }
    while !rest.isEmpty {
      let literal = rest.prefix { $0 != UInt8(ascii: "$") }
      if !literal.isEmpty { parts.append(.text(String(Substring(literal)))) }
      rest = rest.dropFirst(literal.count)
      guard !rest.isEmpty else { break }
      parts.append(.variable(try Self.variable(&rest)))
    }
    self.parts = parts
  }

  /// Takes `$NAME` or `${NAME}` from the front of `rest`.
  private static func variable(_ rest: inout Substring.UTF8View) throws(SyntaxError) -> String {
    rest = rest.dropFirst()
    let isBraced = rest.first == UInt8(ascii: "{")
    if isBraced { rest = rest.dropFirst() }
    let name = rest.prefix { byte in
      byte == UInt8(ascii: "_") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
        || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
    guard let checked = VariableName(String(Substring(name))) else { throw .badVariable }
    rest = rest.dropFirst(name.count)
    if isBraced {
      guard rest.first == UInt8(ascii: "}") else { throw .badVariable }
      rest = rest.dropFirst()
    }
    return checked.text
  }

  /// The path, with variables from `environment`; those of the XDG base directory specification
  /// have its defaults.
  func expanded(in environment: Environment) throws(ExpansionError) -> FilePath {
    var result: ByteString = ""
    for part in parts {
      switch part {
      case .text(let text): result.append(text)
      case .variable(let name):
        guard let value = XDGDirectories.value(of: name, in: environment) else { throw .unset(name) }
        result.append(value)
      }
    }
    let path = FilePath(result)
    guard path.isAbsolute else { throw .notAbsolute(path.string.lossyText) }
    return path
  }

  public static func == (left: Self, right: Self) -> Bool {
    left.source.utf8.elementsEqual(right.source.utf8)
  }
}

extension PathTemplate.SyntaxError: CustomStringConvertible {
  /// The error as a message has it behind the key's name.
  public var description: String {
    switch self {
    case .empty: "is empty; write an absolute path"
    case .relative: "must be absolute: begin it with '/', '~/' or a variable"
    case .otherUser: "can't use another user's home; write '~/' or the whole path"
    case .badVariable: "has a '$' without a variable's name; write '$NAME' or '${NAME}'"
    case .holdsNUL: "holds a NUL character"
    }
  }
}
