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
