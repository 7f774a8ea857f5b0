/// The processes of a run that qli may have to end: all that are below qli, but for those that were
/// there before the run, and what these start.
///
/// A shell that becomes qli (`exec qli …`) may have started programs before, as for `> >(tee log)`.
/// They are qli's children then, the bystanders of the run, and none of it.
final class RunTree {
  /// What the run is. It is of it whatever its environment says.
  var program: ProcessID?
  /// The children from before the run that weren't reaped: each number is still theirs.
  private var bystanders: Set<ProcessID> = []
  /// What stands in their environments; empty if there were none.
  private var bystandersEntries: Set<ByteString> = []
  /// What they had started before, if helpers are run: these have no number of a run.
  private var bystandersFamily: Set<ProcessID> = []
  private let isOfHelpers: Bool
  /// Whether there were any: what one leaves behind becomes qli's child, too.
  private let hadBystanders: Bool
  /// The run around this one, which those from before the run may be of.
  private let outerRun: ByteString?

  /// Makes qli the parent of whatever the run's processes leave behind. Before the first is started.
  ///
  /// - Parameter isOfHelpers: whether programs that work for qli are run.
  init(_ environment: Environment, isOfHelpers: Bool = false) {
    ProcessID.becomeSubreaper()
    self.isOfHelpers = isOfHelpers
    outerRun = environment["QLI_RUN_ID"]
    do throws(Errno) {
      // Mostly there is no child, and waitpid says so at once.
      while try ProcessID.reapAny() != nil {}
      bystanders = Set(ProcessTable.ownChildren())
    } catch {}
    hadBystanders = !bystanders.isEmpty
    if bystanders.isEmpty { return }
    for bystander in bystanders { bystandersEntries.formUnion(bystander.initialEntries ?? []) }
    if isOfHelpers {
      for bystander in bystanders {
        bystandersFamily.formUnion(ProcessTable.descendants(of: bystander))
      }
    }
  }

  /// Whatever is left behind from now on isn't qli's any more.
  func release() { ProcessID.endSubreaping() }

  /// Reaps one child that has ended, see `ProcessID.reapAny`.
  func reapAny() throws(Errno) -> (process: ProcessID, end: WaitStatus)? {
    let reaped = try ProcessID.reapAny()
    if let reaped { bystanders.remove(reaped.process) }
    return reaped
  }

  /// Reaps all that have ended, but not beyond `deadline`: they may come without end.
  ///
  /// - Parameter tell: is told of each.
  /// - Returns: whether nothing of the run is left.
  func isGone(
    until deadline: MonotonicTime, _ clock: Clock,
    telling tell: (ProcessID, WaitStatus) -> Void = { _, _ in }
  ) throws(Errno) -> Bool {
    do throws(Errno) {
      while let (process, end) = try reapAny() {
        tell(process, end)
        if clock.monotonicTime() >= deadline { return false }
      }
      guard hadBystanders, children().isEmpty else { return false }
      // Nobody was seen, and nobody ended meanwhile who could have left an unseen one behind.
      return try reapAny() == nil
    } catch .noChild {
      return true
    }
  }

  /// Whether `process` is of the run. One that is gone, or whose parent is gone, isn't.
  func contains(_ process: ProcessID) -> Bool {
    var process = process
    while process.rawValue > 1, let parent = process.parent {
      if parent == .current { return isOfRun(process) }
      process = parent
    }
    return false
  }

  /// All that are of the run now.
  func processes() -> [ProcessID] {
    children().flatMap { [$0] + ProcessTable.descendants(of: $0) }
  }

  /// Those that are qli's own children.
  func children() -> [ProcessID] { ProcessTable.ownChildren().filter { isOfRun($0) } }

  /// Whether a child of qli's is of the run. Where others were there before, one that they have left
  /// behind is known by its environment, which is theirs; in doubt it is of the run. Helpers have that of
  /// qli, too, but not for long: what is left behind meanwhile is theirs, unless it was there before.
  private func isOfRun(_ child: ProcessID) -> Bool {
    if bystanders.contains(child) { return false }
    guard hadBystanders, child != program else { return true }
    if isOfHelpers { return !bystandersFamily.contains(child) }
    guard let entries = child.initialEntries else { return true }
    if let run = entries.first(where: { $0.hasPrefix("QLI_RUN_ID=") }) {
      return outerRun.map { run != ByteString("QLI_RUN_ID=\($0.lossyText)") } ?? true
    }
    // One that has most of what theirs have.
    return entries.count { bystandersEntries.contains($0) } * 2 <= bystandersEntries.count
  }
}
