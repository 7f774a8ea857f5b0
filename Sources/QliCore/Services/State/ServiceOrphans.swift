/// Processes of a service over which nobody watches any more.
enum ServiceOrphans {
  /// How long they get to be ended, in milliseconds.
  private static let killLimit: Int64 = 5000
  /// After how long they get SIGKILL again.
  private static let pause: Int64 = 5

  /// Those of `folder`, whose lock nobody has.
  static func find(_ folder: ServiceFolder) -> [ProcessID] {
    let state = ServiceState(reading: folder)
    // Mostly its last start has an end, and nothing holds the lock of what lives.
    if state?.phase.isFinal == true, !isAlive(folder) { return [] }
    guard let runID = state?.runID ?? removed(folder) ?? ServiceLock.lastNote(in: folder)?.runID
    else { return [] }
    return processes(ofRun: runID)
  }

  /// The run of one whose folder was removed while it went on: its processes have the lock still, of a
  /// file that has no name any more. Nil where the folder is there, or there is none.
  static func removed(_ folder: ServiceFolder) -> String? {
    guard (try? FileStatus(notFollowing: folder.alive)) == nil else { return nil }
    var lock = folder.alive.string
    lock.append(" (deleted)")
    let wanted = [
      ("QLI_GROUP", folder.id.group.text), ("QLI_EXTENSION", folder.id.extension.text),
      ("QLI_INSTANCE", folder.id.instanceName),
    ]
    var runID: String?
    ProcessTable.forEachProcess { process in
      // Most are told by the first variable, and few descriptors are looked at.
      guard runID == nil, let run = process.initialVariable("QLI_RUN_ID"),
        wanted.allSatisfy({ process.initialVariable($0) == ByteString($1) }),
        process.hasDescriptor(where: { $0 == lock })
      else { return }
      runID = run.lossyText
    }
    return runID
  }

  /// Who watches over the run though its folder says nothing of that: the parent of one of its processes,
  /// if that is a qli.
  static func watcher(ofRun runID: String) -> ProcessIdentity? {
    let own = processes(ofRun: runID)
    let parents = own.compactMap { $0.parent }.filter { !own.contains($0) && $0.isQli }
    return parents.first.flatMap { ProcessIdentity(of: $0) }
  }

  /// Whether a process of the service holds its lock.
  static func isAlive(_ folder: ServiceFolder) -> Bool {
    guard let file = KeptFile.reading(folder.alive) else { return false }
    return (try? file.number.isLockedElsewhere()) ?? false
  }

  /// All that have the run's number in their environment.
  static func processes(ofRun runID: String) -> [ProcessID] {
    var found: [ProcessID] = []
    let wanted = ByteString(runID)
    ProcessTable.forEachProcess { process in
      guard process != .current, !process.isZombie,
        process.initialVariable("QLI_RUN_ID") == wanted
      else { return }
      found.append(process)
    }
    return found
  }

  /// Ends those of the run, until none is left.
  ///
  /// - Returns: those that couldn't be ended.
  static func end(ofRun runID: String, _ loop: EventLoop) -> [ProcessID] {
    let deadline = loop.clock.monotonicTime().advanced(byMilliseconds: killLimit)
    while true {
      let left = processes(ofRun: runID)
      let now = loop.clock.monotonicTime()
      if left.isEmpty || now >= deadline { return left }
      for process in left {
        // Its number may be another's by now: pinned, and looked at again.
        guard let identity = ProcessIdentity(of: process) else { continue }
        _ = try? identity.send(
          .kill,
          unless: {
            process.initialVariable("QLI_RUN_ID") != ByteString(runID)
          })
      }
      _ = try? loop.wait(until: now.advanced(byMilliseconds: pause))
    }
  }
}
