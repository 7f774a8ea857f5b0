/// Waits for the lock of an exclusive run: as long as `--wait` says while another run has it, or others look who
/// that is; without it a little while they look.
struct ExclusiveWait {
  /// What came of a try.
  enum Attempt {
    case taken
    case held(LockHolder)
    /// Somebody else looks at this moment.
    case busy
  }

  /// How long others may look where nobody has said how long to wait, in seconds: nobody does longer than it
  /// takes to write a line.
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
    /// When another run was last seen to have it.
    var seen: MonotonicTime?
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
    let patience = limit?.milliseconds ?? Int64(Self.lookLimit) * 1000
    let end = start.advanced(bySeconds: Double(patience) / 1000)
    let (limit, loop, tell) = (limit, loop, tell)
    let look = "\(Self.lookLimit) seconds"
    let span = limit.map { "\($0)" } ?? look
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
            // Who has it was seen a moment ago: others that wait look as well.
            let now = loop.clock.monotonicTime()
            if let seen = state.seen, now < seen.advanced(bySeconds: Double(Self.lookLimit)) {
              return false
            }
            state.refusal = .lock(.gateHeld(place, span: state.seen == nil ? span : look))
            return false
          case .held(let holder):
            state.refusal = .held(holder)
            state.seen = loop.clock.monotonicTime()
            guard let limit, !holder.isAround, loop.clock.monotonicTime() < end else {
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
