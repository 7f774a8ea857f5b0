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
    // Behind what closes a command stand only redirections of it.
    if !isClosed, let core = withoutRedirections { isClosed = ShellLine(core).isClosed }
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
    if endsCompound || hasNoCommand { isClosed = true }
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
    guard let end = front.last,
      Self.closers.contains(where: { word.reversed().elementsEqual($0.utf8) })
    else { return false }
    return ";&)}".utf8.contains(end)
      || Self.closers.contains {
        front.count > $0.utf8.count && front.suffix($0.utf8.count).elementsEqual($0.utf8)
      }
  }

  /// Whether all it does is to set variables: the first argument would be its command.
  private var hasNoCommand: Bool {
    line.utf8.split(whereSeparator: { $0 == .space || $0 == .tab }).allSatisfy { word in
      let name = word.prefix { $0.isBareKey && $0 != .minus }
      return !name.isEmpty && name.first?.isDecimalDigit == false
        && word.dropFirst(name.count).first == .equals
    }
  }

  private static let closers = ["}", "fi", "done", "esac"]

  /// The line without the redirections at its end; nil where there are none.
  private var withoutRedirections: String? {
    var words = line.utf8.split(whereSeparator: { $0 == .space || $0 == .tab })
    let count = words.count
    while let word = words.last {
      let isAlone = words.count > 1 && Self.isOperator(words[words.count - 2])
      if isAlone {
        words.removeLast(2)
      } else if Self.isRedirection(word) {
        words.removeLast()
      } else {
        break
      }
    }
    guard words.count < count else { return nil }
    return words.map { String(Substring($0)) }.joined(separator: " ")
  }

  /// Whether a word is `>`, `2>>` or the like, behind which a file has a word of its own.
  private static func isOperator(_ word: Substring.UTF8View) -> Bool {
    isRedirection(word) && (word.last == UInt8(ascii: ">") || word.last == UInt8(ascii: "<"))
  }

  private static func isRedirection(_ word: Substring.UTF8View) -> Bool {
    let sign = word.drop { $0.isDecimalDigit || $0 == UInt8(ascii: "&") }.first
    return sign == UInt8(ascii: ">") || sign == UInt8(ascii: "<")
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
