/// The lines of a log that are no records.
struct TrailProblems {
  private(set) var count = 0
  /// The first of them.
  private(set) var first: (line: Int, problem: TrailProblem)?

  mutating func add(_ problem: TrailProblem, line: Int) {
    count += 1
    if first == nil { first = (line, problem) }
  }
}
