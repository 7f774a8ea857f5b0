/// The answers that a command line gives to the questions of a run.
struct GivenAnswers: Equatable {
  /// `--yes`.
  var isConfirmed = false
  /// The word of `--confirm`.
  var word: ByteString?
  /// The text of `--reason`.
  var reason: String?
  /// Nothing may be asked: `--no-input`.
  var forbidsAsking = false
  /// They stand in a request of `run --json -`, to which nobody is asked anything.
  var isRequest = false
  /// How long a question waits for its answer: `--ask-timeout`.
  var patience: RunDuration?
}

extension GivenAnswers {
  /// What a request is called where it forbids to ask.
  static let request = "a request"

  /// What says that nothing may be asked, as an error names it; nil if that may be.
  func forbidder(in environment: Environment) -> String? {
    if isRequest { return Self.request }
    if forbidsAsking { return "'--no-input'" }
    return environment.isOn("QLI_NO_INPUT") ? "QLI_NO_INPUT" : nil
  }
}
