/// Step 1: says where one is.
enum BannerStep {
  /// What only this step makes.
  struct Shown {
    fileprivate init() {}
  }

  /// Prints the banner, if there is one, to standard error; `--quiet` doesn't silence it.
  static func show(_ policy: Policy, _ context: RunContext) -> Shown {
    if let banner = policy.banner {
      let (style, columns) = context.console.errors.look
      context.console.errors.write(text(banner, policy.bannerColor, style, columns: columns))
    }
    return Shown()
  }

  /// What is shown of `banner`: where there are colours a block of its own, which nothing else on the
  /// screen is, each line as wide as the widest; else the plain text.
  ///
  /// - Parameter columns: those of the terminal; nil where there is none.
  static func text(_ banner: String, _ color: Color?, _ style: Style, columns: Int?) -> String {
    var lines = Visible.text(banner, keepingNewlines: true)
      .split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
    if lines.last?.isEmpty == true { lines.removeLast() }
    guard style.isEnabled else { return Lines(columns: columns).details(lines) }
    let shown = lines.flatMap { line in
      let line = withoutTabs(line)
      // A column on each side belongs to the block.
      return columns.map { Wording.wrapped(line, columns: max(1, $0 - 2)) } ?? [line]
    }
    let widths = shown.map { DisplayWidth.columns(of: $0) }
    // A word that has no room anyway makes no other line longer.
    let width = widths.filter { width in columns.map { width + 2 <= $0 } ?? true }.max() ?? 0
    return zip(shown, widths).map { line, own in
      let blank = String(repeating: " ", count: max(0, width - own))
      return style.loud(" \(line)\(blank) ", color) + "\n"
    }.joined()
  }

  /// The line with as many blanks as each tab is wide.
  private static func withoutTabs(_ line: String) -> String {
    guard line.utf8.contains(.tab) else { return line }
    var result = ""
    for part in line.split(separator: "\t", omittingEmptySubsequences: false) {
      if !result.isEmpty || part.startIndex != line.startIndex {
        let column = DisplayWidth.columns(of: result)
        result += String(repeating: " ", count: 8 - column % 8)
      }
      result += part
    }
    return result
  }
}
