/// What env(1) makes of the argument that a `#!` line gives it, by the rules of GNU's. Those of
/// others are a part of them.
struct EnvArgument {
  /// What it executes.
  enum Program: Equatable {
    /// What it looks for on `PATH`.
    case name(String)
    case path(FilePath)
    /// What the line doesn't tell: nothing but the script itself, what quotes and variables make of
    /// it, an option that isn't known here, a name on another `PATH`, a path from another folder.
    case unknown
  }

  let program: Program
  /// What it hands to the program before the script: where it splits, and without quotes and what is
  /// made of variables.
  let arguments: [ByteString]
  /// Whether env splits it at blanks, to which a carriage return belongs.
  let isSplit: Bool

  init(_ argument: ByteString) {
    var words = EnvWords(Array(argument.bytes))
    program = words.program()
    isSplit = words.isSplit
    arguments = words.rest()
  }
}

/// The words that env(1) takes one after the other, up to the program.
private struct EnvWords {
  private var words: ArraySlice<[UInt8]>
  private(set) var isSplit = false
  /// Whether all that was read means what it says.
  private var isPlain = true
  private var hasOwnPath = false
  private var hasOwnFolder = false

  init(_ argument: [UInt8]) { words = [argument] }

  mutating func program() -> EnvArgument.Program {
    guard skipOptions() else { return .unknown }
    // Alone it is `-i`.
    if words.first == [.minus] {
      hasOwnPath = true
      _ = next()
    }
    while let word = words.first, let end = word.firstIndex(of: .equals) {
      _ = next()
      if word[..<end].elementsEqual("PATH".utf8) { hasOwnPath = true }
    }
    guard let word = next(), isPlain, !isSplit || !word.contains(UInt8(ascii: "$")),
      let program = ByteString(word), !program.isEmpty
    else { return .unknown }
    if word.contains(.slash) {
      let path = FilePath(program)
      return hasOwnFolder && !path.isAbsolute ? .unknown : .path(path)
    }
    guard !hasOwnPath, let name = program.text else { return .unknown }
    return .name(name)
  }

  /// The words behind the program.
  func rest() -> [ByteString] {
    guard isSplit else { return [] }
    return words.prefix { $0.first != .hash }.compactMap { word in
      if word.contains(UInt8(ascii: "$")) { return nil }
      return ByteString(word.filter { !Self.isQuote($0) })
    }
  }

  private static func isQuote(_ byte: UInt8) -> Bool {
    byte == .backslash || byte == .quote || byte == .apostrophe
  }

  private mutating func next() -> [UInt8]? {
    guard let word = words.popFirst() else { return nil }
    if isSplit {
      // What is quoted goes on in the next word, and a comment goes on to the end.
      if word.contains(where: Self.isQuote) || word.first == .hash { isPlain = false }
    }
    return word
  }

  /// - Returns: false where one isn't known.
  private mutating func skipOptions() -> Bool {
    while let word = words.first, word.count > 1, word[0] == .minus {
      _ = next()
      if word == [.minus, .minus] { return true }
      guard word[1] == .minus ? readOption(word[2...]) : readLetters(word[1...]) else {
        return false
      }
    }
    return true
  }

  private mutating func readLetters(_ letters: ArraySlice<UInt8>) -> Bool {
    for (index, letter) in zip(letters.indices, letters) {
      switch letter {
      case UInt8(ascii: "v"): continue
      case UInt8(ascii: "i"): hasOwnPath = true
      case UInt8(ascii: "S"), UInt8(ascii: "u"), UInt8(ascii: "C"), UInt8(ascii: "a"):
        let rest = letters[(index + 1)...]
        guard let value = rest.isEmpty ? next() : Array(rest) else { return false }
        read(letter, value)
        return true
      default: return false
      }
    }
    return true
  }

  private mutating func readOption(_ option: ArraySlice<UInt8>) -> Bool {
    let end = option.firstIndex(of: .equals)
    let letter: UInt8
    switch String(decoding: option[..<(end ?? option.endIndex)], as: UTF8.self) {
    case "debug": return end == nil
    case "ignore-environment":
      hasOwnPath = true
      return end == nil
    case "block-signal", "default-signal", "ignore-signal": return true
    case "split-string": letter = UInt8(ascii: "S")
    case "unset": letter = UInt8(ascii: "u")
    case "chdir": letter = UInt8(ascii: "C")
    case "argv0": letter = UInt8(ascii: "a")
    default: return false
    }
    guard let value = end.map({ Array(option[($0 + 1)...]) }) ?? next() else { return false }
    read(letter, value)
    return true
  }

  /// Reads an option that has a value.
  private mutating func read(_ letter: UInt8, _ value: [UInt8]) {
    switch letter {
    case UInt8(ascii: "S"):
      words = value.split(whereSeparator: Self.isBlank).map { Array($0) } + words
      isSplit = true
    case UInt8(ascii: "u"): if value.elementsEqual("PATH".utf8) { hasOwnPath = true }
    case UInt8(ascii: "C"): hasOwnFolder = true
    default: break
    }
  }

  /// As isspace(3) has it.
  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == .space || (.tab ... .carriageReturn).contains(byte)
  }
}
