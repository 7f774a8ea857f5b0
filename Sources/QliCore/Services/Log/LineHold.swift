/// The line of a stream that has no end yet.
///
/// Sound: the memory is this object's until its end, and `add` says how much has room.
final class LineHold {
  /// The longest line that is kept as one, in bytes.
  let limit: Int
  private let memory: UnsafeMutablePointer<UInt8>
  private(set) var count = 0
  /// How much of it is in the log already, as a part.
  private var written = 0
  /// Since when something waits that isn't.
  private(set) var since: MonotonicTime?

  init(limit: Int) {
    self.limit = limit
    memory = .allocate(capacity: limit)
  }

  deinit { memory.deallocate() }

  /// All of it.
  var line: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: memory, count: count) }

  /// What isn't in the log yet.
  var unwritten: UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: memory + written, count: count - written)
  }

  /// Adds to it what follows, up to `limit`.
  func add(_ text: UnsafeBufferPointer<UInt8>) {
    guard let start = text.baseAddress else { return }
    (memory + count).update(from: start, count: min(text.count, limit - count))
    count += min(text.count, limit - count)
  }

  /// What isn't in the log waits from now on, if nothing has waited yet.
  func wait(since moment: MonotonicTime) {
    if since == nil, count > written { since = moment }
  }

  /// All that is there is in the log now.
  func setWritten() {
    written = count
    since = nil
  }

  /// Begins another line, or the next part of a long one.
  func clear() {
    (count, written) = (0, 0)
    since = nil
  }
}
