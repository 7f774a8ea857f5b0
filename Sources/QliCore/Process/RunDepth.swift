/// How many runs a run is nested in, as `QLI_DEPTH` counts them.
struct RunDepth {
  /// An extension that calls itself through qli would go on for ever: here it ends.
  static let limit = 32
  /// 1 for a run that is in no other.
  let number: Int

  init(_ environment: Environment) {
    let around = environment.nonEmpty("QLI_DEPTH")?.text.flatMap { Int($0) } ?? 0
    number = max(0, min(around, Self.limit)) + 1
  }

  var isTooDeep: Bool { number > Self.limit }
  /// Whether it is in another.
  var isNested: Bool { number > 1 }
}
