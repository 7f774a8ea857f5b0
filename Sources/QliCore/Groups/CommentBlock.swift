/// What a script says of itself: the comment at its top, behind the `#!` line.
///
/// It is read, and nothing is ever run for it. What comes from it is not made safe to show yet.
struct CommentBlock {
  /// How much of a file is looked at, in bytes.
  static let limit = 4096

  /// The first comment that is for people, without its marks, a newline between the lines; empty where one says
  /// no more than that it completes.
  let text: String
  /// Whether a line says that the extension completes its own arguments.
  let completes: Bool

  /// The comment at the top of the file `path`, or nil if there is none.
  init?(readingFrom path: FilePath) {
    // Whoever writes a FIFO there isn't waited for, and gets nothing.
    guard let file = try? OwnedDescriptor(opening: path, for: .reading),
      let status = try? file.number.status(), status.kind == .regular
    else { return nil }
    var head = [UInt8](repeating: 0, count: Self.limit)
    guard let count = try? file.number.read(into: &head) else { return nil }
    self.init(Array(head[..<count]), isCut: status.size > Int64(count))
  }

  /// - Parameter isCut: whether the file goes on behind `head`; its last line may be a part then.
  init?(_ head: [UInt8], isCut: Bool) {
    guard !head.contains(0) else { return nil }
    // In Swift CR LF is one character.
    var lines = String(decoding: head, as: UTF8.self)
      .split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
    if isCut { lines.removeLast() }
    if lines.first?.hasPrefix("#!") == true { lines.removeFirst() }
    var scripts = ScriptComments(lines)
    var (text, isCompleting) = ("", false)
    while var comment = scripts.next() {
      let count = comment.count
      comment.removeAll { $0 == Self.completionLine }
      if comment.count < count { isCompleting = true }
      // What stands above may be for lawyers and tools alone.
      if text.isEmpty { text = Self.text(of: comment) }
    }
    if text.isEmpty, !isCompleting { return nil }
    self.text = text
    completes = isCompleting
  }

  private static let completionLine = "qli: complete"

  /// What is for people of the lines of a comment.
  private static func text(of comment: [Substring]) -> String {
    let lines = withoutScriptMetadata(comment).filter { !isDirective($0) }
    let paragraphs = lines.split(omittingEmptySubsequences: false) { isBlank($0) }
    let kept = paragraphs.filter { !$0.contains { isOfLicense($0) } }
    let first = kept.firstIndex { !$0.isEmpty } ?? kept.endIndex
    let last = kept.lastIndex { !$0.isEmpty } ?? first - 1
    guard first <= last else { return "" }
    return kept[first...last].map { $0.joined(separator: "\n") }.joined(separator: "\n\n")
  }

  fileprivate static func isBlank(_ line: Substring) -> Bool { line.allSatisfy { $0.isWhitespace } }

  /// Whether a line is for an editor, a linter or an interpreter.
  private static func isDirective(_ line: Substring) -> Bool {
    let word = line.drop { $0.isWhitespace }
    return word.hasPrefix("-*-") || directives.contains { word.hasPrefix($0) }
  }

  /// The same without the block that says what a script needs, for its runner (PEP 723).
  private static func withoutScriptMetadata(_ comment: [Substring]) -> [Substring] {
    guard let start = comment.firstIndex(of: "/// script"),
      let end = comment[(start + 1)...].firstIndex(of: "///")
    else { return comment }
    return Array(comment[..<start] + comment[(end + 1)...])
  }

  private static let directives = [
    "PYTHON_ARGCOMPLETE_OK", "shellcheck ", "vim:", "vi:", "ex:", "coding:", "coding=", "pylint:",
    "ruff:", "flake8:",
    "noqa",
    "mypy:", "pyright:", "type:", "isort:", "fmt:", "rubocop:", "frozen_string_literal:", "eslint-",
    "eslint ",
    "@ts-", "prettier-", "jshint ", "swift-tools-version", "swiftlint:", "swift-format-",
    "luacheck:",
    "phpcs:",
  ]

  /// Whether a line says whose the script is, and what one may do with it.
  private static func isOfLicense(_ line: Substring) -> Bool {
    let word = line.drop { $0.isWhitespace }
    return ["Copyright", "copyright", "COPYRIGHT", "(c) ", "(C) ", "\u{a9}", "SPDX-"].contains {
      word.hasPrefix($0)
    }
  }

  /// How it is called, on one line, as it says itself; nil if it doesn't.
  var usage: String? { usagePlace.map { String($0.text) } }

  /// The text without the line that says how it is called; all of it where that goes on below.
  var textBesideUsage: String {
    guard let usage = usagePlace else { return text }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    var (front, back) = (lines[..<usage.lines.lowerBound], lines[usage.lines.upperBound...])
    if let next = back.first, !Self.isBlank(next) { return text }
    while let line = front.last, Self.isBlank(line) { front.removeLast() }
    while let line = back.first, Self.isBlank(line) { back.removeFirst() }
    return (front + (front.isEmpty || back.isEmpty ? [] : [""]) + back).joined(separator: "\n")
  }

