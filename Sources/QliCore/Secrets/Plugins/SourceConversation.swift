/// Requests to a source plugin, one after the other; see `SourceClient`.
///
/// The first failure ends it. The plugin's own process ends with a failure that is its fault, and
/// stays otherwise.
final class SourceConversation: HelperTask {
  /// What it waits for.
  enum Phase {
    case notBegun
    /// A process that was unused for too long ends, so that another can be started.
    case replacing
    /// Waits for the reply to `init`.
    case greeting
    /// Waits for the lock of the record, to note what the reply said.
    case noting(SourceGreeting)
    /// Waits for the reply to the request at that place.
    case asking(Int)
    /// The process can't answer any more; most likely it is about to end.
    case dying(SourceError.IOFailure)
    /// The process was told to end.
    case ending
    /// Waits for the lock of the record, to count a crash.
    case recording
    case over
  }

  /// The replies so far, in the order of the requests.
  private(set) var replies: [SourceReply] = []
  /// Why not all requests were answered; nil also for one that was told to end.
  var failure: SourceError?
  /// When it has to be advanced at the latest.
  var deadline: MonotonicTime?

  let client: SourceClient
  private let requests: [SourceRequest]
  let endsProcess: Bool
  var phase = Phase.notBegun
  /// What was asked last.
  private(set) var request: SourceRequest?
  private var requestID: Int64 = 0
  var lockDeadline: MonotonicTime?
  /// Whether the process has closed its input since it was asked.
  var isUnheard = false
  var isCancelled = false
  /// Whether it goes on, with a new process, once the crash of the old one is on record.
  var goesOn = false

  init(_ client: SourceClient, _ requests: [SourceRequest]) {
    self.client = client
    self.requests = requests
    endsProcess = false
  }

  /// Only ends the process.
  init(ending client: SourceClient) {
    self.client = client
    requests = []
    endsProcess = true
  }

  var lifetime: SourceLifetime { client.definition.lifetime }
  var now: MonotonicTime { client.loop.clock.monotonicTime() }

  // MARK: - HelperTask

  var interests: [Poll.Interest] {
    switch phase {
    case .notBegun, .noting, .recording, .over: []
    case .greeting where isUnheard, .asking where isUnheard:
      client.connection?.outputInterests ?? []
    case .replacing, .greeting, .asking, .ending: client.connection?.interests ?? []
    // It writes no more, or doesn't know what it was asked.
    case .dying: []
    }
  }

  func advance() -> HelperProgress {
    var isStuck = false
    while !isStuck {
      do throws(SourceError.Reason) { isStuck = try !step() } catch { fail(error) }
    }
    guard case .over = phase else { return failure == nil || goesOn ? .unfinished : .failing }
    return failure == nil && !isCancelled ? .succeeded : .failed
  }

  func cancel() {
    isCancelled = true
    switch phase {
    case .notBegun: close()
    case .replacing, .greeting, .noting, .asking, .dying:
      if let connection = client.connection { beginEnding(connection) }
    // What has failed ends already, and a crash that came before is counted.
    case .ending, .recording, .over: return
    }
  }

  func kill() {
    if case .over = phase { return }
    isCancelled = true
    client.connection?.kill()
    client.connection = nil
    close()
  }

  // MARK: - The steps

  /// Goes on with what the phase is for.
  ///
  /// - Returns: whether there may be something more to do at once.
  private func step() throws(SourceError.Reason) -> Bool {
    switch phase {
    case .notBegun: return try begin()
    case .replacing: return try replace()
    case .greeting: return try greet()
    case .noting(let greeting): return try note(greeting)
    case .asking(let index): return try takeReply(at: index)
    case .dying(let failure): return try awaitDeath(failure)
    case .ending: return awaitEnd()
    case .recording: return try record()
    case .over: return false
    }
  }

