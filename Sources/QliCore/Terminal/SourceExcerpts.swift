/// Lines of a file, each with a caret under the place that is meant.
///
/// The places are asked for in their order, and each line is read only once: a file of 1 MiB can
/// hold a hundred thousand mistakes, all of them in one line.
struct SourceExcerpts {
  /// How much of a line is shown, in characters on each side.
  private static let reach = 60

  /// What follows the line that was read last.
  private var rest: ArraySlice<UInt8>
  private var number = 0
  private var scalars: [Unicode.Scalar] = []

  /// Excerpts of `source`, a file's bytes.
  init(of source: [UInt8]) { rest = source[...] }

  /// The line that `position` is in, and a line that marks `width` columns from there.
  mutating func excerpt(at position: TOMLPosition, width: Int) -> [String] {
    while number < position.line { readLine() }
    let start = min(max(position.column - 1, 0), scalars.count)
    let first = max(0, start - Self.reach)
    let end = min(scalars.count, start + Self.reach)
    let marked = scalars[start..<min(end, start + width)]
    let number = String(position.line)
    let margin = String(repeating: " ", count: number.count)
    let carets = String(repeating: "^", count: max(1, Self.columns(of: marked)))
    return [
      "  \(number) | \(Self.text(of: scalars[first..<end]))",
      "  \(margin) | \(Self.indent(under: scalars[first..<start]))\(carets)",
    ]
  }

  private mutating func readLine() {
    let line = rest.prefix { $0 != UInt8(ascii: "\n") }
    rest = rest.dropFirst(line.count + 1)
    number += 1
    scalars = Array(String(decoding: line, as: UTF8.self).unicodeScalars)
    // A byte order mark takes up no column; a second one is what is wrong.
    if number == 1, scalars.first == "\u{feff}" { scalars.removeFirst() }
    if scalars.last == "\r" { scalars.removeLast() }
  }

  // A tab stays one, so that the caret stands below its place whatever a tab is wide.
  private static func text(of scalars: ArraySlice<Unicode.Scalar>) -> String {
    scalars.reduce(into: "") { $0 += $1 == "\t" ? "\t" : Visible.text(String($1)) }
  }

  private static func indent(under scalars: ArraySlice<Unicode.Scalar>) -> String {
    scalars.reduce(into: "") {
      $0 += $1 == "\t" ? "\t" : String(repeating: " ", count: columns(of: [$1]))
    }
  }

  private static func columns(of scalars: ArraySlice<Unicode.Scalar>) -> Int {
    scalars.reduce(0) { $0 + DisplayWidth.columns(of: Visible.text(String($1))) }
  }
}

extension SourceExcerpts {
  /// The two lines of an excerpt in at most `columns`, with what the caret is under; nil where these aren't
  /// an excerpt.
  static func narrowed(
    _ line: String, _ carets: String, to columns: Int
  ) -> (line: String, carets: String)? {
    guard let margin = marginWidth(of: line), marginWidth(of: carets) == margin,
      carets.utf8.dropFirst(margin).allSatisfy({ $0 == .space || $0 == .tab || $0 == 0x5e })
    else { return nil }
    let room = columns - margin
    let text = line.unicodeScalars.dropFirst(margin)
    let marks = carets.utf8.dropFirst(margin)
    // Whatever a tab is wide: where it would have to be known, the line stays as it is.
    let isWithoutTabs = marks.allSatisfy { $0 != .tab } && text.allSatisfy { $0 != "\t" }
    let width = max(DisplayWidth.columns(of: line) - margin, marks.count)
    guard isWithoutTabs, width > room, room > 8 else { return (line, carets) }
    let indent = marks.prefix { $0 == .space }.count
    let first = max(0, min(indent - room / 2, width - room))
    var shown = ""
    var column = 0
    var begin: Int?
    for scalar in text {
      let own = DisplayWidth.columns(of: String(scalar))
      if column >= first, column + own <= first + room {
        if begin == nil { begin = column }
        shown.unicodeScalars.append(scalar)
      }
      column += own
    }
    let before = max(0, indent - (begin ?? 0))
    let count = max(1, min(marks.count - indent, room - before))
    return (
      line.prefix(margin) + shown,
      carets.prefix(margin) + String(repeating: " ", count: before)
        + String(repeating: "^", count: count)
    )
  }

  /// How many columns stand before what is shown: two, the number or as many blanks, and ` | `.
  private static func marginWidth(of line: String) -> Int? {
    let bytes = Array(line.utf8.prefix(32))
    var index = 0
    while index < bytes.count, bytes[index] == .space || bytes[index].isDecimalDigit { index += 1 }
    guard index > 3, index < bytes.count, bytes[index] == 0x7c, bytes[index - 1] == .space,
      index + 1 < bytes.count, bytes[index + 1] == .space
    else { return nil }
    return index + 2
  }
}
