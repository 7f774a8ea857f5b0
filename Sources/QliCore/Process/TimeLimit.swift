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
