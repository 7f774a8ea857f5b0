/// The second place of a run's records: an engine of this machine, which keeps what it gets where the user
/// can't change it. Each line goes there as soon as it is in the log.
///
/// That it was taken means that it waits to be read, and not that it is stored.
final class AuditCopy {
  /// How long it is tried to have a copy taken, in seconds: an engine may be busy, or be started anew.
  static let patience = 1
  /// A longer entry of the journal goes in a file, in bytes: a little less than a message may have.
  private static let longestMessage = 200_000

  let target: CopyTarget
  /// Where the engine listens.
  let path: FilePath
  let safety: PathSafety
  /// The start record, once it is in the log, until it was sent.
  var start: CopiedRecord?
  /// Whether that wasn't taken: then nothing runs, and what is left to record is for the log alone.
  private var isGivenUp = false

  init(to target: CopyTarget, at path: FilePath? = nil, _ safety: PathSafety = PathSafety()) {
    self.target = target
    self.path = path ?? target.socket
    self.safety = safety
  }

  /// Sends the start record. A signal that ends qli ends the wait.
  func sendStart(_ loop: EventLoop) throws(AuditLog.Failure) {
    guard let record = start else { return }
    start = nil
    isGivenUp = true
    try send(record, loop, while: .starting)
    isGivenUp = false
  }

  /// Sends a later record, of which nothing depends on a signal any more.
  func sendLater(_ record: CopiedRecord, _ loop: EventLoop) throws(AuditError) {
    if isGivenUp { return }
    do throws(AuditLog.Failure) { try send(record, loop, while: .finishing) } catch {
      if case .audit(let error) = error { throw error }
    }
  }

  private func message(of record: CopiedRecord) -> [UInt8] {
    switch target {
    case .journal: record.journalEntry
    case .syslog: record.syslogMessage
    }
  }

  private func send(
    _ record: CopiedRecord, _ loop: EventLoop, while phase: AuditLog.Phase
  ) throws(AuditLog.Failure) {
    let message = message(of: record)
    let end = loop.clock.monotonicTime().advanced(bySeconds: Double(Self.patience))
    var failure: CopyFailure?
    let wait = try converting({ AuditLog.Failure.audit(self.error(.system($0))) }) {
      () throws(Errno) in
      try LockWait.take(until: end, patience: phase == .starting ? 0 : Double(Self.patience), loop)
      {
        do throws(CopyFailure) {
          try self.send(message)
          failure = nil
        } catch {
          failure = error
        }
        return failure?.mayPass != true
      }
    }
    guard let failure else { return }
    if case .interrupted(let signal) = wait, phase == .starting { throw .interrupted(signal) }
    throw .audit(error(failure))
  }

  private func send(_ message: [UInt8]) throws(CopyFailure) {
    let socket = try connect()
    do throws(Errno) {
      if target == .journal, message.count > Self.longestMessage {
        return try socket.sendSealed(message)
      }
      do throws(Errno) { try socket.send(message) } catch .messageTooLong {
        if target == .syslog { throw Errno.messageTooLong }
        try socket.sendSealed(message)
      }
    } catch .messageTooLong {
      throw .tooLong(message.count)
    } catch {
      throw CopyFailure(error)
    }
  }

  private func connect() throws(CopyFailure) -> MessageSocket {
    let place = try place()
    return try converting({ CopyFailure($0) }) { () throws(Errno) in
      try MessageSocket(connectedTo: place)
    }
  }

  /// Where the socket is, behind all links. Anyone may send to it, but nobody else than root and the user
  /// may put another in its place.
  private func place() throws(CopyFailure) -> FilePath {
    let arrival = try converting({ CopyFailure($0) }) { () throws(PathError) in
      try safety.walk(path, for: .file)
    }
    guard case .found(let place, let status) = arrival else { throw .missing }
    guard status.kind == .socket else { throw .noSocket(status.kind) }
    return place
  }

  /// Why no copy would be taken now, as far as that can be known without sending one.
  func obstacle() -> AuditError? {
    do throws(CopyFailure) {
      _ = try connect()
      return nil
    } catch {
      return self.error(error)
    }
  }

  private func error(_ failure: CopyFailure) -> AuditError {
    AuditError(path: path, reason: .copy(target, failure))
  }
}

extension CopyTarget {
  /// Where it listens.
  fileprivate var socket: FilePath {
    switch self {
    case .journal: "/run/systemd/journal/socket"
    case .syslog: "/dev/log"
    }
  }

  /// Its name in a sentence.
  var words: String {
    switch self {
    case .journal: "the journal"
    case .syslog: "syslog"
    }
  }
}
