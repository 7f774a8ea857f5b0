/// What a run needs to know, all of it found and checked.
struct RunRequest {
  let group: Group
  let `extension`: Extension
  /// What is handed to the extension, byte for byte.
  let arguments: Arguments
  /// Whether `--yes` was given.
  let isConfirmed: Bool
}

/// What a run takes from outside.
struct RunContext {
  let environment: Environment
  let console: Console
  let clock: Clock
  var randomness: any RandomNumberGenerator
  /// The signals that were blocked when qli started.
  let callerMask: SignalSet
}
