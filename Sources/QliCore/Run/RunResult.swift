/// How a run ended.
struct RunResult {
  let outcome: Outcome
  /// From the start record to the end, in milliseconds; zero if nothing was started.
  let duration: Int64
}
