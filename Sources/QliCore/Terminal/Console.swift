/// What qli says, and where: results to standard output, all else to standard error.
struct Console {
  let output: OutputStream
  let errors: OutputStream
  /// What waits until the last of it is written.
  let signals: HeldSignals
  /// Whether `--quiet` was given: no warnings, no hints.
  let isQuiet: Bool

  init(_ environment: Environment, color: ColorMode = .auto, isQuiet: Bool = false) {
    signals = HeldSignals()
    output = OutputStream(.standardOutput, color, environment, signals)
    errors = OutputStream(.standardError, color, environment, signals)
    self.isQuiet = isQuiet
  }

  /// Reports what ended the command.
  func report(_ report: ErrorReport) {
    write(report, "error:", .error, withHelp: !isQuiet)
  }

  /// Reports what doesn't end it.
  func warn(_ report: ErrorReport) {
    guard !isQuiet else { return }
    write(report, "warning:", .warning, withHelp: true)
  }

  /// Says why there is nothing to show, where that is no error.
  func note(_ report: ErrorReport) {
    guard !isQuiet else { return }
    write(report, "qli:", nil, withHelp: true)
  }

  private func write(
    _ report: ErrorReport, _ label: String, _ mark: Style.Mark?, withHelp: Bool
  ) {
    let (style, columns) = errors.look
    errors.write(report.text(label, mark, style, withHelp: withHelp, columns: columns))
  }
}
