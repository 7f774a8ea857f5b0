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
}
