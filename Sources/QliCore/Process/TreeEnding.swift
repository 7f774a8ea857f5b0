/// Ends everything that was started in a run:
///
/// 1. SIGTERM to each process, and SIGCONT, as a stopped one can't act on it.
/// 2. After `grace`, or as soon as qli is told to stop itself, SIGKILL to qli's own children, again
///    and again: whom a killed one leaves behind becomes qli's child (see `becomeSubreaper`), until
///    there is none. The number of an unreaped child can't be another process's, so nobody else is
///    hit, and what forks while it is being killed is reached in the end.
/// 3. What is still there when five seconds long nobody new was killed can't be killed by this user,
///    and is named.
///
/// Where the system has no such adoption, SIGTERM goes to the process group, and SIGKILL to the
/// child alone.
struct TreeEnding: ~Copyable {
  /// How long SIGKILL is tried on the same processes, in milliseconds.
  static let killLimit: Int64 = 5000
  /// How long to wait between two rounds of SIGKILL, in milliseconds.
  private static let killPause: Int64 = 5

  private let child: ProcessID
  private let tree: RunTree
  private let loop: EventLoop
  /// What else is to be done whenever there is something to read.
  private let capture: OutputCapture?

  init(
    _ child: ProcessID, _ tree: RunTree, _ loop: EventLoop, _ capture: OutputCapture?
  ) {
    self.child = child
    self.tree = tree
    self.loop = loop
    self.capture = capture
  }

  /// Ends all, and reaps what was qli's child.
  ///
  /// - Parameter grace: nil to begin with SIGKILL.
  /// - Parameter killLimit: see `killLimit`.
  consuming func end(
    grace: RunDuration?, killingFor killLimit: Int64 = TreeEnding.killLimit
  ) throws(Errno) -> TreeEnd {
    if let grace {
      terminate()
      let graceEnd = loop.clock.monotonicTime().advanced(byMilliseconds: grace.milliseconds)
      if try wait(until: graceEnd, breakingOffOnStop: true) {
        return TreeEnd(signal: .terminate, survivors: [])
      }
    }
    var killed: Set<ProcessID> = []
    var killEnd = loop.clock.monotonicTime().advanced(byMilliseconds: killLimit)
    while loop.clock.monotonicTime() < killEnd {
      let hit = kill()
      let now = loop.clock.monotonicTime()
      if !killed.isSuperset(of: hit) {
        killed.formUnion(hit)
        killEnd = now.advanced(byMilliseconds: killLimit)
      }
      let pause = now.advanced(byMilliseconds: Self.killPause)
      if try wait(until: pause, breakingOffOnStop: false) {
        return TreeEnd(signal: .kill, survivors: [])
      }
    }
    return TreeEnd(signal: .kill, survivors: survivors())
  }

  /// Reaps children until there is none, or `deadline` has passed.
  ///
  /// - Returns: whether there is none.
  private func wait(
    until deadline: MonotonicTime, breakingOffOnStop: Bool
  ) throws(Errno) -> Bool {
    while true {
      // Signals before the reaping: as long as a sender isn't reaped it is known whose it is.
      for _ in 0..<EventLoop.mostPending {
        guard let received = loop.nextSignal() else { break }
        if breakingOffOnStop, isStopRequest(received) { return false }
      }
      if try tree.isGone(until: deadline, loop.clock) { return true }
      if loop.clock.monotonicTime() >= deadline { return false }
      switch try loop.wait(for: capture?.interests ?? [], until: deadline) {
      case .deadline: return false
      case .ready: try capture?.drain()
      case .signal(let received):
        if breakingOffOnStop, isStopRequest(received) { return false }
      }
    }
  }

  /// Whether somebody else wants qli to end. A process of the run that ends may well tell its whole
  /// group, as `trap 'kill 0' EXIT` does.
  private func isStopRequest(_ received: ReceivedSignal) -> Bool {
    guard received.signal.isStopRequest else { return false }
    if case .process(let sender) = received.sender { return !tree.contains(sender) }
    return true
  }

  #if os(Linux)
    private func terminate() {
      for process in withChild(tree.processes()) {
        process.sendQuietly(.terminate)
        process.sendQuietly(.resume)
      }
    }

    /// - Returns: whom it reached.
    private func kill() -> [ProcessID] {
      withChild(tree.children()).filter { (try? $0.send(.kill)) != nil }
    }

    private func survivors() -> [TreeEnd.Survivor] {
      withChild(tree.processes()).filter { !$0.isZombie }
        .map { TreeEnd.Survivor(process: $0, program: $0.programName) }
    }

    /// `processes`, and the child if it is missing though it is there: `/proc` can't always be read,
    /// for want of a descriptor for instance.
    private func withChild(_ processes: [ProcessID]) -> [ProcessID] {
      processes.contains(child) || !isUnreaped ? processes : processes + [child]
    }

    /// Whether the child's number still is the child's.
    private var isUnreaped: Bool {
      do throws(Errno) {
        switch try child.changedState() {
        case nil, .stopped, .continued: return true
        case .exited, .signalled: return false
        }
      } catch {
        return false
      }
    }
  #else
    // It reaches qli too, which has blocked it.
    private func terminate() { ProcessID(rawValue: 0).sendQuietly(.terminate) }
    private func kill() -> [ProcessID] {
      child.sendQuietly(.kill)
      return [child]
    }
    private func survivors() -> [TreeEnd.Survivor] { [] }
  #endif
}

/// How everything that was started in a run was ended.
struct TreeEnd: Equatable {
  /// The last signal that it took: SIGTERM, or SIGKILL if a process needed that.
  let signal: Signal
  /// What couldn't be ended, such as a program that runs as another user.
  let survivors: [Survivor]

  /// A process that goes on.
  struct Survivor: Equatable {
    let process: ProcessID
    let program: String?
  }
}
