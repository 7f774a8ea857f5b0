/// Follows logs that grow: also across a rename, where another file comes in a log's place, and
/// where one is cut or isn't there yet.
final class LogFollower {
  /// How long a file that has left its place is read on, in seconds: whoever had it open already may
  /// write one more record.
  private static let farewell = 10.0
  /// How long a change may go unnoticed where the system doesn't tell of it, in seconds.
  private static let pause = 0.25
  /// And where it does, but perhaps not of all, as on a network.
  private static let longPause = 1.0

  private final class Log {
    let path: FilePath
    let number: Int
    var reader: TrailReader?
    /// The one that was at the path before, and until when it is read.
    var former: (reader: TrailReader, until: MonotonicTime)?
    /// Whether it can't be read, and that was told.
    var hasFailed = false

    init(_ path: FilePath, number: Int) {
      self.path = path
      self.number = number
    }
  }

  private let logs: [Log]
  private let loop: EventLoop
  private let watch = FileWatch()

  init(_ paths: [FilePath], _ loop: EventLoop) {
    logs = paths.enumerated().map { Log($1, number: $0) }
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
      let hasFolder = watch.add(log.path.parent)
      let hasFile = log.reader == nil || watch.add(log.path)
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
    if let reader = log.reader {
      guard let status = try? FileStatus(following: log.path),
        !status.isSameFile(as: reader.status)
      else { return }
      log.former = (reader, loop.clock.monotonicTime().advanced(bySeconds: Self.farewell))
      log.reader = nil
    }
    do throws(AuditError) {
      log.reader = try TrailReader(log.path, number: log.number)
      log.hasFailed = false
    } catch {
      if !error.isAbsence, !log.hasFailed {
        log.hasFailed = true
        failure(error)
      }
    }
  }
}
