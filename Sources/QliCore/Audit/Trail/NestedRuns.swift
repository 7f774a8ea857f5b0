/// Runs in the order of their ends, but each that is nested in another behind that, where both are shown: it
/// has ended before it.
///
/// One waits as long as the run around it is still to come. How many do so is limited, so that memory and time
/// don't grow with the log; what is beyond stands by itself, where it has ended.
struct NestedRuns {
  private static let mostRuns = 4096
  private static let mostParents = 64

  /// Those that wait, by the run that they are nested in.
  private var waiting: [UInt128: [KeptRun]] = [:]
  private var waitingIDs: Set<UInt128> = []
  private var count = 0
  /// What comes next, from `place` on.
  private var ready: [TrailTree.Node] = []
  private var place = 0

  /// The next run of all that `merge` has.
  mutating func next(of merge: inout TrailMerge) -> TrailTree.Node? {
    while true {
      if place < ready.count {
        place += 1
        return ready[place - 1]
      }
      ready.removeAll(keepingCapacity: true)
      place = 0
      guard let run = merge.nextOfAll() else {
        if waiting.isEmpty { return nil }
        releaseAll()
        continue
      }
      if run.end == nil {
        takeUnfinished(run, &merge)
      } else {
        take(KeptRun(run), merge)
      }
    }
  }

  /// A list of runs in the same order.
  static func nodes(of runs: [KeptRun]) -> [TrailTree.Node] {
    var nested = NestedRuns()
    nested.take(runs)
    return nested.ready
  }

  private mutating func take(_ run: KeptRun, _ merge: TrailMerge) {
    let (id, parent) = (run.run.id, run.run.parent)
    if let parent, parent != id, merge.willGive(parent) || waitingIDs.contains(parent),
      hasRoom(for: parent)
    {
      hold(run, in: parent)
    } else {
      release(run)
    }
    // Those around which nothing comes any more: it wasn't asked for.
    for parent in Array(waiting.keys) where !waitingIDs.contains(parent) && !merge.willGive(parent)
    {
      for run in waiting.removeValue(forKey: parent) ?? [] { release(run, isHeld: true) }
    }
  }

  /// Those without an end are the last, by their starts: what they have started comes behind them.
  private mutating func takeUnfinished(_ first: TrailRun, _ merge: inout TrailMerge) {
    var runs = [KeptRun(first)]
    while let run = merge.nextOfAll() { runs.append(KeptRun(run)) }
    take(runs)
  }

  private mutating func take(_ runs: [KeptRun]) {
    let known = Set(runs.compactMap { $0.run.id })
    var roots: [KeptRun] = []
    for run in runs {
      if let parent = run.run.parent, parent != run.run.id, known.contains(parent) {
        hold(run, in: parent)
      } else {
        roots.append(run)
      }
    }
    for root in roots { release(root) }
    releaseAll()
  }

  private func hasRoom(for parent: UInt128) -> Bool {
    count < Self.mostRuns && (waiting[parent] != nil || waiting.count < Self.mostParents)
  }

  private mutating func hold(_ run: KeptRun, in parent: UInt128) {
    waiting[parent, default: []].append(run)
    if let id = run.run.id { waitingIDs.insert(id) }
    count += 1
  }

  /// What is left, as records can say anything, such as a circle.
  private mutating func releaseAll() {
    let runs = waiting.values.flatMap { $0 }.sorted { $0.run.began < $1.run.began }
    waiting = [:]
    waitingIDs = []
    count = 0
    for run in runs { ready.append(TrailTree.Node(run: run, depth: 0)) }
  }

  /// Shows a run, and all that waits for it.
  private mutating func release(_ run: KeptRun, isHeld: Bool = false) {
    var rest = [(run: run, depth: 0, isHeld: isHeld)]
    while let next = rest.popLast() {
      ready.append(TrailTree.Node(run: next.run, depth: next.depth))
      guard let id = next.run.run.id else { continue }
      if next.isHeld {
        waitingIDs.remove(id)
        count -= 1
      }
      let children = (waiting.removeValue(forKey: id) ?? [])
        .sorted { $0.run.began > $1.run.began }
      for child in children { rest.append((child, next.depth + 1, true)) }
    }
  }
}
