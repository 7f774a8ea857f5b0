/// Closes a run of which there is no end: somebody says that they know.
struct RunAcknowledgement {
  /// Why one can't be closed.
  enum Refusal: Error {
    /// It has ended, or was closed already.
    case hasEnd
    /// It goes on, in these processes as far as they are known.
    case running([ProcessID])
    /// It was run on the machine of this name: what goes on there isn't known here.
    case elsewhere(ByteString)
    /// Another user ran it: what goes on of it isn't seen by this one.
    case ofOther
    /// It has no start on record that could be gone by.
    case malformed
    case audit(AuditError)
    /// This signal cut the wait for the log's lock.
    case interrupted(Signal)

    fileprivate init(_ failure: AuditLog.Failure) {
      switch failure {
      case .audit(let error): self = .audit(error)
      case .interrupted(let signal): self = .interrupted(signal)
      }
    }
  }

  private let place: AuditPlace
  private let head: RecordHead

  /// - Parameter run: what the log in `place` has of it.
  init(
    of run: TrailRun, in place: AuditPlace, _ environment: Environment, _ clock: Clock
  ) throws(Refusal) {
    guard run.end == nil, let start = run.start else { throw .hasEnd }
    if run.isRunning { throw .running([start.process].compactMap { $0 }) }
    guard let host = start.string(.host).flatMap({ ByteString(Self.text($0).utf8) }) else {
      throw .malformed
    }
    if host != Host.name { throw .elsewhere(host) }
    if !start.isInSight { throw .ofOther }
    guard let runID = start.string(.runID).flatMap({ RunID(Self.text($0)) }),
      let group = start.string(.group).flatMap({ ExtensionName(Self.text($0)) }),
      let name = start.string(.extension).flatMap({ ExtensionName(Self.text($0)) }),
      let process = start.process
    else { throw .malformed }
    let left = LiveRuns.leftovers(of: runID)
    if !left.isEmpty { throw .running(left) }
    self.place = place
    head = RecordHead(
      timestamp: clock.wallTime(), runID: runID, group: group, extension: name,
      actor: Actor(environment), process: process)
  }

  /// Records that it is closed because of `reason`, as every record is: chained, on the disk, and copied where
  /// that is asked for.
  func record(_ reason: String, _ loop: EventLoop) throws(Refusal) {
    let line: [UInt8]?
    do throws(AuditLog.Failure) {
      let record = AuditRecord.acknowledgement(reason, head)
      // Somebody else may have closed it a moment before.
      line = try place.log(at: head.timestamp).append(
        record, loop, while: .starting, unless: { hasEnd })
    } catch {
      throw Refusal(error)
    }
    guard let line else { throw .hasEnd }
    do throws(AuditLog.Failure) {
      guard let copy = place.copy else { return }
      copy.start = CopiedRecord(.closed, head, line)
      try copy.sendStart(loop)
    } catch {
      throw Refusal(error)
    }
  }

  /// Whether its end is on record by now.
  private var hasEnd: Bool {
    guard let paths = try? place.paths(),
      let reader = try? TrailReader(paths, number: 0, sharedBy: place.sharing)
    else { return false }
    var merge = TrailMerge([reader], TrailFilter(runID: RunID.Prefix(head.runID.text)))
    while let run = merge.nextOfAll() { if run.end != nil { return true } }
    return false
  }

  private static func text(_ string: UnsafeBufferPointer<UInt8>) -> String {
    JSONStringToken(bytes: string, hasEscapes: true).text
  }
}

extension TrailRun {
  /// Whether it has no end, and this machine can say, and this user sees, that it doesn't go on.
  var canBeClosed: Bool {
    let isOfThisMachine =
      string(.host).map { JSONStringToken(bytes: $0, hasEscapes: true).equals(bytes: Host.name) }
      ?? false
    return end == nil && !isRunning && isOfThisMachine && start?.isInSight == true
  }
}

extension TrailRecord {
  /// The process number of the qli that it is of.
  var process: ProcessID? {
    guard let digits = self[.pid], let number = Int32(String(decoding: digits, as: UTF8.self)),
      number > 0
    else { return nil }
    return ProcessID(rawValue: number)
  }

  /// Whether this user sees all that goes on of its run: its own runs, or root those of everybody.
  var isInSight: Bool {
    if Host.effectiveUserID == 0 { return true }
    return self[.uid].flatMap { UInt32(String(decoding: $0, as: UTF8.self)) } == Host.userID
  }
}
