/// What one step of a run would do, were it to begin now.
struct StepOutlook {
  /// The eight steps, as `qli explain` names them.
  enum Name: String, CaseIterable {
    case banner
    case requirements = "requires_env"
    case confirm, secrets
    case auditStart = "audit_start"
    case spawn, wait
    case auditFinish = "audit_finish"
  }

  /// Whether the run would pass.
  enum Verdict: String {
    /// There is nothing to do.
    case none
    case passed
    /// A person would be asked.
    case asks
    /// That can't be known now; it counts as passed.
    case unknown
    /// The run would end here.
    case blocked

    /// The worst of `verdicts`.
    static func worst(of verdicts: [Verdict]) -> Verdict {
      [.blocked, .asks, .unknown, .passed].first { verdicts.contains($0) } ?? .none
    }
  }

  /// One thing that the step does or needs.
  struct Remark {
    let verdict: Verdict
    /// What it is about, as a variable's name, for programs.
    var subject: String?
    /// The word for why the run would end here.
    var cause: Cause?
    /// The remark in words, which say the subject too.
    let text: String
  }

  let name: Name
  private(set) var remarks: [Remark] = []
  /// How the run would end here, the first that applies; nil where it would go on.
  private(set) var obstacle: Outcome?
  /// The commands that would mend it.
  private(set) var help: [String] = []

  init(_ name: Name) { self.name = name }

  /// The worst of its remarks.
  var verdict: Verdict { Verdict.worst(of: remarks.map { $0.verdict }) }

  mutating func add(
    _ verdict: Verdict, _ subject: String?, _ text: String, because cause: Cause? = nil
  ) {
    remarks.append(Remark(verdict: verdict, subject: subject, cause: cause, text: text))
  }

  /// The same without what every run does.
  var withoutConstants: StepOutlook {
    var changing = self
    changing.remarks = remarks.filter { remark in
      remark.subject.map { !$0.hasSameBytes(as: Self.signals) } ?? true
    }
    return changing
  }

  /// What signals become of, which is the same in every run.
  static let signals = "signals"

  /// The same without the values that `redaction` hides.
  func hiding(_ redaction: Redaction) -> StepOutlook {
    if redaction.isEmpty { return self }
    var hidden = self
    hidden.remarks = remarks.map { remark in
      Remark(
        verdict: remark.verdict, subject: remark.subject, cause: remark.cause,
        text: redaction.ownText(remark.text))
    }
    hidden.help = help.map(redaction.ownText)
    return hidden
  }

  /// The run would end here with `outcome`; `remark` and `help` say it as the run would, if they
  /// aren't given.
  mutating func block(
    _ outcome: Outcome, _ subject: String? = nil, _ remark: String? = nil, help: [String]? = nil,
    because cause: Cause? = nil
  ) {
    let report = ErrorReport(outcome)
    obstacle = obstacle ?? outcome
    add(
      .blocked, subject, remark ?? report?.headline ?? outcome.name,
      because: cause ?? outcome.cause)
    for line in help ?? report?.help ?? [] where !self.help.contains(line) {
      self.help.append(line)
    }
  }
}
