/// What a run would do, for a person.
enum ExplanationListing {
  /// Where the remarks begin.
  private static let column = markWidth + titleWidth
  private static let markWidth = 9
  private static let titleWidth = 14
  /// How far they go; a longer word stays whole.
  private static let width = 80

  /// How it would end, the file, and a paragraph for each step.
  ///
  /// - Parameter isVerbose: whether what is the same for every run is wanted, too.
  static func text(
    _ explanation: Explanation, isVerbose: Bool, _ environment: Environment, _ style: Style
  ) -> String {
    let request = explanation.request
    var text = conclusion(explanation, style) + "\n\n" + style.bold(explanation.line)
    if let summary = ExtensionSummary.line(request.extension, request.group.manifest) {
      text += "  \(Visible.text(summary))"
    }
    text += "\n  \(GroupListing.shortened(request.extension.path, environment))\n"
    for path in explanation.shadowed {
      text += style.dim("  shadows \(GroupListing.shortened(path, environment))") + "\n"
    }
    text += "\n"
    let blocking = explanation.blocking?.name
    for step in explanation.steps {
      let shown = isVerbose ? step : step.withoutConstants
      text += Self.text(shown, isFirst: step.name == blocking, style)
    }
    return text
  }

  /// The step, what is in its way first. Where not all of it is alike, each remark has its own word.
  private static func text(
    _ step: StepOutlook, isFirst: Bool, _ style: Style
  ) -> String {
    let title = step.title + String(repeating: " ", count: titleWidth - step.title.count)
    let verdict = step.verdict
    let isMixed = step.remarks.contains { $0.verdict != verdict }
    let remarks =
      step.remarks.filter { $0.verdict == verdict } + step.remarks.filter { $0.verdict != verdict }
    var text = mark(verdict, style) + (isFirst ? style.bold(title) : title)
    if remarks.isEmpty, step.help.isEmpty { return text + style.dim("nothing") + "\n" }
    let indent = String(repeating: " ", count: column)
    for (index, remark) in remarks.enumerated() {
      let isLoud = remark.verdict == .blocked && isFirst
      let lines = remark.text.split(separator: "\n")
        .flatMap { Wording.wrapped($0, columns: width - column) }
        .map { isLoud ? style.error($0) : $0 }
      if index > 0 {
        let blank = String(repeating: " ", count: titleWidth)
        text += isMixed ? mark(remark.verdict, style) + blank : indent
      }
      text += lines.joined(separator: "\n" + indent) + "\n"
    }
    for (index, line) in step.help.enumerated() {
      text += (index == 0 && remarks.isEmpty ? "" : indent) + "\(style.hint("help:")) \(line)\n"
    }
    if let note = Wording.shellNote(for: step.help) { text += "\(indent)  \(style.dim(note))\n" }
    return text
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

  private static func conclusion(_ explanation: Explanation, _ style: Style) -> String {
    if let step = explanation.blocking {
      return style.error(
        "It would end at '\(step.title)' with exit code \(explanation.status.code).")
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
