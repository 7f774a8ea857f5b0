/// Waits for the lock of an exclusive run: as long as `--wait` says while another run has it, and a little while
/// others look who that is.
struct ExclusiveWait {
  /// What came of a try.
  enum Attempt {
    case taken
    case held(LockHolder)
    /// Somebody else looks at this moment.
    case busy
  }

  /// How long others may look, in seconds: nobody does longer than it takes to write a line.
  private static let lookLimit = 10
  /// The longest pause between two tries while another run has the lock, in seconds.
  private static let longestPause = 0.25

  /// How long it is waited while another run has it; nil for not at all.
  let limit: RunDuration?
  let loop: EventLoop
  /// Says who has it, before it is waited.
  let tell: (LockHolder, RunDuration) -> Void

  /// What the last try came to.
  private final class State {
    var refusal: ExclusiveRefusal?
    var isTold = false
  }

  /// Tries until it is taken.
  ///
  /// - Parameter place: the file or folder that is named where others look all the time.
  func take(
    _ place: FilePath, _ attempt: @escaping () throws(ExclusiveRefusal) -> Attempt
  ) throws(ExclusiveRefusal) {
    let state = State()
    let start = loop.clock.monotonicTime()
    let patience = limit.map { Double($0.milliseconds) / 1000 } ?? 0
    let patienceEnd = start.advanced(bySeconds: patience)
    let end = start.advanced(bySeconds: max(patience, Double(Self.lookLimit)))
    let (limit, loop, tell) = (limit, loop, tell)
    let seconds = max(Self.lookLimit, Int(clamping: (limit?.milliseconds ?? 0) / 1000))
    let pause = limit == nil ? LockWait.longestPause : Self.longestPause
    let result = try converting({ ExclusiveRefusal.lock(.system(place, $0)) }) {
      () throws(Errno) in
      try LockWait.take(until: end, longestPause: pause, loop) {
        do throws(ExclusiveRefusal) {
          switch try attempt() {
          case .taken:
            state.refusal = nil
            return true
          case .busy:
            state.refusal = .lock(.gateHeld(place, seconds: seconds))
            return false
          case .held(let holder):
            state.refusal = .held(holder)
            guard let limit, !holder.isAround, loop.clock.monotonicTime() < patienceEnd else {
              return true
            }
            if !state.isTold { tell(holder, limit) }
            state.isTold = true
            return false
          }
        } catch {
          state.refusal = error
          return true
        }
      }
    }
    if case .interrupted(let signal) = result { throw .lock(.interrupted(signal)) }
    if let refusal = state.refusal { throw refusal }
  }
}
