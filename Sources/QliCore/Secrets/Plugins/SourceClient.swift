/// One source plugin: starts it when it is first needed, and sees that it ends.
///
/// 1. Nothing runs until a conversation begins.
/// 2. A conversation starts the program if it isn't running, says `init` to it, and asks one
///    request after the other. What was unused for too long is ended first, and started anew.
/// 3. The program stays for further conversations.
/// 4. It ends with `ending`, with `shutDown`, or when the client goes: its standard input is closed
///    and it gets SIGTERM, and SIGKILL if it still runs when its time is over. It is reaped.
///
/// A crash ends a conversation and the program, and is recorded; the next conversation starts it
/// anew, until it has crashed too often. Only one conversation goes on at a time.
final class SourceClient {
  enum State: Equatable {
    /// It isn't running, and may be started.
    case idle
    case running
    /// It isn't running, and has crashed a short time ago.
    case recovering
    /// It has crashed too often; nothing starts it.
    case disabled
  }

  let definition: SourceDefinition
  /// What the plugin said at its last start, if it was started.
  var greeting: SourceGreeting?

  let environment: Environment
  let history: SourceHistory
  let loop: EventLoop
  // Below: the conversations' own.
  var connection: SourceConnection?
  /// When it answered last.
  var lastUse = MonotonicTime(nanoseconds: 0)
  var redaction = Redaction()
  /// Whether the plugin may wait for a person, if that is known.
  var mayPrompt: Bool?
  private var lastID: Int64 = 0

  init(
    _ definition: SourceDefinition, environment: Environment, history: SourceHistory,
    _ loop: EventLoop
  ) {
    self.definition = definition
    self.environment = environment
    self.history = history
    self.loop = loop
    redaction.add(environment, definition.credentialVariables)
  }

  deinit { connection?.end(loop) }

  /// What can be said of the source now. One whose record can't be used is as good as disabled:
  /// nothing starts it.
  var state: State {
    if connection != nil { return .running }
    guard let record = try? history.readForStart(definition.name) else { return .disabled }
    switch record.state(definition.lifetime, at: history.now) {
    case .idle: return .idle
    case .recovering: return .recovering
    case .disabled: return .disabled
    }
  }

  /// The number of the next request. It counts up from one start of the program to the next.
  func nextID() -> Int64 {
    lastID += 1
    return lastID
  }

  // MARK: - Beside other tasks

  /// Asks `requests` one after the other, when it is advanced; see `HelperRun`.
  func conversation(_ requests: [SourceRequest]) -> SourceConversation {
    SourceConversation(self, requests)
  }

  /// Ends the program, if it runs. This fails if it had answered a request more than once.
  func ending() -> SourceConversation { SourceConversation(ending: self) }

  // MARK: - One thing at a time

  func isAvailable() throws(SourceError) -> SourceAvailability {
    guard case .availability(let answer) = try ask(.isAvailable) else {
      throw mismatch(.isAvailable)
    }
    return answer
  }

  func get(_ reference: String) throws(SourceError) -> SecretBuffer {
    guard case .value(let value) = try ask(.get(reference)) else {
      throw mismatch(.get(reference))
    }
    return value.buffer
  }

  func list() throws(SourceError) -> [SourceEntry] {
    guard case .entries(let entries) = try ask(.list) else { throw mismatch(.list) }
    return entries
  }

  func validate(_ reference: String) throws(SourceError) -> Bool {
    guard case .validation(let isValid) = try ask(.validate(reference)) else {
      throw mismatch(.validate(reference))
    }
    return isValid
  }

  /// Ends the program, if it runs, and waits for that.
  func shutDown() {
    connection?.end(loop)
    connection = nil
  }

  private func ask(_ request: SourceRequest) throws(SourceError) -> SourceReply {
    let conversation = conversation([request])
    do throws(HelperRun.Failure) {
      try HelperRun.finish([conversation], loop)
    } catch {
      switch error {
      case .failed:
        if let failure = conversation.failure { throw failure }
      case .interrupted(let signal): throw SourceError(self, .interrupted(signal))
      case .system(let error): throw SourceError(self, .io(.system(error)))
      }
    }
    guard let reply = conversation.replies.first else { throw mismatch(request) }
    return reply
  }

  /// What a reply of another kind would be; `SourceProtocol` makes none.
  private func mismatch(_ request: SourceRequest) -> SourceError {
    SourceError(
      self, .unexpectedPayload(method: request.method.description, member: "result"))
  }
}

extension SourceError {
  fileprivate init(_ client: SourceClient, _ reason: Reason) {
    self.init(source: client.definition.name, reason: reason)
  }
}
