/// One thing that `qli doctor` has to say.
struct Finding {
  enum Level: String {
    case ok
    /// Works, but may surprise; or depends on the moment.
    case warning
    /// Doesn't work.
    case error
  }

  /// What is in order, in the order in which it is shown; alike things are one line for a person.
  enum Kind: CaseIterable {
    case environment, root, group, trust, copy, sourceFolder, source, other

    /// What a line of it begins with; nil where it says so itself.
    var title: String? {
      switch self {
      case .root: "folders of groups"
      case .group: "groups"
      case .trust: "trusted groups"
      case .copy: "takers of copies"
      case .sourceFolder: "folders of source plugins"
      case .source: "source plugins"
      case .environment, .other: nil
      }
    }
  }

  let level: Level
  /// The file, the variable or the group that it is about.
  let place: String
  let message: String
  /// Further lines, such as a source line with its caret.
  var details: [String] = []
  /// The commands that mend it.
  var help: [String] = []
  /// What it is that is in order.
  var kind = Kind.other
  /// The same in a few words, among others of its kind.
  var item: String?

  /// - Parameter item: a few words for it, beside others of its kind.
  static func ok(
    _ place: String, _ message: String, _ kind: Kind = .other, _ item: String? = nil
  ) -> Finding {
    Finding(level: .ok, place: place, message: message, kind: kind, item: item)
  }

  static func warning(_ place: String, _ message: String, help: [String] = []) -> Finding {
    Finding(level: .warning, place: place, message: message, help: help)
  }

  static func error(_ place: String, _ message: String, help: [String] = []) -> Finding {
    Finding(level: .error, place: place, message: message, help: help)
  }

  /// What an error of a run says, which depends on the moment.
  static func warning(_ place: String, _ report: ErrorReport) -> Finding {
    Finding(.warning, place, report)
  }

  /// What an error of a run says.
  static func error(_ place: String, _ report: ErrorReport) -> Finding {
    Finding(.error, place, report)
  }
}

extension Finding {
  /// The same without the values that `redaction` hides.
  func hiding(_ redaction: Redaction) -> Finding {
    if redaction.isEmpty { return self }
    return Finding(
      level: level, place: redaction.ownText(place), message: redaction.ownText(message),
      details: details.map(redaction.ownText), help: help.map(redaction.ownText), kind: kind,
      item: item.map(redaction.ownText))
  }

  private init(_ level: Level, _ place: String, _ report: ErrorReport) {
    self.init(
      level: level, place: place, message: report.headline, details: report.details,
      help: report.help)
  }
}
