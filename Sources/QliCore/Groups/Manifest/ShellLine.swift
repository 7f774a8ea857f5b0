/// A line for a shell, and where its arguments go: behind it, unless it says so itself.
struct ShellLine {
  private let line: String
  /// Whether it mentions the arguments of a shell: all of them, their number, or one.
  private var namesArguments = false
  /// Whether what stands behind it is no argument of its last command.
  private var isClosed = false

  init(_ line: String) {
    self.line = line
    scan()
  }

  /// The line, so that it takes arguments.
  var takingArguments: String { namesArguments ? line : line + " \"$@\"" }

  /// Whether nobody could say where its arguments would go.
  var losesArguments: Bool { isClosed && !namesArguments }

  /// Reads it as far as a shell's quotes go: what is wrong with it otherwise the shell says.
  private mutating func scan() {
    var isQuoted = false
    // What ends each bracket and backquote around, within which quotes begin anew, and whether it is quoted.
    var around: [(end: UInt8, isQuoted: Bool, isGroup: Bool)] = []
    // Whether the bracket that was closed last is one of commands, and not of a word.
    var endsGroup = false
    var rest = line.utf8[...]
    // The byte before, and the last one that is no blank.
    var (previous, last) = (UInt8.space, UInt8.space)
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "'") where !isQuoted:
        rest = rest.drop { $0 != UInt8(ascii: "'") }.dropFirst()
      case UInt8(ascii: "\""): isQuoted.toggle()
      case UInt8(ascii: "\\"):
        if rest.popFirst() == nil { isClosed = true }
      case UInt8(ascii: "$"):
        namesArguments = namesArguments || Self.isArgument(rest)
        // `$$` is the number of the shell.
        if rest.first == byte { rest = rest.dropFirst() }
      case UInt8(ascii: ")") where !isQuoted, UInt8(ascii: "`"):
        if let inner = around.last, inner.end == byte {
          around.removeLast()
          isQuoted = inner.isQuoted
          endsGroup = inner.isGroup
        } else if byte == UInt8(ascii: "`") {
          around.append((byte, isQuoted, false))
          isQuoted = false
        }
      case UInt8(ascii: "(") where !isQuoted || previous == UInt8(ascii: "$"):
        around.append((UInt8(ascii: ")"), isQuoted, previous != UInt8(ascii: "$")))
        isQuoted = false
      case UInt8(ascii: "#") where !isQuoted && " \t\n;&|()".utf8.contains(previous):
        if !around.contains(where: { $0.isQuoted }) { isClosed = true }
        rest = rest.drop { $0 != .lineFeed }
      case .lineFeed where !isQuoted:
        if !around.contains(where: { $0.isQuoted }) { isClosed = true }
      default: break
      }
      previous = byte
      if byte != .space, byte != .tab { last = byte }
    }
    if ";&|<>".utf8.contains(last) || last == UInt8(ascii: ")") && endsGroup { isClosed = true }
    if endsCompound { isClosed = true }
  }

  /// Whether its last word closes a compound command, as a `done` behind a `;` does.
  private var endsCompound: Bool {
    func isBlank(_ byte: UInt8) -> Bool { byte == .space || byte == .tab }
    var front = line.utf8[...]
    while let byte = front.last, isBlank(byte) { front.removeLast() }
    var word: [UInt8] = []
    while let byte = front.last, !isBlank(byte), !";&".utf8.contains(byte) {
      word.append(byte)
      front.removeLast()
    }
    while let byte = front.last, isBlank(byte) { front.removeLast() }
    guard let end = front.last, ";&".utf8.contains(end) else { return false }
    return ["}", "fi", "done", "esac"].contains { word.reversed().elementsEqual($0.utf8) }
  }

  /// Whether what stands behind a `$` is an argument, or has to do with them.
  private static func isArgument(_ name: Substring.UTF8View) -> Bool {
    if name.first != UInt8(ascii: "{") {
      return name.first.map { "@*#123456789".utf8.contains($0) } ?? false
    }
    let name = name.dropFirst()
    // The number of them, or the length of something.
    let isLength = name.first == UInt8(ascii: "#")
    let first = isLength ? name.dropFirst().first : name.first
    return first.map { (isLength ? "@*}123456789" : "@*123456789").utf8.contains($0) } ?? false
  }
}
