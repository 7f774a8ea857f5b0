/// How the libraries of Python that complete a program's arguments are asked, as their own scripts for shells
/// do it.
extension CompletionProtocol {
  /// Where the program answers.
  var answerNumber: FileDescriptor {
    switch self {
    case .argcomplete: FileDescriptor(rawValue: 8)
    case .click: .standardOutput
    }
  }

  /// The variables by which `program` is asked what fits in the place of the last of `words`.
  func variables(_ program: FilePath, _ words: Arguments) -> [(name: String, value: ByteString)] {
    let name = program.lastComponent
    switch self {
    case .argcomplete:
      let line = Self.line(name, words, isUnfinished: true)
      return [
        ("_ARGCOMPLETE", "1"),
        // In fish a candidate isn't quoted, and has behind it what it is for.
        ("_ARGCOMPLETE_SHELL", "fish"), ("_ARGCOMPLETE_IFS", "\n"), ("_ARGCOMPLETE_DFS", "\t"),
        ("_ARGCOMPLETE_COMP_WORDBREAKS", ""), ("_ARGCOMPLETE_SUPPRESS_SPACE", "1"),
        ("COMP_LINE", line), ("COMP_POINT", ByteString("\(line.count)")), ("COMP_TYPE", "9"),
      ]
    case .click:
      var variables: [(name: String, value: ByteString)] = [
        ("COMP_WORDS", Self.line(name, words, isUnfinished: false)),
        ("COMP_CWORD", ByteString("\(words.count)")),
      ]
      for variable in Self.clickVariables(name) { variables.append((variable, "bash_complete")) }
      return variables
    }
  }

  /// What a click program is asked by: its name in capitals, of which older ones keep the dots.
  private static func clickVariables(_ name: ByteString) -> [String] {
    let upper = name.lossyText.uppercased()
    let dashless = upper.split(separator: "-", omittingEmptySubsequences: false)
      .joined(separator: "_")
    let dotless = dashless.split(separator: ".", omittingEmptySubsequences: false)
      .joined(separator: "_")
    return dotless == dashless
      ? ["_\(dashless)_COMPLETE"] : ["_\(dashless)_COMPLETE", "_\(dotless)_COMPLETE"]
  }

  /// The line as it might have been typed.
  ///
  /// - Parameter isUnfinished: whether the cursor stands within the last word, which has no quotes then.
  private static func line(
    _ name: ByteString, _ words: Arguments, isUnfinished: Bool
  ) -> ByteString {
    var line = ByteString(Wording.shellQuoted(name))
    for index in 0..<words.count {
      let word = words[index]
      let isLast = index == words.count - 1
      if isLast, word.isEmpty, !isUnfinished { break }
      line.append(" ")
      line.append(isLast && isUnfinished ? escaped(word) : ByteString(Wording.shellQuoted(word)))
    }
    return line
  }

  /// `word` with a backslash before what means something to a shell.
  private static func escaped(_ word: ByteString) -> ByteString {
    var bytes: [UInt8] = []
    for byte in word.bytes {
      if byte < 0x80, !Wording.isPlain(byte) { bytes.append(.backslash) }
      bytes.append(byte)
    }
    // Sound: no byte of a string is NUL.
    return ByteString(bytes) ?? word
  }

  /// What the program has answered; nil where the shell is to offer file names.
  func candidates(_ output: [UInt8]) -> [Candidate]? {
    switch self {
    case .argcomplete: return ExtensionCompletion.candidates(output)
    case .click:
      // A line each: what kind of thing it is, a comma, and the word.
      var lines: [UInt8] = []
      for line in output.split(separator: UInt8.lineFeed) {
        guard let comma = line.firstIndex(of: .comma) else { continue }
        if !line[..<comma].elementsEqual("plain".utf8) { return nil }
        lines += line[(comma + 1)...]
        lines.append(.lineFeed)
      }
      return ExtensionCompletion.candidates(lines)
    }
  }
}
