/// A moment of the wall clock, in UTC.
struct Timestamp: Equatable, Sendable {
  /// Seconds since 1970.
  let seconds: Int64
  /// Nanoseconds in that second.
  let nanoseconds: Int64

  /// Milliseconds since 1970.
  var milliseconds: Int64 { seconds * 1000 + nanoseconds / 1_000_000 }
}

extension Timestamp {
  /// The moment `milliseconds` after the beginning of 1970.
  init(milliseconds: Int64) {
    self.init(
      seconds: milliseconds / 1000, nanoseconds: milliseconds % 1000 * 1_000_000)
  }
}
