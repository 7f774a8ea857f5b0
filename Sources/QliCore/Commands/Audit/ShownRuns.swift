/// The runs that a line asks for, one after the other, as they are shown.
final class ShownRuns {
  private var merge: TrailMerge
  /// Those that are known already; else they come as the logs are read.
  private var nodes: ArraySlice<TrailTree.Node>?
  private var nested: NestedRuns?
  /// What was given last: its records are in use.
  private var current: TrailTree.Node?

  /// - Parameter isNested: whether each is to stand below the one that has started it.
  init(_ merge: TrailMerge, _ line: AuditCommand.Line, isNested: Bool) {
    self.merge = merge
    if let root = line.tree {
      nodes = TrailTree(of: root, in: &self.merge).nodes()[...]
    } else if let count = line.last {
      let runs = Self.last(count, of: &self.merge)
      nodes =
        isNested
        ? NestedRuns.nodes(of: runs)[...]
        : runs.map { TrailTree.Node(run: $0, depth: 0) }[...]
    } else if isNested {
      nested = NestedRuns()
    }
  }

  /// The next one. To be used before the next call.
  func next() -> ShownRun? {
    if nodes == nil, nested == nil { return merge.nextOfAll().map { ShownRun(run: $0) } }
    current = nested == nil ? nodes?.popFirst() : nested?.next(of: &merge)
    return current.map { ShownRun(run: $0.run.run, depth: $0.depth) }
  }

  /// Why logs couldn't be read to their ends, since it was asked last.
  func takeFailures() -> [AuditError] { merge.takeFailures() }

  /// Records that have come more than once, where records of many machines are read.
  var collected: CollectedRuns? { merge.collected }

  private static func last(_ count: Int, of merge: inout TrailMerge) -> [KeptRun] {
    var runs: [KeptRun] = []
    var oldest = 0
    while let run = merge.nextOfAll() {
      if runs.count < count {
        runs.append(KeptRun(run))
      } else {
        runs[oldest] = KeptRun(run)
        oldest = (oldest + 1) % count
      }
    }
    return Array(runs[oldest...] + runs[..<oldest])
  }
}
