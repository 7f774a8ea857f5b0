/// Why it can't be kept what a run may write to: nothing runs without that.
struct WriteRefusal: Error {
  /// What is said first.
  let first: WriteProblem
  private let others: [WriteProblem]

  init(_ first: WriteProblem, _ others: [WriteProblem] = []) {
    self.first = first
    self.others = others
  }

  /// All that is in the way.
  var problems: [WriteProblem] { [first] + others }

  /// Whether a rule or a line is wrong, and no requirement unmet.
  var isMistake: Bool { problems.contains { $0.isMistake } }
}

/// One thing that is in the way.
enum WriteProblem: Error {
  /// The system can't.
  case unsupported(WriteRules.Unsupported)
  /// A path of the manifest isn't known.
  case unknown(String, PathTemplate.ExpansionError)
  /// A path isn't there; and what of it is the first that isn't.
  case missing(FilePath, FilePath)
  /// Somebody else decides where a path leads.
  case unsafe(FilePath, UnsafePath)
  case unreadable(FilePath, Errno)
  /// It lies in nothing that may be written to as it is.
  case widens(WritePlace, allowed: [FilePath])
  /// Somebody else decides what is in the folder in which its temporary one is to be made.
  case unsafeTemporaryRoot(FilePath, UnsafePath)
  /// Its own temporary folder can't be made in this one.
  case noTemporaryFolder(FilePath, Errno)
  /// A service couldn't make what it is to make at this path.
  case outside(FilePath, what: String)
  /// The system refused the rules.
  case rules(Errno)

  fileprivate var isMistake: Bool { if case .widens = self { true } else { false } }
}

extension ErrorReport {
  /// The words for a fence that can't be put up.
  init(_ refusal: WriteRefusal) {
    let problems = refusal.problems
    if problems.count == 1, let only = problems.first {
      self.init(only)
      return
    }
    self.init("what it may write to can't be kept")
    for problem in problems {
      let report = ErrorReport(problem)
      details += ["  \(report.headline)"] + report.details.map { "  \($0)" }
      for line in report.help where !help.contains(line) { help.append(line) }
    }
  }

  /// The words for a program that has failed where it could write to `shown` alone: it says itself why, but
  /// not who was in its way.
  ///
  /// - Parameter line: the one that ran it, with a word for its arguments in their place.
  init(failed code: Int32, writingTo shown: [FilePath], _ line: String) {
    self.init(
      "it ended with code \(code), and might write \(WriteScope.words(shown))",
      help: [
        Self.fenceHelp, "see what was refused: strace -f -e trace=file -Z \(line)",
      ])
  }

  /// How a fence shows.
  static let fenceHelp =
    "whatever else it writes to is 'Permission denied', and sudo can't work in a fence"

  /// The words for one thing in the way.
  init(_ problem: WriteProblem) {
    switch problem {
    case .unsupported(let reason): self.init(reason)
    case .unknown(let source, let error):
      self.init(
        "where '\(Visible.text(source))' in 'write' is isn't known: \(error.sentence)",
        help: error.help)
    case .missing(let path, let first):
      let place =
        first == path ? "isn't there" : "isn't there: there is no '\(Visible.text(first))'"
      self.init(
        "'\(Visible.text(path))', which it may write to, \(place)",
        help: ["mkdir -p \(Wording.shellQuoted(path))"])
    case .unsafe(let path, let unsafe):
      let report = ErrorReport(unsafe, effect: "change what it may write to")
      self.init(
        "'\(Visible.text(path))' in 'write' can't be trusted: \(report.headline)",
        details: report.details, help: report.help)
    case .unreadable(let path, let error):
      self.init("cannot look at '\(Visible.text(path))', which it may write to: \(error)")
    case .widens(let place, let allowed): self.init(widening: place, allowed)
    case .noTemporaryFolder(let path, let error):
      self.init(
        "cannot make its temporary folder in '\(Visible.text(path))': \(error)",
        help: ["name a folder that you may write to: \(Remedy.setting("TMPDIR"))"])
    case .unsafeTemporaryRoot(let path, let unsafe):
      let report = ErrorReport(unsafe, effect: "change its temporary folder")
      self.init(
        "cannot make its temporary folder in '\(Visible.text(path))': \(report.headline)",
        details: report.details, help: report.help)
    case .outside(let path, let what):
      self.init(
        "\(what) '\(Visible.text(path))' lies in nothing that it may write to",
        help: ["add its folder to 'write': \(Wording.shellQuoted(path.parent))"])
    case .rules(let error):
      self.init("the system refused to keep what it may write to: \(error)")
    }
  }

  private init(widening place: WritePlace, _ allowed: [FilePath]) {
    let limit = WriteScope.words(allowed)
    if case .typed = place {
      self.init(
        "--write '\(place.shown)' would widen what it may write to: \(limit)",
        help: ["name a path within that, or leave --write out"])
    } else {
      self.init(
        "'\(place.shown)' in its 'write' would widen its group's: \(limit)",
        help: ["name a path within that, or add this one to the group's 'write'"])
    }
  }

  private init(_ reason: WriteRules.Unsupported) {
    let kernel = "this kernel, \(Host.kernel),"
    let other = "boot Linux 6.2 or later"
    switch reason {
    case .missing:
      self.init(
        "\(kernel) can't keep what 'write' allows: it has no Landlock, or a filter hides that",
        help: [
          "\(other) with Landlock (CONFIG_SECURITY_LANDLOCK)",
          "or, in a container, let its seccomp profile pass landlock_create_ruleset(2)",
        ])
    case .disabled:
      self.init(
        "\(kernel) can't keep what 'write' allows: it was started without Landlock",
        help: ["add landlock to the list 'lsm=' of the kernel's command line, and boot"])
    case .tooOld(let version):
      self.init(
        "\(kernel) can't keep what 'write' allows: its Landlock (version \(version)) lets "
          + "truncate(2) empty every file; version \(WriteRules.leastVersion) is needed",
        help: [other])
    case .otherSystem:
      self.init(
        "this system can't keep what 'write' allows: only Linux has Landlock",
        help: ["run it on Linux, or in a container"])
    }
  }
}

extension PathTemplate.ExpansionError {
  /// What to type.
  fileprivate var help: [String] {
    switch self {
    case .unset(let name): [Remedy.setting(name)]
    case .notAbsolute: []
    }
  }
}
