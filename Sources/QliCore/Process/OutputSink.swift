/// Where goes what a program writes to pipes of qli's.
protocol OutputSink: AnyObject {
  /// The pipes that somebody may still write to.
  var interests: [Poll.Interest] { get }

  /// How many bytes are kept.
  var count: Int { get }

  /// Whether there was more than is kept.
  var isOverLimit: Bool { get }

  /// Takes some of what is there, without waiting. Some: whoever writes without end mustn't keep
  /// signals and the clock from being seen.
  func drain() throws(Errno)
}
