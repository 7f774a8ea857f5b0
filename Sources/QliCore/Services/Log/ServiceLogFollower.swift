/// Waits for what is added to a service's log, also in a new file, until the service has ended for
/// good.
final class ServiceLogFollower {
  /// How long a change may go unnoticed where the system doesn't tell of it, in milliseconds.
  private static let pause: Int64 = 250
  /// And where it does, but not of all: not that a lock is free.
  private static let longPause: Int64 = 1000
  /// Behind a change it is looked again so soon, as the end of the service may be the next one.
  private static let shortPause: Int64 = 10

  private let files: ServiceLogFiles
  private let loop: EventLoop
  private let watch = FileWatch()
  private var pause = ServiceLogFollower.shortPause

  init(in folder: FilePath, _ loop: EventLoop) {
    files = ServiceLogFiles(in: folder)
    self.loop = loop
  }

  /// Waits until the log may have changed, or the service may have ended.
  ///
  /// - Parameter hasChanged: whether there was anything new since the last time.
  /// - Returns: false if nobody is left to be told, at the other end of `output`.
  func wait(output: FileDescriptor, hasChanged: Bool) throws(Errno) -> Bool {
    pause = hasChanged ? Self.shortPause : min(2 * pause, Self.longPause)
    // The folder tells of a new file, and of the state and the end that are noted in it.
    let hasFolder = watch.add(files.current.parent)
    let isTold = watch.add(files.current) && hasFolder
    let interests = watch.readiness.map { [Poll.Interest.reading($0)] } ?? []
    let moment = loop.clock.monotonicTime()
    _ = try loop.wait(
      for: [.closing(output)] + interests,
      until: moment.advanced(byMilliseconds: isTold ? pause : min(pause, Self.pause)))
    watch.clear()
    return !Poll.isReady(.closing(output))
  }
}
