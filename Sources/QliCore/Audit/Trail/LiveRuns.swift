/// The runs that go on now, as far as this machine's processes show it.
struct LiveRuns {
  private let host = Host.name
  private let processes = ProcessTable()

  /// Whether the run of a start record goes on: the process that wrote it is there, and is no other
  /// that got its number since, after a restart or in another pid namespace.
  func contains(_ start: TrailRecord) -> Bool {
    guard let name = start.string(.host),
      JSONStringToken(bytes: name, hasEscapes: true).equals(bytes: host),
      let process = start.process
    else { return false }
    guard !process.isZombie, process.isQli else { return false }
    // What a run has started knows its number, whatever was done to the clock meanwhile. Another
    // number says nothing: anybody may set one.
    let isKnown = processes.children(of: process).contains { child in
      let id = child.initialVariable("QLI_RUN_ID")?.bytes
      return id?.withUnsafeBufferPointer { RunID.number($0) } == start.runID
    }
    return isKnown || hasBegun(process, before: start.time)
  }

  /// The processes that were started in the run `runID` and go on, as after qli was killed, as far as they show.
  static func leftovers(of runID: RunID) -> [ProcessID] {
    var found: [ProcessID] = []
    ProcessTable.forEachProcess { process in
      guard process != .current, !process.isZombie,
        process.initialVariable("QLI_RUN_ID")?.equals(runID.text) == true
      else { return }
      found.append(process)
    }
    return found
  }

  /// The system counts in ticks since its own start, which it knows to the second.
  private func hasBegun(_ process: ProcessID, before time: Int64) -> Bool {
    process.startTime.map { $0 * 1_000_000 <= time + 2_000_000 } ?? false
  }
}