  /// How it is called, and the lines of the text that say so.
  private var usagePlace: (text: Substring, lines: Range<Int>)? {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      guard let rest = Self.usage(in: line) else { continue }
      if !Self.isBlank(rest) { return (rest.drop { $0.isWhitespace }, index..<index + 1) }
      // The line itself may stand below.
      guard let below = lines[(index + 1)...].firstIndex(where: { !Self.isBlank($0) }) else {
        return nil
      }
      return (lines[below].drop { $0.isWhitespace }, index..<below + 1)
    }
    return nil
  }

  /// What stands behind `usage:` in a line that begins with it.
  private static func usage(in line: Substring) -> Substring? {
    let words = line.drop { $0.isWhitespace }
    guard words.prefix(6).lowercased() == "usage:" else { return nil }
    return words.dropFirst(6)
  }

  /// The first sentence, on one line, without its full stop; nil if there is none.
  var summary: String? {
    let paragraph = Self.withoutName(
      text.split(separator: "\n", omittingEmptySubsequences: false)
        .prefix { !Self.isBlank($0) && Self.usage(in: $0) == nil }.joined(separator: " "))
    var sentence = Substring(paragraph)
    var place = paragraph.startIndex
    while let stop = paragraph[place...].firstIndex(where: { ".!?".contains($0) }) {
      place = paragraph.index(after: stop)
      let next = paragraph[place...]
      guard next.first == " " else { continue }
      // An abbreviation goes on in lower case, as e.g. here.
      guard next.dropFirst().first?.isLowercase == false else { continue }
      sentence = paragraph[..<place]
      break
    }
    if sentence.last == "." { sentence.removeLast() }
    return sentence.isEmpty ? nil : String(sentence)
  }

  /// The text behind `NAME - `, as manual pages begin.
  private static func withoutName(_ text: String) -> String {
    let words = text.split(separator: " ", maxSplits: 2)
    guard words.count == 3, ["-", "--", "\u{2013}", "\u{2014}"].contains(words[1]) else {
      return text
    }
    return String(words[2])
  }
}

/// The comments at the top of a script, one after the other, without their marks: of lines, or in the marks
/// of a language's comment or text of several lines.
private struct ScriptComments {
  private var lines: ArraySlice<Substring>

  /// What begins a comment of one line in the languages of scripts.
  private static let marks = ["#", "//", "--", ";"]
  /// What begins a comment or a text of several lines, and what ends it.
  private static let pairs = [
    ("/*", "*/"), ("\"\"\"", "\"\"\""), ("r\"\"\"", "\"\"\""), ("'''", "'''"),
    ("r'''", "'''"), ("=begin", "=end"), ("--[[", "]]"),
  ]

  init(_ lines: [Substring]) { self.lines = lines[...] }

  /// The lines of the next one; nil where something else stands there.
  mutating func next() -> [Substring]? {
    lines = lines.drop { CommentBlock.isBlank($0) }
    guard let first = lines.first else { return nil }
    if let (begin, end) = Self.pairs.first(where: { first.hasPrefix($0.0) }) {
      return block(from: begin, to: end)
    }
    guard let mark = Self.marks.first(where: { first.hasPrefix($0) }) else { return nil }
    let comment = lines.prefix { $0.hasPrefix(mark) }
    lines = lines.dropFirst(comment.count)
    return comment.map { Self.content(of: $0, mark) }
  }

  /// A line without its mark, however often it stands there, and one space.
  private static func content(of line: Substring, _ mark: String) -> Substring {
    let rest = line.drop { mark.first == $0 }
    return rest.first == " " ? rest.dropFirst() : rest
  }

  private mutating func block(from begin: String, to end: String) -> [Substring] {
    var block: [Substring] = []
    guard var line = lines.popFirst()?.dropFirst(begin.count) else { return [] }
    // As in `/**`.
    if begin == "/*" { line = line.drop { $0 == "*" } }
    while true {
      if var rest = Self.prefix(of: line, before: end) {
        while rest.last?.isWhitespace == true { rest.removeLast() }
        block.append(Self.trimmed(rest, begin))
        return block
      }
      block.append(Self.trimmed(line, begin))
      // One that isn't closed is code to look at, and no description.
      guard let following = lines.popFirst() else { return [] }
      line = following
    }
  }

  /// What stands in `line` before `end`, if that does.
  private static func prefix(of line: Substring, before end: String) -> Substring? {
    var rest = line
    while !rest.isEmpty {
      if rest.hasPrefix(end) { return line[..<rest.startIndex] }
      rest = rest.dropFirst()
    }
    return nil
  }

  /// A line without what stands before it in a block: blanks, and a star in those of `/*`.
  private static func trimmed(_ line: Substring, _ begin: String) -> Substring {
    let isBlank: (Character) -> Bool = { $0.isWhitespace }
    guard begin == "/*" else {
      return line.first.map(isBlank) == true ? line.drop(while: isBlank) : line
    }
    var text = line.drop(while: isBlank)
    if text.first == "*" { text = text.dropFirst() }
    return text.first == " " ? text.dropFirst() : text
  }
}
