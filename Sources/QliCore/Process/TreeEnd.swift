/// How everything that was started in a run was ended.
struct TreeEnd: Equatable {
  /// The last signal that it took: SIGTERM, or SIGKILL if a process needed that.
  let signal: Signal
  /// What couldn't be ended, such as a program that runs as another user.
  let survivors: [Survivor]
  /// Whether something may be left that can't be seen, as `/proc` isn't there.
  var mayHideSurvivors = false

  /// A process that goes on.
  struct Survivor: Equatable {
    let process: ProcessID
    let program: String?
  }
}
