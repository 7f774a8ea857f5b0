/// The lines of a log that can't be used, or believed.
struct TrailProblems {
  /// Lines of one kind.
  struct Lines {
    private(set) var count = 0
    /// The first of them.
    private(set) var first: (line: Int, problem: TrailProblem)?

    fileprivate mutating func add(_ problem: TrailProblem, line: Int) {
      count += 1
      if first == nil { first = (line, problem) }
    }
  }

  /// The log's file.
  let path: FilePath
  /// Those that are no records.
  private(set) var leftOut = Lines()
  /// Those that are shown, and that somebody else may have written.
  private(set) var doubtful = Lines()

  init(_ path: FilePath) { self.path = path }

  mutating func add(_ problem: TrailProblem, line: Int) {
    if problem.isDoubt {
      doubtful.add(problem, line: line)
    } else {
      leftOut.add(problem, line: line)
    }
  }
}
