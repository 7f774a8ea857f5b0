extension TrailRun {
  /// How it ended, in a few words.
  var outcomeText: String {
    switch outcome {
    case .succeeded: "ok"
    case .exited: "exit \(end?[.exitCode].map { String(decoding: $0, as: UTF8.self) } ?? "")"
    case .signalled: end?.string(.signal).map { RecordText.visible($0) } ?? ""
    case .interrupted: "interrupted"
    case .timedOut: "timed out"
    case .outputLimit: "output limit"
    case .stopped: "stopped"
    case .closed: "closed"
    case .failed: "failed"
    case .refused: "refused"
    case .running: "running"
    case .ready: "ready"
    case .unfinished: "no end"
    case .doubtful: "doubtful"
    }
  }

  /// The same, with all that is known of it.
  var fullOutcomeText: String {
    switch outcome {
    case .unfinished: return "no end on record"
    case .failed, .refused:
      let step = end?.string(.step).map { ": \(RecordText.visible($0))" } ?? ""
      return outcomeText + step
    default: return outcomeText
    }
  }

  /// The outcome, set off by how bad it is.
  func styledOutcome(_ text: String, _ style: Style) -> String {
    switch outcome {
    case .succeeded: style.good(text)
    case .stopped, .closed: text
    case .running: style.hint(text)
    case .ready: style.good(text)
    case .refused, .unfinished, .doubtful: style.warning(text)
    case .exited, .signalled, .timedOut, .outputLimit, .failed: style.error(text)
    case .interrupted: hasSucceeded ? style.warning(text) : style.error(text)
    }
  }

  /// Who ran it: the user, and in parentheses who became that user with sudo(8).
  var who: String {
    guard let user = string(.user).map({ RecordText.visible($0) }) ?? uidText else { return "?" }
    guard let sudoUser = string(.sudoUser) else { return user }
    return "\(user)(\(RecordText.visible(sudoUser)))"
  }

  private var uidText: String? {
    self[.uid].map { "uid \(String(decoding: $0, as: UTF8.self))" }
  }

  /// How long it took, such as `1m30s`; nothing where that isn't known.
  var durationText: String {
    guard let digits = end?[.duration],
      let milliseconds = Int64(String(decoding: digits, as: UTF8.self))
    else { return "" }
    return Wording.duration(milliseconds)
  }
}

extension Wording {
  /// A span of time in at most seven characters, in the two largest units that it has.
  static func duration(_ milliseconds: Int64) -> String {
    let seconds = milliseconds / 1000
    switch seconds {
    case ..<1: return "\(milliseconds)ms"
    case ..<60: return "\(seconds).\(milliseconds / 100 % 10)s"
    case ..<3600: return "\(seconds / 60)m\(twoDigits(seconds % 60))s"
    case ..<86_400: return "\(seconds / 3600)h\(twoDigits(seconds / 60 % 60))m"
    default: return "\(seconds / 86_400)d\(twoDigits(seconds / 3600 % 24))h"
    }
  }

  private static func twoDigits(_ number: Int64) -> String {
    number < 10 ? "0\(number)" : "\(number)"
  }
}
