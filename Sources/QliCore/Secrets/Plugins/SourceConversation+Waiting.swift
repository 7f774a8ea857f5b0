extension SourceConversation {
  /// How long a process that reads or writes no more has to end by itself, in milliseconds: only
  /// then its exit status is known. One that reads no more may answer meanwhile.
  private static let dyingLimit: Int64 = 1000
  /// How long to wait until the lock is tried again, in milliseconds.
  private static let lockPause: Int64 = 2

  // MARK: - Waiting for a line

  /// Sends a request; its time begins.
  func send(_ line: [UInt8], _ connection: SourceConnection) throws(SourceError.Reason) {
    deadline = now.advanced(byMilliseconds: lifetime.requestTimeout.milliseconds)
    isUnheard = false
    do throws(SourceError.Reason) {
      try connection.send(line)
    } catch {
      guard case .io(.closedInput) = error else { throw error }
      awaitDeath(because: .closedInput)
    }
  }

  /// Refuses what the plugin wrote without having been asked.
  func refuseRest(_ connection: SourceConnection) throws(SourceError.Reason) {
    if let line = try connection.receive() {
      client.redaction.addLine(line, isRefused: true)
      throw .malformed(.unasked)
    }
    if connection.hasRest { throw .malformed(.unasked) }
  }

  /// The line that the plugin answered with, or nil if there is none yet.
  func awaitLine(_ connection: SourceConnection) throws(SourceError.Reason) -> SecretBuffer? {
    // Asked first: what it wrote before that is there by then.
    let end = try connection.endIfAny()
    let isDeaf = connection.isDeaf
    try connection.drainErrors()
    if let line = try connection.receive() { return line }
    if let end { throw .io(.ended(end)) }
    if connection.isMute {
      awaitDeath(because: .closedOutput)
    } else if isDeaf {
      try awaitLastLine()
    } else {
      try connection.flush()
      if let deadline, now >= deadline { throw .timedOut(lifetime.requestTimeout) }
    }
    return nil
  }

  /// Gives a process that reads no more a moment to answer what it has read, or to end.
  private func awaitLastLine() throws(SourceError.Reason) {
    if !isUnheard {
      isUnheard = true
      let limit = now.advanced(byMilliseconds: Self.dyingLimit)
      deadline = deadline.map { min($0, limit) } ?? limit
    }
    if let deadline, now >= deadline { throw .io(.closedInput) }
  }

  private func awaitDeath(because failure: SourceError.IOFailure) {
    phase = .dying(failure)
    deadline = now.advanced(byMilliseconds: Self.dyingLimit)
  }

  func awaitDeath(_ failure: SourceError.IOFailure) throws(SourceError.Reason) -> Bool {
    if let end = try client.connection?.endIfAny() { throw .io(.ended(end)) }
    if let deadline, now >= deadline { throw .io(failure) }
    return false
  }

  // MARK: - Failing

  /// Ends with `reason`, or goes on with a new process if it may.
  func fail(_ reason: SourceError.Reason) {
    let reason = reason.mapTexts { client.redaction.text($0) }
    failure = SourceError(source: client.definition.name, reason: reason, request: request)
    guard let connection = client.connection else { return close() }
    connection.withRest { client.redaction.addLine($0, isRefused: true) }
    if case .plugin = reason {
      // It did what it is for: it answered.
      try? connection.drainErrors()
      failure?.errorText = connection.errorText(client.redaction)
      client.lastUse = now
      close()
    } else {
      beginEnding(connection)
    }
  }

  func beginEnding(_ connection: SourceConnection) {
    connection.beginEnding()
    deadline = connection.endingDeadline
    phase = .ending
  }

  func awaitEnd() -> Bool {
    guard let connection = client.connection else {
      close()
      return true
    }
    guard connection.advanceEnding() else { return false }
    client.connection = nil
    connection.withRest { client.redaction.addLine($0, isRefused: true) }
    if let reply = connection.lateReply { client.redaction.addLine(reply, isRefused: true) }
    if endsProcess, failure == nil, connection.lateReply != nil {
      failure = SourceError(source: client.definition.name, reason: .malformed(.unasked))
    }
    failure?.errorText = connection.errorText(client.redaction)
    if isCrash {
      phase = .recording
      lockDeadline = nil
    } else {
      close()
    }
    return true
  }

  /// Whether a crash has to be counted. Ctrl-C ends the plugin too: then it is no crash.
  private var isCrash: Bool {
    guard let failure, !client.loop.isToldToEnd else { return false }
    return failure.reason.isCrash(mayPrompt: client.mayPrompt ?? false)
  }

  func record() throws(SourceError.Reason) -> Bool {
    guard let failure else {
      close()
      return true
    }
    do throws(SourceError.Reason) {
      let isRecorded = try withLock { () throws(SourceHistoryError) in
        try client.history.tryRecordCrash(
          client.definition.name, failure.reason.message, lifetime)
      }
      // Whoever is told to end doesn't wait for others.
      guard isRecorded || isCancelled else { return false }
    } catch {
      if case .io(.history(let error)) = error { self.failure?.unrecorded = error }
      close()
      return true
    }
    guard goesOn, !isCancelled else {
      close()
      return true
    }
    goesOn = false
    self.failure = nil
    try start()
    return true
  }

  /// Does what needs the record's lock.
  ///
  /// - Returns: whether it was done; if not, it has to be tried again at the deadline.
  func withLock(
    _ body: () throws(SourceHistoryError) -> Bool
  ) throws(SourceError.Reason) -> Bool {
    let limit = lockDeadline ?? now.advanced(bySeconds: Double(SourceHistory.lockLimit))
    lockDeadline = limit
    let isDone = try converting({ SourceError.Reason.io(.history($0)) }, body)
    if isDone { return true }
    guard now < limit else {
      let folder = client.history.folder ?? "."
      throw .io(.history(.locked(folder, seconds: SourceHistory.lockLimit)))
    }
    deadline = min(limit, now.advanced(byMilliseconds: Self.lockPause))
    return false
  }

  func close() {
    phase = .over
    deadline = nil
  }
}
