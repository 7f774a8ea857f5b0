/// A run, and all that it has started, and that these have started.
struct TrailTree {
  /// A run, and how many stand above it.
  struct Node {
    let run: KeptRun
    let depth: Int
  }

  private let root: RunID.Prefix
  /// Those that may be in it: the run itself, and all that are nested.
  private var kept: [KeptRun] = []
  private var roots: [Int] = []
  private var children: [UInt128: [Int]] = [:]

  /// Looks for it in all that `merge` has.
  init(of root: RunID.Prefix, in merge: inout TrailMerge) {
    self.root = root
    while let run = merge.nextOfAll() { add(run) }
  }

  private mutating func add(_ run: TrailRun) {
    guard let id = run.id else { return }
    let isRoot = root.matches(id)
    let parent = run.parent
    guard isRoot || parent != nil else { return }
    if isRoot { roots.append(kept.count) }
    if let parent { children[parent, default: []].append(kept.count) }
    kept.append(KeptRun(run))
  }

  /// All of it, each behind the one that has started it, by their starts.
  func nodes() -> [Node] {
    var nodes: [Node] = []
    var isShown = [Bool](repeating: false, count: kept.count)
    // Where one that matches has started another, it comes with that.
    for root in sorted(roots) {
      add(root, depth: 0, to: &nodes, &isShown)
      for orphan in sorted(orphans(of: kept[root].run)) {
        add(orphan, depth: 1, to: &nodes, &isShown)
      }
    }
    return nodes
  }

  /// The runs of the trace that `root` has begun whose parent isn't on record: its group keeps no log.
  private func orphans(of root: TrailRun) -> [Int] {
    guard root.string(.traceID) == nil, let id = root.string(.runID) else { return [] }
    let trace = id.filter { $0 != .minus }
    let known = Set(kept.compactMap { $0.run.id })
    return kept.indices.filter { index in
      let run = kept[index].run
      guard let parent = run.parent, !known.contains(parent) else { return false }
      return run.string(.traceID)?.elementsEqual(trace) == true
    }
  }

  private func add(_ index: Int, depth: Int, to nodes: inout [Node], _ isShown: inout [Bool]) {
    // Records can say anything, such as a circle.
    var rest = [(index: index, depth: depth)]
    while let next = rest.popLast() {
      if isShown[next.index] { continue }
      isShown[next.index] = true
      nodes.append(Node(run: kept[next.index], depth: next.depth))
      guard let id = kept[next.index].run.id else { continue }
      for child in sorted(children[id] ?? []).reversed() { rest.append((child, next.depth + 1)) }
    }
  }

  private func sorted(_ indices: [Int]) -> [Int] {
    indices.sorted { kept[$0].run.began < kept[$1].run.began }
  }
}

extension TrailRun {
  /// The number of its id.
  var id: UInt128? { (start ?? end)?.runID }
  /// That of the run around it.
  var parent: UInt128? { string(.parentRunID).flatMap { RunID.number($0) } }
  /// When, in microseconds since the beginning of 1970; of a run without a start when it ended.
  var began: Int64 { (start ?? end)?.time ?? 0 }
}
