/// Keeps the folder of a service that goes on where it is looked for: without its lock there it would be
/// started twice.
final class FolderKeeper {
  /// What has become of it.
  enum Finding {
    case inPlace
    /// It was gone, and is there again, without the state.
    case madeAgain
    /// It was gone, and can't be made: nobody else can either.
    case missing
    /// Somebody was quicker, and starts the same service.
    case taken
  }

  private let service: ServiceLaunch
  private(set) var lock: ServiceLock
  private let watch = FileWatch()

  init(_ service: ServiceLaunch, _ lock: ServiceLock) {
    self.service = service
    self.lock = lock
  }

  /// What is readable as soon as it has to be looked at; nil where the system doesn't tell.
  var interest: Poll.Interest? { watch.readiness.map { .reading($0) } }

  /// Has it told from now on when it isn't in its place any more.
  func begin() {
    var path = service.folder.path
    _ = watch.addRemovals(in: path)
    while path.parent != path {
      path = path.parent
      _ = watch.addPlace(of: path)
    }
  }

  /// Looks whether it is there, if anything was told, and makes it again where it isn't.
  func look() -> Finding {
    guard let interest, Poll.isReady(interest) else { return .inPlace }
    watch.clear()
    var finding = Finding.inPlace
    // It may be gone once more before it is watched.
    while !lock.isStillThere {
      finding = retake()
      guard case .madeAgain = finding else { return finding }
    }
    // Whoever removes all of it may have come to this one later.
    if (try? FileStatus(notFollowing: service.folder.state)) == nil { return .madeAgain }
    return finding
  }

  private func retake() -> Finding {
    do throws(ServiceRefusal) {
      // Looked at anew: the folders that were found safe aren't there any more.
      guard let fresh = try ServiceLock.tryTaking(service.folder, PathSafety()) else {
        return .taken
      }
      try? fresh.writeNote(service.request.runID, service.context.clock)
      lock = fresh
    } catch {
      return .missing
    }
    begin()
    return .madeAgain
  }
}
