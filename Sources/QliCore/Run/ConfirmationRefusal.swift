/// Why a run wasn't confirmed, or has no reason.
struct ConfirmationRefusal: Equatable {
  /// What was asked for.
  enum Demand: Equatable {
    case yes
    case word(String)
    /// One that matches the pattern; the hint is what people are told of it instead.
    case reason(pattern: String?, hint: String? = nil)
  }

  enum Cause: Equatable {
    /// The answer was no, nothing, or anything but a yes.
    case declined
    /// A word was typed at the question, and it is another one.
    case otherWordTyped
    /// A word was given on the command line, and it is another one.
    case differentWord
    /// The reason doesn't match its pattern.
    case mismatch
    /// Standard input isn't a terminal, and the option that answers wasn't given.
    case noTerminal
    /// `--no-input` forbids to ask.
    case noInput(by: String)
    /// It is put into a unit, where nobody is.
    case unattended
    /// Nobody has answered for that long.
    case unanswered(RunDuration)
    /// How long an answer is waited for isn't known: `QLI_ASK_TIMEOUT` is no span of time.
    case badPatience(RunDuration.SyntaxError)
    /// There is nowhere to show the question.
    case cannotAsk(Errno)

    /// Whether somebody has answered the question, so that it needn't be explained.
    var isOfPerson: Bool { self == .declined || self == .otherWordTyped }

    /// Whether somebody has given an answer, and another one was needed.
    var isAnswered: Bool {
      switch self {
      case .declined, .otherWordTyped, .differentWord, .mismatch: true
      default: false
      }
    }
  }

  let demand: Demand
  let cause: Cause
  /// `--yes` was given, which is not enough for it.
  var hadYes = false
  /// It is of a request, which answers without a command line.
  var isOfRequest = false
}

extension ConfirmationRefusal {
  /// Whether `--yes` was given where only a word will do.
  var isMoreThanYes: Bool {
    if case .word = demand { hadYes } else { false }
  }

  /// The step that it is called in records and reports.
  var step: Step {
    if case .reason = demand { .reason } else { .confirm }
  }
}
