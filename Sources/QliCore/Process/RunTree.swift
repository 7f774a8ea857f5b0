/// The processes of a run that qli may have to end: all that are below qli, but for those that were
/// there before the run.
///
/// A shell that becomes qli (`exec qli …`) may have started programs before, as for `> >(tee log)`.
/// They are qli's children then, and none of the run's.
final class RunTree {
  /// The children from before the run that weren't reaped: each number is still theirs.
  private var bystanders: Set<ProcessID> = []

  /// Makes qli the parent of whatever the run's processes leave behind. Before the first is started.
  init() {
    ProcessID.becomeSubreaper()
    #if os(Linux)
      // Mostly there is no child, and waitpid says so at once.
      do throws(Errno) {
        while try ProcessID.reapAny() != nil {}
        bystanders = Set(ProcessTable().children(of: .current))
      } catch {}
    #endif
  }

  /// Reaps one child that has ended, see `ProcessID.reapAny`.
  func reapAny() throws(Errno) -> (process: ProcessID, end: WaitStatus)? {
    let reaped = try ProcessID.reapAny()
    if let reaped { bystanders.remove(reaped.process) }
    return reaped
  }

  /// Reaps all that have ended, but not beyond `deadline`: they may come without end.
  ///
  /// - Returns: whether nothing of the run is left.
  func isGone(until deadline: MonotonicTime, _ clock: Clock) throws(Errno) -> Bool {
    do throws(Errno) {
      while try reapAny() != nil { if clock.monotonicTime() >= deadline { return false } }
      #if os(Linux)
        guard !bystanders.isEmpty, children().isEmpty else { return false }
        // Nobody was seen, and nobody ended meanwhile who could have left an unseen one behind.
        return try reapAny() == nil
      #else
        return false
      #endif
    } catch .noChild {
      return true
    }
  }

  /// Whether `process` is of the run. One that is gone, or whose parent is gone, isn't.
  func contains(_ process: ProcessID) -> Bool {
    var process = process
    while process.rawValue > 1, let parent = process.parent {
      if parent == .current { return !bystanders.contains(process) }
      process = parent
    }
    return false
  }

  #if os(Linux)
    /// All that are of the run now.
    func processes() -> [ProcessID] {
      let table = ProcessTable()
      return table.children(of: .current).filter { !bystanders.contains($0) }
        .flatMap { [$0] + table.descendants(of: $0) }
    }

    /// Those that are qli's own children.
    func children() -> [ProcessID] {
      ProcessTable().children(of: .current).filter { !bystanders.contains($0) }
    }
  #endif
}
