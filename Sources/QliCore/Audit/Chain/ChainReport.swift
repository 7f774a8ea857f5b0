/// What verifying a chain has found.
struct ChainReport {
  enum State {
    case whole, broken
    /// Not all of it could be read.
    case unknown
    /// Nothing is there of it, as before the first run.
    case absent
  }

  /// What the log is called.
  let log: FilePath
  /// Whose it is, where that is known from its records alone.
  var host: String?
  /// Those of the log, the oldest first.
  var files: [FilePath] = []
  /// How many lines are chained records, and how many are something else.
  private(set) var records = 0
  var others = 0
  /// How many of the others stand before the first record, which vouches for them as nobody does for the rest.
  private(set) var preceding = 0
  /// The records before which something stands on their lines: how many, and the first of them.
  private(set) var prefixed = 0
  private(set) var firstPrefixed: (file: Int, line: Int)?
  /// How many records were there more than once, as a collector has them.
  var copies = 0
  /// The numbers of the oldest record and of the newest one.
  private(set) var first: Int64?
  private(set) var last: ChainPosition?
  /// Where the newest one stands: the file, by its place, and the line.
  private(set) var lastPlace: (file: Int, line: Int)?
  /// What the head says; nil if there is none.
  var head: ChainPosition?
  /// Whether there is no head that could say how far the chain goes.
  var lacksHead = false
  /// The record of another host that it goes on behind.
  var origin: (host: String, number: Int64)?
  var breaks: [ChainBreak] = []
  /// Why files couldn't be read.
  var failures: [ChainFile.Failure] = []
  /// Whether what wasn't read may be of this log, or not.
  var isIncomplete = false
  /// Which of the records that have to be somewhere are there, and the last one, if it is.
  var found: Set<ChainPosition> = []
  /// The numbers of records that may be in what couldn't be read.
  private var unverified: [ClosedRange<Int64>] = []

  init(log: FilePath) { self.log = log }

  var state: State {
    if !breaks.isEmpty { return .broken }
    if !failures.isEmpty || isIncomplete { return .unknown }
    return files.isEmpty && head == nil ? .absent : .whole
  }
}

extension ChainReport {
  /// Takes what one of the files holds.
  mutating func take(_ walk: inout ChainWalk) {
    records += walk.records
    others += walk.others
    preceding += walk.preceding
    if let line = walk.firstPrefixed {
      prefixed += walk.prefixed
      if firstPrefixed == nil { firstPrefixed = (walk.file, line) }
    }
    found.formUnion(walk.found)
  }

  /// Counts one more record.
  mutating func addRecord() { records += 1 }

  /// Takes what putting the stretches together has found.
  mutating func take(_ join: ChainJoin) {
    (first, last, lastPlace, breaks) = (join.first, join.last, join.lastPlace, join.breaks)
    unverified = join.unverified
  }

  /// A log that somebody has named has to be a chain.
  mutating func noteIfUnchained() {
    if records == 0, head == nil, breaks.isEmpty, failures.isEmpty {
      failures.append(.unchained(log))
    }
  }

  /// Adds the break that a record is which was there once, and isn't now.
  mutating func add(unfound position: ChainPosition) {
    let number = position.number
    let last = last?.number ?? 0
    if breaks.contains(where: { $0.isLoss && $0.numbers.contains(number) }) { return }
    // It may be in what couldn't be read.
    if isIncomplete || unverified.contains(where: { $0.contains(number) }) { return }
    if number > last {
      // Nothing of it is there, where another file would have been begun since.
      let isFile =
        files.isEmpty || !files.contains(log) && host == nil && !ChainFiles(of: log).isDated
      breaks.append(
        ChainBreak(
          kind: isFile ? .fileMissing : .cut, file: lastPlace?.file, line: lastPlace?.line,
          numbers: (last + 1)...number))
    } else {
      let isLast = number == last
      breaks.append(
        ChainBreak(
          kind: number < first ?? 1 ? .missing : .changed, file: isLast ? lastPlace?.file : nil,
          line: isLast ? lastPlace?.line : nil, numbers: number...number))
    }
  }
}

extension ChainBreak {
  /// Whether its records aren't what, or where, they were.
  fileprivate var isLoss: Bool {
    switch kind {
    case .changed, .missing, .inserted, .swapped, .cut, .begunAnew, .fileMissing: true
    case .precedingChanged, .doubled, .headMissing, .headDamaged: false
    }
  }
}
