/// What a run has as its stdin.
public enum Input: Sendable {
  /// `/dev/null`.
  case null
  /// A pipe that gives this text and then ends.
  case text(any ByteText)
  /// No descriptor 0 at all.
  case closed
  /// A pipe that `RunningQli.write` fills and `closeInput` ends.
  case pipe
  /// A file, opened for reading.
  case file(String)
  /// The terminal; only with `startOnTerminal`, where it is the default.
  case terminal
}

/// What a run has as its stdout or stderr.
public enum Output: Sendable {
  /// A pipe that the harness reads.
  case capture
  /// No descriptor at all.
  case closed
  /// A file, opened for appending and made if it is absent; `/dev/full` works too.
  case file(String)
  /// A pipe that nobody reads.
  case brokenPipe
  /// What a reader of the test's own reads, until that is closed.
  case reader(Reader)
  /// The same as the other one of the two, as `2>&1` does. Not for both.
  case joined
  /// The terminal; only with `startOnTerminal`, where it is the default.
  case terminal
}
