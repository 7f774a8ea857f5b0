extension ErrorReport {
  /// The words for a manifest that can't be used: every problem with its place.
  init(_ error: ManifestError) {
    let path = Visible.text(error.path)
    switch error.reason {
    case .unreadable(let errno): self.init("cannot read the manifest '\(path)': \(errno)")
    case .notRegular(let kind):
      self.init("cannot read the manifest '\(path)': it is \(kind.name), not a regular file")
    case .tooLarge:
      self.init(
        "the manifest '\(path)' is larger than \(Manifest.maximumSize >> 20) MiB")
    case .invalid(let problems, let source):
      let paragraphs = problems.map { problem in
        ["\(path):\(problem.position.line):\(problem.position.column): \(problem.message)"]
          + SourceExcerpt.lines(source, at: problem.position, width: problem.width)
      }
      self.init(
        "the manifest has \(Wording.count(problems.count, "problem"))",
        details: paragraphs.flatMap { $0 }, help: ["see the format: qli help manifest"])
    }
  }
}

/// A line of a file with a caret under the place that is meant.
enum SourceExcerpt {
  /// How much of a line is shown, in characters on each side.
  private static let reach = 60

  /// The line that `position` is in, and a line that marks `width` columns from there.
  static func lines(_ source: [UInt8], at position: TOMLPosition, width: Int) -> [String] {
    guard let line = line(position.line, of: source) else { return [] }
    var scalars = Array(String(decoding: line, as: UTF8.self).unicodeScalars)
    if scalars.first == "\u{feff}" { scalars.removeFirst() }
    if scalars.last == "\r" { scalars.removeLast() }
    let start = min(max(position.column - 1, 0), scalars.count)
    let first = max(0, start - reach)
    let shown = scalars[first..<min(scalars.count, start + reach)]
    let marked = max(1, min(width, shown.endIndex - start))
    let number = String(position.line)
    let margin = String(repeating: " ", count: number.count)
    // A tab stays one, so that the caret stands below its place whatever a tab is wide.
    let indent = shown[first..<start].map { scalar in
      scalar == "\t" ? "\t" : String(repeating: " ", count: Visible.text(String(scalar)).count)
    }
    let text = shown.map { $0 == "\t" ? "\t" : Visible.text(String($0)) }
    return [
      "  \(number) | \(text.joined())",
      "  \(margin) | \(indent.joined())\(String(repeating: "^", count: marked))",
    ]
  }

  private static func line(_ number: Int, of source: [UInt8]) -> ArraySlice<UInt8>? {
    var rest = source[...]
    for _ in 1..<max(number, 1) {
      guard let newline = rest.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
      rest = rest[(newline + 1)...]
    }
    return rest.prefix { $0 != UInt8(ascii: "\n") }
  }
}
