/// Tasks that go on beside each other. The first that fails ends the others.
final class HelperGroup: HelperTask {
  /// The most tasks that go on at the same time: each may be a program with two pipes, and some
  /// systems let a process open no more than 256 files.
  static let mostAtOnce = 64

  /// The first that failed by itself, by its place.
  private(set) var failed: Int?
  /// Whether the tasks were told to end.
  private(set) var isEnding = false
  /// Those that aren't over. The ones that have begun come first.
  private var tasks: [(index: Int, task: any HelperTask)]
  private var firstIsAlone: Bool

  /// - Parameter firstAlone: whether the others begin only when the first has succeeded.
  init(_ tasks: [any HelperTask], firstAlone: Bool = false) {
    self.tasks = tasks.enumerated().map { (index: $0.offset, task: $0.element) }
    firstIsAlone = firstAlone
  }

  /// Those that may go on now.
  private var active: ArraySlice<(index: Int, task: any HelperTask)> {
    tasks.prefix(firstIsAlone ? 1 : Self.mostAtOnce)
  }

  var interests: [Poll.Interest] { active.flatMap { $0.task.interests } }

  var deadline: MonotonicTime? { active.compactMap { $0.task.deadline }.min() }

  func advance() -> HelperProgress {
    // Whoever is over makes room for another, which begins at once.
    while advanceActive() {}
    guard tasks.isEmpty else { return failed == nil ? .unfinished : .failing }
    return isEnding ? .failed : .succeeded
  }

  /// - Returns: whether there may be some now that have not been advanced.
  private func advanceActive() -> Bool {
    var over: Set<Int> = []
    for (index, task) in active {
      let progress = task.advance()
      if progress == .succeeded { firstIsAlone = false }
      if progress == .failing || progress == .failed, !isEnding {
        failed = index
        cancel()
      }
      if progress.isOver { over.insert(index) }
    }
    tasks.removeAll { over.contains($0.index) }
    return !over.isEmpty && !tasks.isEmpty
  }

  func cancel() {
    isEnding = true
    firstIsAlone = false
    for (_, task) in tasks { task.cancel() }
  }

  func kill() {
    isEnding = true
    for (_, task) in tasks { task.kill() }
    tasks = []
  }
}
