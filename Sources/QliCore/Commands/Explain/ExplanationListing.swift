/// What a run would do, for a person.
enum ExplanationListing {
  /// Where the remarks begin.
  private static let column = markWidth + titleWidth
  private static let markWidth = 9
  private static let titleWidth = 14
  /// How far they go where nobody sees them on a terminal.
  private static let width = 80

  /// How it would end, the file, and a paragraph for each step.
  ///
  /// - Parameters:
  ///   - isVerbose: whether what is the same for every run is wanted, too.
  ///   - columns: those of the terminal; nil where there is none.
  static func text(
    _ explanation: Explanation, isVerbose: Bool, _ environment: Environment, _ style: Style,
    columns: Int?
  ) -> String {
    let request = explanation.request
    let lines = Lines(columns: columns)
    var text = conclusion(explanation, style, lines) + "\n\n" + style.bold(explanation.line)
    if let summary = ExtensionSummary.line(request.extension, request.group.manifest) {
      let indent = DisplayWidth.columns(of: explanation.line) + 2
      text += "  \(lines.text(Visible.text(summary), behind: indent))"
    }
    let source =
      request.extension.command.map { $0.text }
      ?? GroupListing.shortened(request.extension.path, environment)
    text += "\n  \(source)\n"
    for path in explanation.shadowed {
      text += style.dim("  shadows \(GroupListing.shortened(path, environment))") + "\n"
    }
    text += "\n"
    let blocking = explanation.blocking?.name
    for step in explanation.steps {
      let shown = isVerbose ? step : step.withoutConstants
      text += Self.text(shown, isFirst: step.name == blocking, style, lines)
    }
    return text
  }

  /// The step, what is in its way first. Where not all of it is alike, each remark has its own word.
  private static func text(
    _ step: StepOutlook, isFirst: Bool, _ style: Style, _ lines: Lines
  ) -> String {
    let title = step.title + String(repeating: " ", count: titleWidth - step.title.count)
    let verdict = step.verdict
    let isMixed = step.remarks.contains { $0.verdict != verdict }
    let remarks =
      step.remarks.filter { $0.verdict == verdict } + step.remarks.filter { $0.verdict != verdict }
    var text = mark(verdict, style) + (isFirst ? style.bold(title) : title)
    if remarks.isEmpty, step.help.isEmpty { return text + style.dim("nothing") + "\n" }
    let indent = String(repeating: " ", count: column)
    // What mends a step stands below what is wrong with it.
    let last = remarks.lastIndex { $0.verdict == verdict } ?? -1
    let help = helpText(of: step, isFirst: remarks.isEmpty, style, lines)
    if last < 0 { text += help }
    for (index, remark) in remarks.enumerated() {
      let isLoud = remark.verdict == .blocked && isFirst
      // What a banner has of its own stays, each line as wide as there is room.
      let shown = remark.text.split(separator: "\n").map { self.lines($0, lines) }
        .joined(separator: "\n" + indent)
      if index > 0 {
        let blank = String(repeating: " ", count: titleWidth)
        text += isMixed ? mark(remark.verdict, style) + blank : indent
      }
      text += (isLoud ? style.error(shown) : shown) + "\n"
      if index == last { text += help }
    }
    return text
  }

  /// - Parameter isFirst: whether the first of it stands beside the step's title.
  private static func helpText(
    of step: StepOutlook, isFirst: Bool, _ style: Style, _ lines: Lines
  ) -> String {
    let indent = String(repeating: " ", count: column)
    var text = ""
    for (index, line) in step.help.enumerated() {
      text += (index == 0 && isFirst ? "" : indent)
      text += "\(style.hint("help:")) \(lines.help(line, behind: column + "help: ".utf8.count))\n"
    }
    if let note = Wording.shellNote(for: step.help) { text += "\(indent)  \(style.dim(note))\n" }
    return text
  }

  private static func lines(_ text: Substring, _ lines: Lines) -> String {
    guard lines.columns == nil else { return lines.text(text, behind: column) }
    return Wording.wrapped(text, columns: width - column)
      .joined(separator: "\n" + String(repeating: " ", count: column))
  }

  /// A word in `markWidth` columns.
  private static func mark(_ verdict: StepOutlook.Verdict, _ style: Style) -> String {
    switch verdict {
    case .none: style.dim("-        ")
    case .passed: style.good("ok       ")
    case .asks: style.warning("asks     ")
    case .unknown: style.hint("unknown  ")
    case .blocked: style.error("blocked  ")
    }
  }

  private static func conclusion(
    _ explanation: Explanation, _ style: Style, _ lines: Lines
  ) -> String {
    if let step = explanation.blocking {
      return style.error(
        lines.text("It would end at '\(step.title)' with exit code \(explanation.status.code)."))
    }
    let asks = explanation.steps.contains { $0.verdict == .asks }
    let isUncertain = explanation.steps.contains { $0.verdict == .unknown }
    return style.good(asks ? "It would ask, and then run" : "It would run")
      + (isUncertain ? ", as far as can be known without trying." : ".")
  }
}

extension StepOutlook {
  /// The step's name for a person.
  fileprivate var title: String {
    switch name {
    case .banner: "banner"
    case .requirements: "requirements"
    case .confirm: "confirm"
    case .secrets: "secrets"
    case .auditStart: "audit start"
    case .spawn: "spawn"
    case .wait: "wait"
    case .auditFinish: "audit finish"
    }
  }
}
