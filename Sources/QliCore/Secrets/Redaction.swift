/// Takes secret values out of all that qli shows or records: what stores say, arguments, paths, errors.
///
/// A value is found in each shape that it can show itself in, see `WrittenValue`: whole, without the newlines
/// at its end, and line by line.
struct Redaction {
  /// What is shown in place of a value.
  private static let mark = Array(Secret.redaction.utf8)
  /// Lines of a value that are shorter are too common to be taken for a part of it.
  private static let shortestLine = 8
  /// A line, or a string of one that was refused, that is shorter isn't taken for a value.
  private static let shortestWhole = 4

  /// More parts than this aren't looked for one by one: a line of a hundred thousand strings would
  /// take minutes. What they may stand in is hidden as a whole.
  private static let mostParts = 4096
  /// The longest text of a plugin that is shown, in bytes.
  private static let longestText = 4096

  /// Values, the longest first: one may be a part of another.
  private var values: [SecretBuffer] = []
  /// Whether there were too many parts to know them all.
  private var hidesAll = false

  /// Whether there is nothing to be hidden.
  var isEmpty: Bool { values.isEmpty && !hidesAll }

  /// Wipes the values where they lie. Nothing may be hidden by it any more.
  func wipe() {
    for value in values { value.wipe() }
  }

  init() {}

  /// Hides what is known of `secrets` before one of them is fetched: the variables that they are read
  /// from, and the stores' own keys. No store is asked, and no file of a secret is read.
  init(of secrets: [SecretDeclaration], _ environment: Environment) {
    var seen: Set<SecretDeclaration.Provider> = []
    for secret in secrets {
      let isNew = seen.insert(secret.provider).inserted
      switch secret.provider {
      case .environment:
        if let value = try? SecretResolver.value(of: secret.reference, in: environment) {
          add(value)
        }
      case .onePassword: if isNew { add(environment, OnePassword.credentials) }
      case .source(let name):
        guard isNew,
          let definition = try? SourceCatalog(environment).definition(named: name.text)
        else { continue }
        add(environment, definition.credentialVariables)
      case .file: break
      }
    }
  }

  /// Takes note of a value, and of its lines.
  mutating func add(_ value: SecretBuffer) {
    // Sound: the buffer is kept until the end of the call, and nobody keeps its bytes longer.
    defer { withExtendedLifetime(value) {} }
    add(value.bytes)
  }

  /// Takes note of a value, and of its lines, as a log may have them one by one.
  mutating func add(_ value: UnsafeRawBufferPointer) {
    addPart(value)
    let end = value.lastIndex { $0 != .lineFeed && $0 != .carriageReturn }
    if let end { addPart(UnsafeRawBufferPointer(rebasing: value[...end])) }
    // A tail may begin within how JSON writes it.
    let escaped = Self.escaped(value)
    // Sound: the buffer is kept until the end of the call, and nobody keeps its bytes longer.
    defer { withExtendedLifetime(escaped) {} }
    addPart(escaped.bytes)
    let lines = value.split(whereSeparator: { $0 == .lineFeed || $0 == .carriageReturn })
    guard lines.count > 1 else { return }
    for line in lines where line.count >= Self.shortestLine {
      addPart(UnsafeRawBufferPointer(rebasing: line))
    }
  }

  /// Takes note of the values of those variables that match a pattern. A short one, such as `1`, is a
  /// switch and no key.
  mutating func add(_ environment: Environment, _ patterns: [VariablePattern]) {
    environment.forEachEntry { entry in
      guard patterns.contains(where: { $0.matches(entry) }) else { return }
      let value = Environment.value(ofEntry: entry)
      if value.count >= Self.shortestWhole { add(value) }
    }
  }

  /// Takes note of what may be a value in what a plugin wrote: the line itself, and each string that
  /// it calls a value. Of one that was refused, each string: nobody knows what is what there.
  mutating func addLine(_ line: SecretBuffer, isRefused: Bool) {
    // Sound: the line is kept until the end of the call, and nobody keeps the buffer longer.
    defer { withExtendedLifetime(line) {} }
    addLine(line.bytes.assumingMemoryBound(to: UInt8.self), isRefused: isRefused)
  }

  /// As above, of bytes that lie elsewhere.
  mutating func addLine(_ line: UnsafeBufferPointer<UInt8>, isRefused: Bool) {
    addIfLong(line)
    var scanner = JSONScanner(line)
    var isValue = false
    do throws(JSONError) {
      while true {
        switch try scanner.next() {
        case .end: return
        case .name(let name): isValue = name.equals("value")
        case .string(let text):
          if isValue || isRefused && text.bytes.count >= Self.shortestWhole { add(text) }
        default: isValue = false
        }
      }
    } catch {
      // Such as a string that doesn't end.
      addIfLong(UnsafeBufferPointer(rebasing: line.dropFirst(scanner.tokenOffset + 1)))
    }
  }

  private mutating func addIfLong(_ text: UnsafeBufferPointer<UInt8>) {
    if text.count >= Self.shortestWhole { add(UnsafeRawBufferPointer(text)) }
  }

  /// Takes note of what a string means, and of how it was written.
  mutating func add(_ string: JSONStringToken) {
    let meaning = SecretBuffer(string)
    // Sound: the buffer is kept until the end of the call, and nobody keeps its bytes longer.
    defer { withExtendedLifetime(meaning) {} }
    add(meaning.bytes)
    if string.hasEscapes { addPart(UnsafeRawBufferPointer(string.bytes)) }
  }

