/// What a person has to say before each run; the later, the stricter.
enum Confirmation: Sendable, Equatable {
  /// Nothing.
  case none
  /// `y`, or `--yes`.
  case yes
  /// Exactly this word, or `--confirm=WORD`.
  case word(String)

  /// Whether both ask for the same; words are compared as bytes.
  static func == (left: Self, right: Self) -> Bool {
    switch (left, right) {
    case (.none, .none), (.yes, .yes): true
    case (.word(let one), .word(let other)): one.utf8.elementsEqual(other.utf8)
    default: false
    }
  }

  /// Whether a person could say this with less care than `other`.
  func isWeaker(than other: Confirmation) -> Bool { strictness < other.strictness }

  private var strictness: Int {
    switch self {
    case .none: 0
    case .yes: 1
    case .word: 2
    }
  }
}

/// Whether a run needs a reason, and which.
struct ReasonRule: Sendable, Equatable {
  /// Whether there has to be one.
  var isRequired = false
  /// The shell globs that it has to match, all of them.
  var patterns: [String] = []

  /// The first pattern that `reason` doesn't match, or nil.
  func mismatch(_ reason: String) -> String? {
    patterns.first { !Glob.matches(reason, $0) }
  }
}
