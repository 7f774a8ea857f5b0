/// `qli trust GROUP`: shows what is otherwise than when somebody looked, asks, and records it. Where there
/// are signers, their signature decides, and nobody is asked.
struct TrustLook {
  private let answers: GivenAnswers
  private let context: RunContext

  init(_ answers: GivenAnswers, _ context: RunContext) {
    self.answers = answers
    self.context = context
  }

  /// - Returns: what was done, for standard output.
  func run(_ name: ByteString) throws(TrustError) -> String {
    let environment = context.environment
    let (group, files) = try converting(TrustError.lookup) { () throws(LookupError) in
      let group = try ExtensionFinder(environment, context.safety).group(name.lossyText)
      return (group, try TrustFiles(of: group, in: environment, hasTexts: true))
    }
    let place = TrustPlace.own(of: group, in: environment)
    try refuseBesideRoots(group, place)
    let record = record(of: group, in: place)
    let loop = try converting(TrustError.system) { () throws(Errno) in
      try EventLoop(callerMask: context.callerMask, clock: context.clock)
    }
    defer { context.console.signals.hold(loop.release) }
    let signer = try converting({ (error: SignatureError) -> TrustError in
      if case .interrupted(let signal) = error { return .question(.interrupted(signal)) }
      return .signature(error, group: group.name)
    }) { () throws(SignatureError) in
      try GroupSignature.check(files, of: group, before: record?.signer, context, loop)
    }
    let taken = files.taken(by: signer)
    let changes = TrustChange.all(in: taken, since: record)
    if let record, changes.isEmpty, record.signer == signer {
      if !TrustRecord.hasItsMode(in: place, of: group.name, environment) {
        try write(record, to: place, of: group)
      }
      return "group '\(group.name)' is as it was trusted\n"
    }
    let texts = TrustTexts(of: group.name, in: place.records(in: environment) ?? "/")
    let isAsked = signer == nil && !answers.isConfirmed
    // What is only shown may be broken off at any moment.
    if isAsked { loop.release() }
    let (style, columns) = context.console.output.look
    let view = TrustView(changes, texts, style, columns: columns)
    if isAsked {
      try show(view, loop)
      try ask(group.name)
    }
    try write(taken, signer, to: place, of: group, texts)
    let shown = isAsked ? "" : view.list
    let by = signer.map { ", signed by \(Visible.text($0))" } ?? ""
    let count = Wording.count(taken.list.count, "file")
    return shown + "group '\(group.name)' is trusted: \(count)\(by)\n"
  }

  /// Root's record holds for everyone: beside it, nobody's own is asked.
  private func refuseBesideRoots(_ group: Group, _ place: TrustPlace) throws(TrustError) {
    guard place == .user else { return }
    let roots = try converting(TrustError.lookup) { () throws(LookupError) in
      try TrustRecord.read(.root, of: group.name, in: context.environment, context.safety)
    }
    if roots == nil { return }
    throw .ofRoot(
      group.name,
      TrustPlace.isPrivate(group, in: context.environment)
        ? ErrorReport.renaming(group.directory) : ErrorReport.looking(at: group.name, .root))
  }

  /// The record that there is. One that can't be used is as none: all is looked at anew.
  private func record(of group: Group, in place: TrustPlace) -> TrustRecord? {
    do throws(LookupError) {
      return try TrustRecord.read(place, of: group.name, in: context.environment, context.safety)
    } catch {
      var report = ErrorReport(error)
      report.help = ["so all of the group is shown as new"]
      context.console.warn(report)
      return nil
    }
  }

  // MARK: - The person

  /// Shows it where the person is who is asked.
  private func show(_ view: TrustView, _ loop: EventLoop) throws(TrustError) {
    let output = context.console.output
    let difference = TrustDifference(context, besidePager: false)
    if output.isTerminal {
      if try showInPager(view) { return }
      loop.release()
    } else if answers.forbidder(in: context.environment) == nil {
      // Whoever answers hasn't seen what has gone into a file or a pipe.
      let isShown = try Prompt.withScreen { screen throws(TrustError) in
        try view.write(to: screen, difference)
      }
      if isShown { return }
    }
    try view.write(to: output.descriptor, difference)
  }

  /// - Returns: whether there was a pager, and it has shown it.
  private func showInPager(_ view: TrustView) throws(TrustError) -> Bool {
    guard let pager = Pager.start(context, atEnd: false) else { return false }
    var failure: TrustError?
    do throws(TrustError) {
      try view.write(to: pager.input, TrustDifference(context, besidePager: true))
    } catch .output {
      // Whoever has seen enough closes it.
    } catch {
      failure = error
    }
    let end = pager.finish(context, isTold: failure != nil)
    if let failure { throw failure }
    switch end {
    case .seen: return true
    case .interrupted(let signal): throw .question(.interrupted(signal))
    case .failed:
      context.console.warn(Pager.failure)
      return false
    }
  }

  private func ask(_ group: ExtensionName) throws(TrustError) {
    try converting(TrustError.question) { () throws(Prompt.Failure) in
      try CommandQuestion.ask("Trust group '\(group)' as it is? [y/N] ", answers, context)
    }
  }

  // MARK: - The record

  private func write(
    _ files: TrustFiles, _ signer: String?, to place: TrustPlace, of group: Group,
    _ texts: TrustTexts
  ) throws(TrustError) {
    guard let record = files.record(since: context.clock.wallTime(), signer: signer) else { return }
    try write(record, to: place, of: group)
    do throws(Errno) {
      try texts.keep(
        files.list.compactMap { file in file.text.map { (digest: file.digest, bytes: $0) } })
    } catch {
      context.console.warn(
        ErrorReport(
          "cannot keep the texts of group '\(group.name)': \(error)",
          help: ["the next look shows them whole"]))
    }
  }

  private func write(
    _ record: TrustRecord, to place: TrustPlace, of group: Group
  ) throws(TrustError) {
    try converting(TrustError.record) { () throws(TrustRecord.Failure) in
      try record.write(to: place, of: group.name, in: context.environment, PathSafety())
    }
  }
}