  /// `value` with the escapes that no JSON can do without.
  private static func escaped(_ value: UnsafeRawBufferPointer) -> SecretBuffer {
    let result = SecretBuffer()
    for byte in value {
      let escape: [UInt8] =
        switch byte {
        case .quote, .backslash: [.backslash, byte]
        case .lineFeed: [.backslash, UInt8(ascii: "n")]
        case .carriageReturn: [.backslash, UInt8(ascii: "r")]
        case .tab: [.backslash, UInt8(ascii: "t")]
        default: [byte]
        }
      escape.withUnsafeBytes { result.append($0) }
    }
    return result
  }

  private mutating func addPart(_ bytes: UnsafeRawBufferPointer) {
    guard !bytes.isEmpty, !hidesAll,
      !values.contains(where: { $0.count == bytes.count && $0.bytes.elementsEqual(bytes) })
    else { return }
    guard values.count < Self.mostParts else {
      hidesAll = true
      return
    }
    let copy = SecretBuffer()
    copy.append(bytes)
    let index = values.firstIndex { $0.count < copy.count } ?? values.endIndex
    values.insert(copy, at: index)
  }

  /// Whether a value stands in `text`.
  func occurs(in text: ByteString) -> Bool {
    if isEmpty { return false }
    return hidesAll
      || text.withBytes { text in
        let text = UnsafeRawBufferPointer(text)
        return values.contains { WrittenValue.range(of: $0.bytes, in: text) != nil }
      }
  }

  /// Which of `words` hold a value, or a part of one with blanks in it, as a shell splits what isn't quoted.
  func hidden(in words: Arguments) -> HiddenWords {
    if isEmpty { return HiddenWords() }
    var hidden = HiddenWords(isHidden: (0..<words.count).map { occurs(in: words[$0]) })
    for value in values {
      let isBlank = { (byte: UInt8) in
        byte == .space || byte == .tab || byte == .lineFeed || byte == .carriageReturn
      }
      let parts = value.bytes.split(whereSeparator: isBlank)
      guard parts.count > 1, parts.count <= words.count else { continue }
      for start in 0...(words.count - parts.count)
      where Self.isSplit(parts, over: words, from: start) {
        for index in start..<(start + parts.count) { hidden.isHidden[index] = true }
      }
    }
    return hidden
  }

  /// Whether the words from `start` on are these parts, the first and the last of which may stand within a word.
  private static func isSplit(
    _ parts: [Slice<UnsafeRawBufferPointer>], over words: Arguments, from start: Int
  ) -> Bool {
    let end = start + parts.count - 1
    let (first, last) = (words[start].bytes, words[end].bytes)
    guard first.suffix(parts[0].count).elementsEqual(parts[0]),
      last.prefix(parts[parts.count - 1].count).elementsEqual(parts[parts.count - 1])
    else { return false }
    return (1..<parts.count - 1).allSatisfy { words[start + $0].bytes.elementsEqual(parts[$0]) }
  }

  /// Which words of several hold a value.
  struct HiddenWords {
    fileprivate var isHidden: [Bool] = []

    subscript(index: Int) -> Bool { index < isHidden.count && isHidden[index] }
  }

  /// `text`, or the mark if a value stands in it.
  func whole(_ text: ByteString) -> ByteString {
    occurs(in: text) ? ByteString(Secret.redaction) : text
  }

  /// What qli says itself, without the values.
  func ownText(_ text: String) -> String {
    if isEmpty { return text }
    if hidesAll { return Secret.redaction }
    return String(decoding: bytes(Array(text.utf8)), as: UTF8.self)
  }

  /// What somebody else says, without the values; what is too long to be read is cut, behind them.
  func text(_ text: String) -> String {
    if hidesAll { return Secret.redaction }
    let shown = values.isEmpty ? Array(text.utf8) : bytes(Array(text.utf8))
    guard shown.count > Self.longestText else { return String(decoding: shown, as: UTF8.self) }
    return String(decoding: shown.prefix(Self.longestText), as: UTF8.self) + "…"
  }

  /// The end of a longer text, without the values, also without that which was cut.
  func tail(_ tail: [UInt8], isCut: Bool) -> String {
    if hidesAll { return tail.isEmpty ? "" : Secret.redaction }
    var tail = tail
    if isCut, let cut = values.compactMap({ Self.cutLength($0.bytes, tail) }).max() {
      tail.replaceSubrange(..<cut, with: Self.mark)
    }
    return String(decoding: bytes(tail), as: UTF8.self)
  }

  private func bytes(_ text: [UInt8]) -> [UInt8] {
    values.reduce(text) { text, value in
      text.withUnsafeBytes { Self.replacing(value.bytes, in: $0) } ?? text
    }
  }

  /// `text` with the mark in place of `value`, or nil if it isn't in there.
  private static func replacing(
    _ value: UnsafeRawBufferPointer, in text: UnsafeRawBufferPointer
  ) -> [UInt8]? {
    var result: [UInt8] = []
    var start = 0
    while let found = WrittenValue.range(of: value, in: text, from: start) {
      result += text[start..<found.lowerBound] + mark
      start = found.upperBound
    }
    return start == 0 ? nil : result + text[start...]
  }

  /// How much of the beginning of `tail` is the end of `value`, or its middle; nil for nothing.
  private static func cutLength(_ value: UnsafeRawBufferPointer, _ tail: [UInt8]) -> Int? {
    let isInside = tail.withUnsafeBytes { WrittenValue.range(of: $0, in: value) != nil }
    if isInside { return tail.count }
    return (1..<max(1, min(value.count, tail.count + 1))).last { length in
      value.suffix(length).elementsEqual(tail.prefix(length))
    }
  }
}

extension ErrorReport {
  /// The same without the values that `redaction` hides.
  func hiding(_ redaction: Redaction) -> ErrorReport {
    if redaction.isEmpty { return self }
    return ErrorReport(
      redaction.ownText(headline), details: details.map(redaction.ownText),
      help: help.map(redaction.ownText))
  }
}
