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
  var patterns: [String] {
    get { keptTexts?.patterns ?? [] }
    set { keptTexts = KeptReasonTexts(patterns: newValue, hint: hint) }
  }
  /// What whoever is asked for it is told of it, in place of the pattern.
  var hint: String? {
    get { keptTexts?.hint }
    set { keptTexts = KeptReasonTexts(patterns: patterns, hint: newValue) }
  }
  private var keptTexts: KeptReasonTexts?

  /// The first pattern that `reason` doesn't match, or nil.
  func mismatch(_ reason: String) -> String? {
    patterns.first { !Glob.matches(reason, $0) }
  }
}

/// The texts of a reason's rule, kept apart: every run copies a policy, and few have them.
private final class KeptReasonTexts: Sendable, Equatable {
  let patterns: [String]
  let hint: String?

  init(patterns: [String], hint: String?) {
    self.patterns = patterns
    self.hint = hint
  }

  static func == (left: KeptReasonTexts, right: KeptReasonTexts) -> Bool {
    left.patterns == right.patterns && left.hint == right.hint
  }
}
