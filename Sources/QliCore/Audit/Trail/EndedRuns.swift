/// The runs that have ended last, in the order of their ends.
///
/// Each is held back until some thousand others have ended, or there is nothing more to read: an
/// extension can write an end of its own run, and qli's comes later, with the same process number. What
/// is held is limited, so that memory doesn't grow with the log.
struct EndedRuns {
  /// A run by what names it: a log that others can write to says nothing of the runs in another.
  struct Name: Hashable {
    let runID: UInt128
    let log: Int
  }

  /// A run that has ended, or an end that isn't qli's.
  struct Run {
    var start: KeptRecord?
    let end: KeptRecord
    /// The line of the end, and the inode of its file.
    let line: Int
    let file: UInt64
    /// Whether its end, or another of the same run, may not be qli's.
    var isDoubtful = false

    /// To be used no longer than this value.
    var run: TrailRun {
      TrailRun(start: start?.record, end: end.record, isDoubtful: isDoubtful)
    }

    fileprivate var size: Int { end.record.line.count + (start?.record.line.count ?? 0) }
  }

  private static let mostRuns = 4096
  private static let mostBytes = 8 << 20
  /// How many are known beyond those that are held.
  private static let mostNames = 1 << 16

  /// Nil for what is forgotten.
  private var runs: [Run?] = []
  private var names: [Name?] = []
  /// How many have come before the first of these.
  private var dropped = 0
  /// Where in `runs` what is kept begins, and what wasn't shown yet.
  private var head = 0
  private var next = 0
  private var size = 0
  /// The number of the last end of each.
  private var numbers: [Name: Int] = [:]
  private var former: [Name] = []
  /// Where the oldest stands, once there are as many as are known.
  private var oldest = 0

  /// Adds an end; one of the run `name` takes the place of what was held for that so far.
  mutating func add(_ run: Run, of name: Name?) {
    if let name { numbers[name] = dropped + runs.count }
    runs.append(run)
    names.append(name)
    size += run.size
  }

  /// Whether the run `name` has ended already, as far back as that is known.
  func contains(_ name: Name) -> Bool { numbers[name] != nil }

  /// The last end of the run `name`, where it is held.
  func last(_ name: Name) -> Run? {
    index(of: name).flatMap { runs[$0] }
  }

  /// Takes the last end of the run `name` out: another comes in its place.
  mutating func removeLast(_ name: Name) {
    guard let index = index(of: name), index >= next, let run = runs[index] else { return }
    size -= run.size
    runs[index] = nil
  }

  /// Whether the last end of the run `name` is held and wasn't shown yet.
  func isWaiting(_ name: Name) -> Bool {
    numbers[name].map { $0 >= dropped + next } ?? false
  }

  /// The last end of the run `name` isn't the run's: that goes to another.
  mutating func doubtLast(_ name: Name) {
    guard let index = index(of: name), var run = runs[index] else { return }
    size -= run.size
    run.start = nil
    run.isDoubtful = true
    size += run.size
    runs[index] = run
  }

  private func index(of name: Name) -> Int? {
    guard let number = numbers[name], number >= dropped + head else { return nil }
    return number - dropped
  }

  private var isFull: Bool { runs.count - head > Self.mostRuns || size > Self.mostBytes }

  /// The oldest one that wasn't shown, if it needn't be held any longer; each where `all`.
  mutating func popFirst(all: Bool) -> Run? {
    while isFull, head < next { drop() }
    while next < runs.count, all || isFull {
      next += 1
      // One may have been taken out.
      if let run = runs[next - 1] { return run }
    }
    return nil
  }

  /// Forgets the oldest one but for its name.
  private mutating func drop() {
    size -= runs[head]?.size ?? 0
    runs[head] = nil
    if let name = names[head], numbers[name] == dropped + head { remember(name) }
    head += 1
    // Each is moved once at most, on average.
    if head >= Self.mostRuns {
      runs.removeFirst(head)
      names.removeFirst(head)
      (dropped, next, head) = (dropped + head, next - head, 0)
    }
  }

  private mutating func remember(_ name: Name) {
    if former.count < Self.mostNames {
      former.append(name)
    } else {
      // It may have ended again since.
      if let number = numbers[former[oldest]], number < dropped + head {
        numbers.removeValue(forKey: former[oldest])
      }
      former[oldest] = name
      oldest = (oldest + 1) % Self.mostNames
    }
  }
}
