extension ErrorReport {
  /// The words for a source plugin that gave no answer.
  ///
  /// - Parameter subject: what comes first, if it is more than the source's name.
  /// - Parameter isOfCheck: whether `qli sources check` says it, which nobody needs to be told then.
  init(_ error: SourceError, subject: String? = nil, isOfCheck: Bool = false) {
    let subject = subject ?? "source '\(error.source)'"
    self.init(
      "\(subject): \(error.reason.message)",
      details: Self.details(error), help: Self.help(error, isOfCheck))
  }

  private static func details(_ error: SourceError) -> [String] {
    var details: [String] = []
    if case .program(let failure) = error.reason { details = ErrorReport(failure).details }
    details += error.errorText.split(whereSeparator: { $0.isNewline }).map {
      "  \(error.source): \(Visible.text($0))"
    }
    if let unrecorded = error.unrecorded {
      details.append("  this crash isn't on record: \(unrecorded.message)")
    }
    return details
  }

  private static func help(_ error: SourceError, _ isOfCheck: Bool) -> [String] {
    switch error.reason {
    case .program(let failure): ErrorReport(failure).help
    case .spawn(let failure): ErrorReport(failure).help
    case .restartCapExceeded, .disabled:
      ["mend it, then: qli sources reset \(error.source)"]
    case .io(.history(.broken)): ["qli sources reset \(error.source)"]
    case .io(.history(.noStateFolder)): [Remedy.settingHome]
    case .io(.history(.locked(let path, _))):
      ["find who holds it: fuser -v \(Wording.shellQuoted(path))"]
    case .io(.history(.unsafe(_, let unsafe))): unsafe.help
    case .io(.history(.system)): ["mend the path or its permissions"]
    case .malformed:
      ["a plugin writes replies to standard output, and all else to standard error"]
    case .timedOut:
      ["a plugin flushes each reply; a slow one needs a longer 'request_timeout' in its sidecar"]
    case .initFailed, .io, .unexpectedPayload, .idMismatch:
      isOfCheck ? [] : ["see what it says: qli sources check \(error.source)"]
    case .plugin(.badReference):
      isOfCheck
        ? []
        : [
          "mend 'ref' in the group's manifest",
          "or see how the plugin is: qli sources check \(error.source)",
        ]
    case .plugin(.needsCredential), .plugin(.unavailable):
      isOfCheck ? [] : ["see what it needs: qli sources check \(error.source)"]
    case .plugin, .interrupted: []
    }
  }
}
