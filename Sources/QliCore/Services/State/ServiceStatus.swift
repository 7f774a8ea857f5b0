/// What is known of a service now: the locks say whether it lives, the state adds the details.
struct ServiceStatus {
  enum Phase: String, CaseIterable {
    case starting, ready, stopping, restarting, ended, failed
    /// Processes of it are left, and nobody watches over them.
    case orphaned
    /// It is gone, and no end of it is on record.
    case lost
    /// It runs on another machine, or in another container.
    case elsewhere
    /// Its lock is one that somebody else can have made: whether it runs can't be known.
    case unknown
    /// It was never started.
    case never
  }

  let folder: ServiceFolder
  let phase: Phase
  /// What was last known; nil where nothing is.
  let state: ServiceState?
  let holder: ServiceHolder?
  /// Why nothing is known of it though something was written; nil where that isn't so.
  let problem: ErrorReport?

  var id: ServiceID { folder.id }

  /// The run that it is, or was.
  var runID: String? {
    holder?.note?.runID ?? state?.runID ?? ServiceOrphans.removed(folder)
      ?? ServiceLock.lastNote(in: folder)?.runID
  }

  init(of folder: ServiceFolder) {
    self.folder = folder
    var holder = ServiceLock.holder(of: folder)
    var state = ServiceState(reading: folder)
    // Who began after the first look may have written what the second one found.
    if holder == nil, state?.phase.isFinal == false, let now = ServiceLock.holder(of: folder) {
      (holder, state) = (now, ServiceState(reading: folder))
    }
    self.holder = holder
    let lockProblem = holder == nil ? ServiceLock.unreadable(in: folder) : nil
    problem = lockProblem ?? (state == nil ? ServiceState.unreadable(in: folder) : nil)
    switch holder {
    case .elsewhere:
      (phase, self.state) = (.elsewhere, state)
    case .process(let note):
      // Of an earlier run it says nothing.
      let own = state?.runID == note.runID ? state : nil
      self.state = own
      phase = own.map { Self.phase(of: $0, watchedBy: note) } ?? .starting
    case .unknown: (phase, self.state) = (.starting, nil)
    case nil where lockProblem != nil: (phase, self.state) = (.unknown, nil)
    case nil:
      self.state = state
      if !ServiceOrphans.find(folder).isEmpty {
        phase = .orphaned
      } else if let state, state.phase.isFinal {
        phase = Phase(state.phase)
      } else {
        phase = state == nil && problem == nil ? .never : .lost
      }
    }
  }

  /// How far a service is whose state was written by the process of `note`. Once that or the main
  /// process has ended, what is left is being ended, whatever the state says still.
  static func phase(of state: ServiceState, watchedBy note: SupervisorNote) -> Phase {
    let main = state.process.map { ProcessID(rawValue: Int32(clamping: $0)) }
    let hasEnded =
      state.phase.isFinal || !note.identity.isAlive
      || state.phase == .ready && main?.hasEnded == true
    return hasEnded ? .stopping : Phase(state.phase)
  }

  /// Whether something of it goes on.
  var isAlive: Bool {
    switch phase {
    case .starting, .ready, .stopping, .restarting, .orphaned, .elsewhere: true
    case .ended, .failed, .lost, .unknown, .never: false
    }
  }
}

extension ServiceStatus.Phase {
  fileprivate init(_ phase: ServiceState.Phase) {
    self =
      switch phase {
      case .starting: .starting
      case .ready: .ready
      case .stopping: .stopping
      case .restarting: .restarting
      case .ended: .ended
      case .failed: .failed
      }
  }
}
