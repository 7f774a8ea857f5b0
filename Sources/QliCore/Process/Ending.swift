/// How a program is ended: steps, one after the other, until nothing of it is left.
struct Ending {
  struct Step {
    enum Target {
      /// The program's process, and all that it started where they belong to it.
      case all
      /// The program's process alone. When that has ended, the step has had its time.
      case main
      /// Those of them that are qli's own children. Whom one leaves behind becomes qli's child, so
      /// that all are reached in the end, and the number of an unreaped child can't be another
      /// process's.
      case children
    }

    /// What each gets, in this order.
    let signals: [Signal]
    let target: Target
    /// After how long they get it again, in milliseconds; nil for once.
    var pause: Int64?
    /// How long they may take, in milliseconds; nil for as long as they do, if they got a signal. The
    /// time begins anew whenever somebody gets a signal who had none in this step.
    let patience: Int64?
    /// Whether a request to stop that qli gets meanwhile cuts that short.
    let isCutShort: Bool
  }

  /// How long SIGKILL is tried, in milliseconds: nobody needs that long who can be killed.
  private static let killLimit: Int64 = 5000

  let steps: [Step]
  /// Whether what the program has left behind is ended when it has ended itself.
  var isForWhatIsLeft = false
  /// The same where it was killed. Of SIGINT qli dies by itself, when all is done.
  var isForWhatTheKilledLeave = false

  /// Whether what a program leaves behind that has ended like this is ended.
  func isForRest(of end: WaitStatus) -> Bool {
    if case .signalled(let signal) = end, signal != .interrupt {
      return isForWhatIsLeft || isForWhatTheKilledLeave
    }
    return isForWhatIsLeft
  }

  /// The end of all that was started in a run.
  ///
  /// - Parameter grace: how long they have for SIGTERM; nil to begin with SIGKILL.
  /// - Parameter killLimit: how long SIGKILL is tried, in milliseconds. Whoever is there then can't
  ///   be killed by this user.
  static func tree(grace: RunDuration?, killingFor killLimit: Int64 = killLimit) -> Ending {
    let kill = Step(
      signals: [.kill], target: .children, pause: 5, patience: killLimit, isCutShort: false)
    guard let grace else { return Ending(steps: [kill]) }
    return Ending(steps: [.terminate(patience: grace.milliseconds), kill])
  }

  /// The end of a service.
  ///
  /// - Parameter signal: what tells it to end; `toMainAlone` to its main process and no other.
  /// - Parameter grace: how long it has for that.
  static func service(_ signal: Signal, toMainAlone: Bool, grace: RunDuration) -> Ending {
    let ask = Step(
      signals: [signal, .resume], target: toMainAlone ? .main : .all, patience: grace.milliseconds,
      isCutShort: true)
    let kill = Step(
      signals: [.kill], target: .children, pause: 5, patience: killLimit, isCutShort: false)
    return Ending(steps: [ask, kill], isForWhatIsLeft: true)
  }

  /// The end of a program that works for qli.
  ///
  /// - Parameter grace: how long it has for SIGTERM, in milliseconds.
  static func process(grace: Int64) -> Ending {
    let kill = Step(
      signals: [.kill], target: .children, patience: nil, isCutShort: false)
    return Ending(steps: [.terminate(patience: grace), kill])
  }
}

extension Ending.Step {
  /// SIGTERM, and SIGCONT, as a stopped process can't act on it.
  fileprivate static func terminate(patience: Int64) -> Self {
    Self(
      signals: [.terminate, .resume], target: .all, patience: patience, isCutShort: true)
  }
}
