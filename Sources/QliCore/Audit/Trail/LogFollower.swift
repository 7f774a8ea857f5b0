/// Follows logs that grow: also across a rename, where another file comes in a log's place, across the
/// change of day, and where one is cut or isn't there yet.
final class LogFollower {
  /// How long a file that has left its place is read on, in seconds: whoever had it open already may
  /// write one more record.
  private static let farewell = 10.0
  /// How long a change may go unnoticed where the system doesn't tell of it, in seconds.
  private static let pause = 0.25
  /// And where it does, but perhaps not of all, as on a network.
  private static let longPause = 1.0

  private final class Log {
    let place: AuditPlace
    let number: Int
    var reader: TrailReader?
    /// The one that was at the path before, and until when it is read.
    var former: (reader: TrailReader, until: MonotonicTime)?
    /// Whether it can't be read, and that was told.
    var hasFailed = false

    init(_ place: AuditPlace, number: Int) {
      self.place = place
      self.number = number
    }
  }

  private let logs: [Log]
  private let since: Timestamp?
  private let loop: EventLoop
  private let watch = FileWatch()

  /// - Parameter since: files that can only hold what is older are left out.
  init(_ places: [AuditPlace], since: Timestamp?, _ loop: EventLoop) {
    logs = places.enumerated().map { Log($1, number: $0) }
    self.since = since
    self.loop = loop
  }

  /// Looks at what is there now.
  ///
  /// - Parameter failure: is given why a log can't be read, once.
  /// - Returns: the readers of all logs, those that are older first.
  func readers(_ failure: (AuditError) -> Void) -> [TrailReader] {
    var readers: [TrailReader] = []
    for log in logs {
      update(log, failure)
      if let former = log.former { readers.add(former.reader) }
      if let reader = log.reader { readers.add(reader) }
    }
    return readers
  }

  /// Waits until a log may have changed.
  ///
  /// - Returns: false if nobody is left to be told, at the other end of `output`.
  func wait(output: FileDescriptor) throws(Errno) -> Bool {
    var isTold = watch.readiness != nil
    for log in logs {
      // The folder tells of a new file in its place; the file of what a link's folder doesn't.
      let hasFolder = watch.add(log.place.folder)
      let hasFile = log.reader.map { watch.add($0.path) } ?? true
      isTold = isTold && hasFolder && hasFile
    }
    let pause = isTold ? Self.longPause : Self.pause
    let interests = watch.readiness.map { [Poll.Interest.reading($0)] } ?? []
    _ = try loop.wait(
      for: [.closing(output)] + interests,
      until: loop.clock.monotonicTime().advanced(bySeconds: pause))
    watch.clear()
    return !Poll.isReady(.closing(output))
  }

  private func update(_ log: Log, _ failure: (AuditError) -> Void) {
    if let former = log.former, loop.clock.monotonicTime() >= former.until { log.former = nil }
    do throws(AuditError) {
      var paths = try log.place.paths(since: since)
      if let reader = log.reader {
        // Those before it were read.
        let index = paths.lastIndex(of: reader.path)
        paths.removeFirst(index.map { isReplaced(reader) ? $0 : $0 + 1 } ?? 0)
        // What can't be opened takes no place: the one that is there is read on.
        guard
          let next = try TrailReader(
            paths, number: log.number, sharedBy: log.place.sharing)
        else { return }
        log.former = (reader, loop.clock.monotonicTime().advanced(bySeconds: Self.farewell))
        log.reader = next
      } else {
        log.reader = try TrailReader(
          paths, number: log.number, sharedBy: log.place.sharing)
      }
      log.hasFailed = false
    } catch {
      if !error.isAbsence, !log.hasFailed {
        log.hasFailed = true
        failure(error)
      }
    }
  }

  /// Whether another file has come in its place.
  private func isReplaced(_ reader: TrailReader) -> Bool {
    guard let status = try? FileStatus(following: reader.path) else { return false }
    return !status.isSameFile(as: reader.status)
  }
}
