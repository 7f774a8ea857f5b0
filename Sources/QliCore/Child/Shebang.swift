/// The `#!` line of a script.
struct Shebang {
  /// The program that it names, empty if it names none.
  let interpreter: ByteString
  /// What stands behind the program, without the blanks around it.
  let argument: ByteString
  /// Whether the line ends in CR LF; the kernel takes the CR for a part of the line.
  let endsInCarriageReturn: Bool

  /// How much of a file the kernel looks at.
  static let headLength = 256

  /// The first bytes of the file at `path`, or nil if it can't be read.
  static func head(of path: FilePath) -> [UInt8]? {
    guard let file = try? OwnedDescriptor(opening: path, for: .reading) else { return nil }
    var head = [UInt8](repeating: 0, count: headLength)
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
    var line = head.dropFirst(2).prefix { $0 != UInt8(ascii: "\n") }
    endsInCarriageReturn = line.last == UInt8(ascii: "\r")
    if endsInCarriageReturn { line.removeLast() }
    let isBlank: (UInt8) -> Bool = { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    line = line.drop(while: isBlank)
    let interpreter = line.prefix { !isBlank($0) }
    var argument = line.dropFirst(interpreter.count).drop(while: isBlank)
    while let last = argument.last, isBlank(last) { argument.removeLast() }
    self.interpreter = ByteString(interpreter) ?? ""
    self.argument = ByteString(argument) ?? ""
  }

  /// The program that Linux executes for a file that begins with `head` and has a `#!` line: all up
  /// to a blank, a NUL or the end of the line, also a carriage return. Empty if there is none, nil
  /// if it goes on behind the head.
  static func program(_ head: [UInt8]) -> ByteString? {
    let isBlank: (UInt8) -> Bool = { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    let line = head.dropFirst(2).prefix { $0 != UInt8(ascii: "\n") }.drop(while: isBlank)
    let program = line.prefix { !isBlank($0) && $0 != 0 }
    let isCut = program.endIndex >= headLength && !head.contains(UInt8(ascii: "\n"))
    return isCut && !program.isEmpty ? nil : ByteString(program)
  }

  /// The name that env(1) looks for on `PATH`, where it is the interpreter; nil where a path, a
  /// variable or an option other than `-S` says something else.
  var programOfEnv: String? {
    guard FilePath(interpreter).lastComponent.equals("env") else { return nil }
    let text = argument.lossyText
    let words = text.split(separator: " ")
    // Linux hands on all that stands behind the program as one argument.
    let word = words.first == "-S" ? words.dropFirst().first : text[...]
    guard let word, !word.isEmpty, !word.contains("="), !word.contains("/"), !word.hasPrefix("-")
    else { return nil }
    return String(word)
  }

  /// Whether a file that begins with `head` is an ELF binary.
  static func isBinary(_ head: [UInt8]) -> Bool { head.starts(with: [0x7f, 0x45, 0x4c, 0x46]) }

  /// Whether a file that begins with `head` and that execve(2) refused may be a shell script, as a
  /// shell would judge it: neither ELF nor a NUL, and no `#!` line.
  static func isPlainScript(_ head: [UInt8]) -> Bool {
    !isBinary(head) && !head.contains(0)
      && !head.starts(with: "#!".utf8)
  }
}
