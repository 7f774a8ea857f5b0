/// Something that goes on in the event loop until it is over; see `EventLoop.watch`.
protocol Watched: AnyObject {
  /// The descriptors that it waits for now.
  var interests: [Poll.Interest] { get }

  /// When it has to be advanced at the latest.
  var deadline: MonotonicTime? { get }

  /// Takes a signal that qli got.
  func receive(_ received: ReceivedSignal)

  /// Goes on as far as it can without waiting. Called when a descriptor is ready, a signal has come
  /// or the deadline has passed; harmless at any other moment.
  ///
  /// - Returns: whether it is over.
  func advance() throws(Errno) -> Bool
}
