/// The `#!` line of a script, as Linux takes it: there a carriage return is a part of the line.
struct Shebang {
  /// The program that it names: all up to a blank, a NUL or the end of the line. Empty if it names
  /// none.
  let interpreter: ByteString
  /// What stands behind the program, without the blanks around it; the program gets it as one
  /// argument.
  let argument: ByteString
  /// Whether the program's name goes on behind the head, so that Linux executes nothing.
  let isCut: Bool

  /// How much of a file the kernel looks at.
  static let headLength = 256

  /// The first bytes of the file at `path`, or nil if it can't be read.
  static func head(of path: FilePath, length: Int = headLength) -> [UInt8]? {
    guard let file = try? OwnedDescriptor(opening: path, for: .reading) else { return nil }
    var head = [UInt8](repeating: 0, count: length)
    let count = try? file.number.read(into: &head)
    return count.map { Array(head[..<$0]) }
  }

  /// The line at the top of the file `path`, or nil if there is none.
  init?(readingFrom path: FilePath) {
    guard let head = Self.head(of: path) else { return nil }
    self.init(head)
  }

  /// The line at the top of a file that begins with `head`, or nil if there is none.
  init?(_ head: [UInt8]) {
    guard head.starts(with: "#!".utf8) else { return nil }
    let head = head.prefix(Self.headLength)
    let isBlank: (UInt8) -> Bool = { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    let line = head.dropFirst(2).prefix { $0 != UInt8(ascii: "\n") }.drop(while: isBlank)
    let interpreter = line.prefix { !isBlank($0) && $0 != 0 }
    var argument = line[interpreter.endIndex...].drop(while: isBlank)
    while let last = argument.last, isBlank(last) { argument.removeLast() }
    self.interpreter = ByteString(interpreter) ?? ""
    self.argument = ByteString(argument) ?? ""
    isCut =
      !interpreter.isEmpty && interpreter.endIndex >= Self.headLength
      && !head.contains(UInt8(ascii: "\n"))
  }

  /// Whether the program's name ends in a carriage return, as an editor of Windows leaves it.
  var endsInCarriageReturn: Bool { interpreter.bytes.last == .carriageReturn }

  /// Whether the program gets a carriage return at the end of its argument. env(1) with -S takes it
  /// for a blank.
  var handsOverCarriageReturn: Bool {
    argument.bytes.last == .carriageReturn && env?.isSplit != true
  }

  private var isEnv: Bool { FilePath(interpreter).lastComponent.equals("env") }

  /// What env(1) makes of the argument, where it is the interpreter.
  var env: EnvArgument? { isEnv ? EnvArgument(argument) : nil }

  /// Whether a file that begins with `head` has a byte order mark before its `#!` line.
  static func hasByteOrderMark(_ head: [UInt8]) -> Bool {
    head.starts(with: [0xef, 0xbb, 0xbf, UInt8(ascii: "#"), UInt8(ascii: "!")])
  }

  /// Whether a file that begins with `head` has a byte order mark, and is no script with a `#!` line: a
  /// shell takes the mark for a part of its first word.
  static func hidesFirstWord(_ head: [UInt8]) -> Bool {
    head.starts(with: [0xef, 0xbb, 0xbf]) && !hasByteOrderMark(head)
  }

  /// Whether a file that begins with `head` has blanks before its `#!`, for which it is none.
  static func isIndented(_ head: [UInt8]) -> Bool {
    head.first?.isBlank == true && head.drop { $0.isBlank }.starts(with: "#!".utf8)
  }

  /// Whether a file that begins with `head` has its `#!` line behind comments or empty lines, where
  /// it is one of them.
  static func isTooLate(_ head: [UInt8]) -> Bool {
    guard !head.starts(with: "#!".utf8), !head.contains(0) else { return false }
    for line in head.split(separator: .lineFeed, omittingEmptySubsequences: false).dropFirst() {
      if line.starts(with: "#!".utf8) { return true }
      if let first = line.first(where: { !$0.isBlank }), first != .hash { return false }
    }
    return false
  }

  /// What env(1) takes for one name though it is several words, as it isn't told to split them; nil
  /// otherwise.
  var wordsOfEnv: String? {
    let text = argument.lossyText
    let blanks: Set<Character> = [" ", "\t"]
    guard isEnv, !text.hasPrefix("-"), !text.contains("="), text.contains(where: blanks.contains)
    else { return nil }
    return text
  }

  /// Whether a file that begins with `head` is an ELF binary.
  static func isBinary(_ head: [UInt8]) -> Bool { head.starts(with: [0x7f, 0x45, 0x4c, 0x46]) }

  /// Whether a file that begins with `head` and that execve(2) refused may be a shell script, as a
  /// shell would judge it: neither ELF nor a NUL, and no `#!` line.
  static func isPlainScript(_ head: [UInt8]) -> Bool {
    !isBinary(head) && !head.contains(0) && !head.starts(with: "#!".utf8)
      && !hasByteOrderMark(head)
  }
}
