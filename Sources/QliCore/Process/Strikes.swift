/// Where in a step of an ending a supervisor is.
struct Strikes {
  let number: Int
  let step: Ending.Step
  /// When the step has had its time.
  var end: MonotonicTime?
  /// When the signals are sent again.
  var next: MonotonicTime?
  /// Who has got one in this step.
  var hit: Set<ProcessID> = []

  /// When something has to be done.
  var deadline: MonotonicTime? {
    guard let end, let next else { return end ?? next }
    return min(end, next)
  }
}
