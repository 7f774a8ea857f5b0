/// A copy of a run.
struct KeptRun {
  private let start: KeptRecord?
  private let end: KeptRecord?
  private let isRunning: Bool
  private let isReady: Bool
  private let isDoubtful: Bool

  init(_ run: TrailRun) {
    start = run.start.map { KeptRecord($0) }
    end = run.end.map { KeptRecord($0) }
    (isRunning, isReady, isDoubtful) = (run.isRunning, run.isReady, run.isDoubtful)
  }

  /// To be used no longer than this value.
  var run: TrailRun {
    TrailRun(
      start: start?.record, end: end?.record, isRunning: isRunning, isReady: isReady,
      isDoubtful: isDoubtful)
  }
}