  private func begin() throws(SourceError.Reason) -> Bool {
    guard let connection = client.connection else {
      if endsProcess { close() } else { try start() }
      return true
    }
    if endsProcess {
      beginEnding(connection)
      return true
    }
    let end = try connection.endIfAny()
    try refuseRest(connection)
    if let end {
      // It is nothing that this conversation did, so it goes on once that is on record.
      goesOn = true
      throw .io(.ended(end))
    }
    let idleSince = client.lastUse.advanced(byMilliseconds: lifetime.idleTimeout.milliseconds)
    if now >= idleSince {
      connection.beginEnding()
      deadline = connection.endingDeadline
      phase = .replacing
    } else {
      try ask(0)
    }
    return true
  }

  private func replace() throws(SourceError.Reason) -> Bool {
    guard let connection = client.connection, !connection.advanceEnding() else {
      client.connection = nil
      try start()
      return true
    }
    return false
  }

  /// Starts the process and says `init` to it, unless it has crashed too often.
  func start() throws(SourceError.Reason) {
    let record = try client.history.recordAllowingStart(client.definition.name, lifetime)
    if client.greeting == nil { client.mayPrompt = record.capabilities?.contains(.biometricPrompt) }
    let connection = try SourceConnection(
      client.definition, client.environment, client.loop)
    client.connection = connection
    phase = .greeting
    requestID = client.nextID()
    try send(SourceProtocol.initLine(client.definition, id: requestID), connection)
  }

  private func greet() throws(SourceError.Reason) -> Bool {
    guard let connection = client.connection, let line = try awaitLine(connection) else {
      return false
    }
    let greeting: SourceGreeting
    do throws(SourceError.Reason) {
      greeting = try read(line) { line throws(SourceError.Reason) in
        try SourceProtocol.greeting(line, id: requestID)
      }
    } catch {
      if case .plugin(let error) = error { throw .initFailed(.error(error)) }
      throw error
    }
    guard greeting.name == client.definition.name else {
      throw .initFailed(.wrongName(greeting.name))
    }
    if let version = greeting.protocolVersion, !SourceProtocol.speaks(version) {
      throw .initFailed(.wrongProtocolVersion(version))
    }
    try refuseRest(connection)
    client.greeting = greeting
    client.mayPrompt = greeting.capabilities.contains(.biometricPrompt)
    phase = .noting(greeting)
    lockDeadline = nil
    return true
  }

  private func note(_ greeting: SourceGreeting) throws(SourceError.Reason) -> Bool {
    let isNoted = try withLock { () throws(SourceHistoryError) in
      try client.history.tryRecordStart(client.definition.name, greeting)
    }
    guard isNoted else { return false }
    // More may have come while the lock was waited for.
    if let connection = client.connection { try refuseRest(connection) }
    try ask(0)
    return true
  }

  /// Asks the request at that place, or ends if there is none. What came before it was taken or
  /// refused.
  private func ask(_ index: Int) throws(SourceError.Reason) {
    client.lastUse = now
    guard index < requests.count, let connection = client.connection else { return close() }
    phase = .asking(index)
    request = requests[index]
    requestID = client.nextID()
    try send(SourceProtocol.line(requests[index], id: requestID), connection)
  }

  private func takeReply(at index: Int) throws(SourceError.Reason) -> Bool {
    guard let connection = client.connection, let line = try awaitLine(connection) else {
      return false
    }
    let reply = try read(line) { line throws(SourceError.Reason) in
      try SourceProtocol.reply(line, to: requests[index], id: requestID)
    }
    // What is there by now came with the reply: nobody can tell which of the two is meant.
    try refuseRest(connection)
    replies.append(reply)
    try ask(index + 1)
    return true
  }

  private func read<Result>(
    _ line: SecretBuffer,
    _ body: (UnsafeBufferPointer<UInt8>) throws(SourceError.Reason) -> Result
  ) throws(SourceError.Reason) -> Result {
    // Sound: the line is kept until the end of the call, and nobody keeps the buffer longer.
    defer { withExtendedLifetime(line) {} }
    client.redaction.addLine(line, isRefused: false)
    do throws(SourceError.Reason) {
      return try body(line.bytes.assumingMemoryBound(to: UInt8.self))
    } catch {
      if case .plugin = error { throw error }
      client.redaction.addLine(line, isRefused: true)
      throw error
    }
  }
}
