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
  /// How long a question waits for its answer: `--ask-timeout`.
  var patience: RunDuration?
}

extension GivenAnswers {
  /// Whether nothing may be asked, also where `environment` alone says so.
  func forbidsAsking(in environment: Environment) -> Bool {
    forbidsAsking || environment.isOn("QLI_NO_INPUT")
  }
}
