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
    let style = errors.style
    errors.write(report.text(style.error("error:"), style, withHelp: !isQuiet))
  }

  /// Reports what doesn't end it.
  func warn(_ report: ErrorReport) {
    guard !isQuiet else { return }
    let style = errors.style
    errors.write(report.text(style.warning("warning:"), style, withHelp: true))
  }

  /// Says why there is nothing to show, where that is no error.
  func note(_ report: ErrorReport) {
    guard !isQuiet else { return }
    errors.write(report.text("qli:", errors.style, withHelp: true))
  }
}
