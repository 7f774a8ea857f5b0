/// What verifying a chain has found.
struct ChainReport {
  /// What the log is called.
  let log: FilePath
  /// Whose it is, where that is known from its records alone.
  var host: String?
  /// The files that were read, the oldest first.
  var files: [FilePath] = []
  /// How many lines are chained records, and how many are something else, which nobody vouches for.
  var records = 0
  var others = 0
  /// How many records were there more than once, as a collector has them.
  var copies = 0
  /// The numbers of the oldest record and of the newest one.
  var first: Int64?
  var last: ChainPosition?
  /// Where the newest one stands: the file, by its place, and the line.
  var lastPlace: (file: Int, line: Int)?
  /// What the head says; nil if there is none.
  var head: ChainPosition?
  var breaks: [ChainBreak] = []
  /// Why files couldn't be read.
  var failures: [ChainFile.Failure] = []

  /// Whether nothing is there of it.
  var isAbsent: Bool { files.isEmpty && head == nil }
  var isBroken: Bool { !breaks.isEmpty }
}

extension ChainReport {
  /// Takes what putting the stretches together has found.
  mutating func take(_ join: ChainJoin) {
    (first, last, lastPlace, breaks) = (join.first, join.last, join.lastPlace, join.breaks)
  }

  /// Adds the break that a record is which was there once, and isn't now.
  mutating func add(unfound position: ChainPosition) {
    let number = position.number
    let last = last?.number ?? 0
    if breaks.contains(where: { $0.kind != .doubled && $0.numbers.contains(number) }) { return }
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
