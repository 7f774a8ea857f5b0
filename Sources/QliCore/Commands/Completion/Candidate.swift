/// A word that fits where something is being typed.
struct Candidate: Equatable {
  /// The whole word; it holds no control characters.
  let word: String
  /// What it is for; not made safe to show yet.
  var description: String?
}

extension Candidate {
  /// A candidate that says what it is for itself.
  init(_ word: some StringProtocol) { self.init(word: String(word)) }
}
