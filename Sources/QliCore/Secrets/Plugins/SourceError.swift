/// Why a source plugin gave no answer. It never holds a value.
struct SourceError: Error {
  enum Reason: Error {
    /// Its program isn't what its sidecar says, or may not be run.
    case program(SourceProgramError)
    /// Its program couldn't be started.
    case spawn(SpawnFailure)
    /// It was started, and its answer to `init` says that it can't be used.
    case initFailed(InitFailure)
    /// It has crashed too often within a short time.
    case restartCapExceeded(crashes: Int, window: RunDuration, lastError: String?)
    /// It had crashed too often, and was not cleared since.
    case disabled(since: Timestamp?, lastError: String?)
    /// Talking to it failed.
    case io(IOFailure)
    /// It didn't answer in time.
    case timedOut(RunDuration)
    /// What it wrote is no reply.
    case malformed(Malformation)
    /// Its reply lacks a member, or has something else there.
    case unexpectedPayload(method: String, member: String)
    /// It answered with an error.
    case plugin(SourcePluginError)
    /// It answered another request than the one that it got.
    case idMismatch(expected: Int64, found: Int64?)
    /// qli was told to stop.
    case interrupted(Signal)
  }

  /// What is wrong with its answer to `init`.
  enum InitFailure: Equatable {
    case wrongName(String)
    case wrongProtocolVersion(String)
    case error(SourcePluginError)
  }

  enum IOFailure: Equatable {
    /// It ended.
    case ended(ChildEnd)
    /// It reads no more, and still runs.
    case closedInput
    /// It writes no more, and still runs.
    case closedOutput
    /// The system refused something.
    case system(Errno)
    /// Its record of crashes can't be used.
    case history(SourceHistoryError)
  }

  /// What is wrong with a line.
  enum Malformation: Equatable {
    /// It isn't JSON. This holds the place, and nothing of the line.
    case notJSON(JSONError)
    case tooLong(limit: Int)
    case notAnObject
    /// There is no `"jsonrpc":"2.0"`.
    case notVersion2
    case neitherResultNorError
    case resultAndError
    /// It came when nothing had been asked, or behind a reply.
    case unasked
  }

  /// The source's name.
  let source: String
  var reason: Reason
  /// What it was asked when it failed, if it was.
  var request: SourceRequest?
  /// The end of what it wrote to standard error.
  var errorText = ""
  /// Why the crash that this is isn't on record.
  var unrecorded: SourceHistoryError?
}

extension SourceError.Reason {
  /// Whether it counts as a crash of the plugin.
  ///
  /// - Parameter mayPrompt: whether it may wait for a person; then it may take any time.
  func isCrash(mayPrompt: Bool) -> Bool {
    switch self {
    case .io(.history): false
    case .io, .malformed, .unexpectedPayload, .idMismatch: true
    case .timedOut: !mayPrompt
    case .program, .spawn, .initFailed, .restartCapExceeded, .disabled, .plugin, .interrupted: false
    }
  }

  /// The reason with each of the plugin's own texts changed.
  func mapTexts(_ change: (String) -> String) -> SourceError.Reason {
    switch self {
    case .plugin(let error): .plugin(error.mapTexts(change))
    case .initFailed(.error(let error)): .initFailed(.error(error.mapTexts(change)))
    case .initFailed(.wrongName(let name)): .initFailed(.wrongName(change(name)))
    case .initFailed(.wrongProtocolVersion(let version)):
      .initFailed(.wrongProtocolVersion(change(version)))
    case .program, .spawn, .restartCapExceeded, .disabled, .io, .timedOut, .malformed,
      .unexpectedPayload, .idMismatch, .interrupted:
      self
    }
  }
}
