/// How long a child may run.
struct TimeLimit {
  /// As the manifest or the command line says.
  let duration: RunDuration
  /// When it has passed.
  let deadline: MonotonicTime

  /// A limit that begins now.
  init(_ duration: RunDuration, _ clock: Clock) {
    self.duration = duration
    deadline = clock.monotonicTime().advanced(byMilliseconds: duration.milliseconds)
  }
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
