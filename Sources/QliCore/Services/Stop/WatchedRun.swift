/// A run of a service that is to end, and whoever watches over it.
final class WatchedRun {
  let runID: String
  /// Who that is now, as one may take it over from another; nil once nobody does.
  private let watcher: () -> ProcessIdentity?
  /// Who was told last.
  private(set) var told: ProcessIdentity?

  /// The run that `status` tells of; nil where nobody who can be told watches over it.
  init?(_ status: ServiceStatus) {
    let folder = status.folder
    switch status.holder {
    case .process(let note):
      runID = note.runID
      var last = note.identity
      watcher = {
        guard let holder = ServiceLock.holder(of: folder) else { return nil }
        // Another one, that was started meanwhile.
        if let now = holder.note, now.runID != note.runID { return nil }
        last = holder.note?.identity ?? last
        return last
      }
    case nil:
      guard status.phase == .orphaned, let run = status.runID,
        let supervisor = ServiceOrphans.watcher(ofRun: run)
      else { return nil }
      runID = run
      watcher = { supervisor.isAlive ? supervisor : nil }
    case .elsewhere, .unknown: return nil
    }
  }

  /// Whether nobody watches over it any more. Who does is told to end it, if that isn't who was told last.
  func isOver() -> Bool {
    guard let current = watcher() else { return true }
    if current != told {
      told = current
      _ = try? current.send(.terminate, unless: { watcher() == nil })
    }
    return false
  }
}
