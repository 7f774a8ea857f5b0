extension SourceError.Reason {
  /// What failed, in one line, to stand behind the source's name and a colon.
  var message: String {
    switch self {
    case .program(let error): ErrorReport(error).headline
    case .spawn(let failure): "it couldn't be started: \(ErrorReport(failure).headline)"
    case .initFailed(let failure): failure.message
    case .restartCapExceeded(let crashes, let window, let lastError):
      "it is disabled, because it crashed \(Wording.count(crashes, "time")) within \(window)"
        + Self.last(lastError)
    case .disabled(let since, let lastError):
      "it is disabled, because it crashed too often"
        + (since.map { ", last at \(RFC3339.text($0))" } ?? "") + Self.last(lastError)
    case .io(let failure): failure.message
    case .timedOut(let limit): "it didn't answer within \(limit)"
    case .malformed(let malformation): malformation.message
    case .unexpectedPayload(let method, let member):
      "its reply to '\(method)' has no valid '\(member)'"
    case .plugin(let error): error.message
    case .idMismatch(let expected, let found):
      "its reply has \(found.map { "the id \($0)" } ?? "no whole number as its id"), "
        + "but the request had \(expected)"
    case .interrupted(let signal): "interrupted by \(signal)"
    }
  }

  private static func last(_ error: String?) -> String {
    error.map { "; the last error: \(Visible.text($0))" } ?? ""
  }
}

extension SourceError.InitFailure {
  fileprivate var message: String {
    switch self {
    case .wrongName(let name): "it says that its name is '\(Visible.text(name))'"
    case .wrongProtocolVersion(let version):
      "it speaks version \(Visible.text(version)) of the protocol, and qli speaks "
        + SourceProtocol.version
    case .error(.other(let detail)) where !detail.isEmpty:
      "its init failed: \(Visible.text(detail))"
    case .error(let error): "its init failed: \(error.message)"
    }
  }
}

extension SourceError.IOFailure {
  fileprivate var message: String {
    switch self {
    case .ended(.exited(let code)): "it exited with \(code) before it answered"
    case .ended(.signalled(let signal)): "it died of \(signal) before it answered"
    case .closedInput: "it closed its standard input before it answered"
    case .closedOutput: "it closed its standard output before it answered"
    case .system(let error): "talking to it failed: \(error)"
    case .history(let error): error.message
    }
  }
}

extension SourceError.Malformation {
  fileprivate var message: String {
    switch self {
    case .notJSON(let error):
      "what it wrote to standard output isn't JSON: column \(error.column): \(error.message)"
    case .tooLong(let limit): "it wrote a line of more than \(limit) bytes"
    case .notAnObject: "its reply isn't a JSON object"
    case .notVersion2: "its reply has no 'jsonrpc' that is \"2.0\""
    case .neitherResultNorError: "its reply has neither a result nor an error"
    case .resultAndError: "its reply has both a result and an error"
    case .unasked: "it wrote a line that nothing had asked for"
    }
  }
}

extension SourcePluginError {
  /// The error in the plugin's words.
  var message: String {
    switch self {
    case .unavailable(let detail): Self.join("it is unavailable", detail)
    case .unsupportedCapability(let name): Self.join("it doesn't support this", name)
    case .badReference(let reference, let reason):
      Self.join("it doesn't take the reference '\(Visible.text(reference))'", reason)
    case .needsCredential(let detail): Self.join("it needs a credential", detail)
    case .other(let detail): Self.join("it failed", detail)
    case .standard(let code, let message): Self.join("it failed with the error \(code)", message)
    }
  }

  private static func join(_ sentence: String, _ words: String) -> String {
    words.isEmpty ? sentence : "\(sentence): \(Visible.text(words))"
  }
}

extension SourceHistoryError {
  /// What failed, in one line.
  var message: String {
    switch self {
    case .noStateFolder:
      "nothing says where its crashes are counted: "
        + "neither XDG_STATE_HOME nor HOME is set to an absolute path"
    case .broken(let path): "the record of its crashes is broken: '\(Visible.text(path))'"
    case .unsafe(let path, let unsafe):
      "the record of its crashes can't be used: '\(Visible.text(path))': "
        + ErrorReport(unsafe, effect: "change what is recorded").headline
    case .locked(let path, let seconds):
      "another process has held the lock of '\(Visible.text(path))' for \(seconds) seconds"
    case .system(let path, let error):
      "the record of its crashes can't be used: '\(Visible.text(path))': \(error)"
    }
  }
}
