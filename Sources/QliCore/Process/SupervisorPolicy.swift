/// What a supervisor does on what happens to its program: a pure function.
enum SupervisorPolicy {
  enum State: CaseIterable {
    case running
    /// It was stopped, as by Ctrl-Z.
    case stopped
    /// It is being ended, step by step.
    case ending
    /// It is gone; what it wrote is still being read.
    case draining
    case over
  }

  enum Event: CaseIterable {
    /// The program itself has ended.
    case exited
    case stopped, continued
    /// Its time is over.
    case timeUp
    /// It wrote more than is kept.
    case outputFull
    /// Whoever waits for it wants it to end.
    case told
    /// The program itself has ended, and has left others that aren't to stay.
    case left
    /// A step of its ending has had its time.
    case stepUp
    /// Somebody doesn't want to wait for that.
    case cutShort
    /// Nothing that has to be ended is left of it.
    case gone
    /// Nobody can write to its pipes any more, or that was waited for long enough.
    case drained
  }

  enum Action {
    case none
    /// Stop qli as well.
    case stopToo
    /// It runs again.
    case goOn
    /// Begin to end it.
    case end
    /// Take the next step of its ending, or give it up behind the last.
    case nextStep
    /// Read what it has left in its pipes.
    case drain
    /// There is nothing left to do.
    case finish
  }

  /// What to do on `event` in `state`.
  static func action(on event: Event, in state: State) -> Action {
    switch (state, event) {
    // Also where it was continued and stopped again before qli has heard of the one between.
    case (.running, .stopped), (.stopped, .stopped): .stopToo
    case (.stopped, .continued): .goOn
    case (.running, .exited), (.stopped, .exited), (.ending, .gone): .drain
    case (.running, .timeUp), (.running, .outputFull), (.running, .told),
      (.stopped, .timeUp), (.stopped, .outputFull), (.stopped, .told):
      .end
    // The last of what was too much may come to light only now, and others may go on writing.
    case (.draining, .outputFull): .end
    case (.running, .left), (.stopped, .left): .end
    case (.ending, .stepUp), (.ending, .cutShort): .nextStep
    // Nobody is waited for on whom somebody doesn't want to wait.
    case (.draining, .drained), (.draining, .cutShort): .finish
    default: .none
    }
  }
}
