/// A run on a line for a person, cut at the terminal's width.
struct RunLine {
  /// The columns of the terminal.
  let width: Int
  let style: Style
  private var calendar = LocalCalendar()

  /// Narrower than this there is no room for all.
  private static let narrow = 60
  /// The longest outcome is `output limit`.
  private static let outcomeWidth = 12
  private static let durationWidth = 7

  init(width: Int, style: Style) {
    self.width = width
    self.style = style
  }

  /// The line, with its newline: when it ended (or began), how, how long it took, who ran what, and
  /// why.
  mutating func text(_ run: TrailRun) -> String {
    let isNarrow = width < Self.narrow
    let time = (run.end ?? run.start).map { calendar.text($0.time) } ?? ""
    let shownTime = isNarrow ? String(time.dropFirst(5).dropLast(3)) : time
    let outcome = run.outcomeText
    let duration = isNarrow ? "" : Self.leftPadded(run.durationText, to: Self.durationWidth) + "  "
    let padding = String(repeating: " ", count: max(0, Self.outcomeWidth - outcome.count) + 1)
    var rest = width - shownTime.count - 2 - outcome.count - padding.count - duration.count
    let command = Self.cut("\(run.who)  \(Self.command(run))", to: &rest)
    let remark = Self.cut(Self.remark(run), to: &rest)
    return style.dim(shownTime) + "  " + run.styledOutcome(outcome, style) + padding + duration
      + command + (remark.isEmpty ? "" : style.dim(remark)) + "\n"
  }

  private static func command(_ run: TrailRun) -> String {
    let names = [AuditMember.group, .extension].map { member in
      run.string(member).map { RecordText.visible($0) } ?? "?"
    }
    let arguments = RecordText.text(arguments: run[.args])
    return names.joined(separator: " ") + (arguments.isEmpty ? "" : " \(arguments)")
  }

  /// What a shell would take for a comment: the reason, or what was wrong.
  private static func remark(_ run: TrailRun) -> String {
    var remarks: [String] = []
    if let reason = run.string(.reason) { remarks.append(RecordText.visible(reason)) }
    if run.outcome == .unfinished { remarks.append("no end on record") }
    if run.outcome == .refused || run.outcome == .failed {
      let words = [AuditMember.step, .error].compactMap { run.end?.string($0) }
      remarks.append(words.map { RecordText.visible($0) }.joined(separator: ": "))
    }
    return remarks.isEmpty ? "" : "  # " + remarks.joined(separator: "; ")
  }

  private static func leftPadded(_ text: String, to width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }

  /// As much of `text` as `columns` have room for, with a mark where it was cut; takes them away.
  private static func cut(_ text: String, to columns: inout Int) -> String {
    let width = DisplayWidth.columns(of: text)
    defer { columns -= width }
    guard width > columns else { return text }
    return columns > 0 ? DisplayWidth.cut(text, to: columns, mark: "…") : ""
  }
}
