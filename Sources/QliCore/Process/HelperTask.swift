/// Work with a process of qli's own, which goes on beside others in one event loop; see
/// `HelperRun`.
protocol HelperTask: AnyObject {
  /// The descriptors that it waits for now; none while only the end of its process, or the time,
  /// moves it on.
  var interests: [Poll.Interest] { get }

  /// When it has to be advanced at the latest.
  var deadline: MonotonicTime? { get }

  /// Goes on as far as it can without waiting; the first time, it begins. Called when a descriptor
  /// is ready, a child has changed its state or the deadline has passed; harmless at any other
  /// moment.
  ///
  /// - Returns: whether it is over. Its result or failure can be had then.
  func advance() -> HelperProgress

  /// Tells its process to end. It is advanced until that has been reaped; one that has not begun
  /// never does.
  func cancel()

  /// Ends its process at once, with SIGKILL, and reaps it: then it is over, and has failed.
  func kill()
}

/// How far a `HelperTask` is.
enum HelperProgress {
  case unfinished
  /// It has failed, and goes on only until its process has ended.
  case failing
  case succeeded
  case failed

  /// Whether there is nothing left to be done.
  var isOver: Bool {
    switch self {
    case .unfinished, .failing: false
    case .succeeded, .failed: true
    }
  }
}
