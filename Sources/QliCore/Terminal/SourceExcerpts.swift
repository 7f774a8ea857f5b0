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
