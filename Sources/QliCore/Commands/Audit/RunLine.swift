/// A run on a line for a person, cut at the terminal's width. Why it was refused or has failed is never
/// cut: where there is no room for it, it stands below.
struct RunLine {
  /// The columns of the terminal.
  let width: Int
  let style: Style
  private var calendar = LocalCalendar()

  /// Narrower than this there is no room for all.
  private static let narrow = 60
  /// And narrower than this the year is left out.
  private static let wide = 100
  /// What of a run's id is enough for `--run`, as two hardly begin in one millisecond.
  private static let idWidth = 13
  /// The longest outcome is `output limit`.
  private static let outcomeWidth = 12
  private static let durationWidth = 7

  init(width: Int, style: Style) {
    self.width = width
    self.style = style
  }

  /// The line, with its newline: when it ended (or began), how, how long it took, what its id begins with, who
  /// ran what, and why.
  ///
  /// - Parameter depth: how many runs it is set in below.
  mutating func text(_ run: TrailRun, depth: Int = 0) -> String {
    let isNarrow = width < Self.narrow
    var rest = width
    let time = Self.cut(moment(of: run), to: &rest)
    let gap = Self.spaces(2, from: &rest)
    // A log may hold any: it isn't to push out the rest.
    var outcomeRoom = min(Self.outcomeWidth, rest)
    let outcome = Self.cut(run.outcomeText, to: &outcomeRoom)
    let outcomeWidth = DisplayWidth.columns(of: outcome)
    rest -= outcomeWidth
    let padding = Self.spaces(Self.outcomeWidth - outcomeWidth + 1, from: &rest)
    let duration = isNarrow ? "" : Self.leftPadded(run.durationText, to: Self.durationWidth) + "  "
    rest -= duration.count
    let id = isNarrow ? "" : Self.shortID(of: run)
    if !isNarrow { rest -= Self.idWidth + 2 }
    let inset = Self.spaces(2 * depth, from: &rest)
    let command = inset + Self.cut("\(run.who)  \(Self.command(run))", to: &rest)
    let text = Self.remark(run)
    var below = ""
    var remark = text
    if Self.isReason(run), DisplayWidth.columns(of: text) > rest, width >= Self.narrow {
      remark = ""
      below = reason(text, below: time)
    } else {
      remark = Self.cut(text, to: &rest)
    }
    return style.dim(time) + gap + run.styledOutcome(outcome, style) + padding + duration
      + (isNarrow ? "" : style.dim(id) + "  ") + command + (remark.isEmpty ? "" : style.dim(remark))
      + "\n" + below
  }

  /// When it ended, or began, in as many columns as there is room for.
  private mutating func moment(of run: TrailRun) -> String {
    let moment = (run.end ?? run.start).map { calendar.text($0.time) } ?? ""
    if width < Self.narrow { return String(moment.suffix(14).dropLast(3)) }
    return width < Self.wide ? String(moment.suffix(14)) : moment
  }

  private static func shortID(of run: TrailRun) -> String {
    let id = run.string(.runID).map { RecordText.visible($0) } ?? ""
    return id.prefix(idWidth) + String(repeating: " ", count: max(0, idWidth - id.count))
  }

  /// Whether the remark on `run` says why there was nothing of it.
  private static func isReason(_ run: TrailRun) -> Bool {
    run.outcome == .refused || run.outcome == .failed
  }

  /// The remark in lines of its own, under the outcome.
  private func reason(_ remark: String, below time: String) -> String {
    let indent = String(repeating: " ", count: time.count + 2)
    let text = remark.drop { $0 == " " || $0 == "#" }
    return Wording.wrapped(text, columns: width - time.count - 4)
      .map { "\(indent)\(style.dim("# \($0)"))\n" }.joined()
  }

  /// So many spaces, or as many as `columns` have room for; takes them away.
  private static func spaces(_ count: Int, from columns: inout Int) -> String {
    let count = max(0, min(count, columns))
    columns -= count
    return String(repeating: " ", count: count)
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
    // That of a stop stands with who stopped it.
    let hasCloser = run.outcome == .stopped || run.outcome == .closed
    let reason = hasCloser ? run.start?.string(.reason) : run.string(.reason)
    if let reason { remarks.append(RecordText.visible(reason)) }
    if run.outcome == .unfinished { remarks.append("no end on record") }
    if hasCloser { remarks.append(stopper(run)) }
    if run.isRunning, let write = run[.write] {
      let places = RecordText.text(arguments: write)
      remarks.append(places.isEmpty ? "may write nowhere" : "may write only to \(places)")
      if let parent = run.string(.delegatedFrom) {
        remarks.append("handed on by run \(RecordText.visible(parent))")
      }
    }
    if run.outcome == .refused || run.outcome == .failed {
      let words = [AuditMember.step, .error].compactMap { run.end?.string($0) }
      remarks.append(words.map { RecordText.visible($0) }.joined(separator: ": "))
    }
    return remarks.isEmpty ? "" : "  # " + remarks.joined(separator: "; ")
  }

  /// Who has stopped a service, or closed a run, and why.
  private static func stopper(_ run: TrailRun) -> String {
    guard let end = run.end, end.string(.endedBy).map({ RecordText.visible($0) }) != "idle" else {
      return "nobody was connected to it"
    }
    let who = end.string(.user).map { "by \(RecordText.visible($0))" } ?? "by somebody"
    return end.string(.reason).map { "\(who): \(RecordText.visible($0))" } ?? who
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
