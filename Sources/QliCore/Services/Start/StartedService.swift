/// A service that was started in the background: waits until its state is told.
///
/// What tells qli to end ends the service as well; its state says so then.
final class StartedService: Watched {
  /// The longest state, in bytes.
  private static let limit = 4 << 20

  private let watcher: ProcessID
  private let pipe: OwnedDescriptor
  private var bytes: [UInt8] = []
  private var isOver = false
  private(set) var signal: Signal?

  init(_ watcher: ProcessID, _ pipe: consuming OwnedDescriptor) {
    self.watcher = watcher
    self.pipe = pipe
  }

  /// What was told, once it is over; nil where both processes were killed before.
  var state: ServiceState? { ServiceState(bytes) }

  var interests: [Poll.Interest] { isOver ? [] : [.reading(pipe.number)] }

  var deadline: MonotonicTime? { nil }

  func receive(_ received: ReceivedSignal) {
    guard SignalPolicy.endsWithoutChild(received.signal) else { return }
    signal = signal ?? received.signal
    // It passes it on. Its number can't be another's: it is a child that nobody has reaped.
    watcher.sendQuietly(received.signal)
  }

  func advance() throws(Errno) -> Bool {
    var chunk = [UInt8](repeating: 0, count: 4096)
    while !isOver {
      do throws(Errno) {
        let count = try pipe.number.read(into: &chunk)
        bytes += chunk[..<count]
        isOver = count == 0 || bytes.count > Self.limit
      } catch .wouldBlock {
        return false
      }
    }
    return true
  }
}
