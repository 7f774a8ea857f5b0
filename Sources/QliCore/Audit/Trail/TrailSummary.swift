/// How often which extension was run by whom, how often it failed, and how long it took.
struct TrailSummary {
  /// The runs of an extension by one user.
  struct Row {
    let group: String
    let `extension`: String
    /// Nil where the records don't say.
    let user: String?
    private(set) var runs = 0
    /// Those that `TrailFilter.onlyFailed` takes.
    private(set) var failed = 0
    /// How long each took of which that is known, in milliseconds: the exact median needs them all.
    private var durations: [Int64] = []

    fileprivate init(group: String, extension: String, user: String?) {
      self.group = group
      self.`extension` = `extension`
      self.user = user
    }

    fileprivate mutating func add(_ run: TrailRun) {
      runs += 1
      if !run.hasSucceeded, !run.isRunning { failed += 1 }
      if let duration = run.duration { durations.append(duration) }
    }

    fileprivate mutating func sort() { durations.sort() }

    /// The one in the middle, or the mean of the two that are; nil where none is known.
    var median: Int64? {
      guard !durations.isEmpty else { return nil }
      let middle = durations.count / 2
      if durations.count % 2 == 1 { return durations[middle] }
      // Their sum may be more than fits.
      return durations[middle - 1] + (durations[middle] - durations[middle - 1]) / 2
    }

    var longest: Int64? { durations.last }
  }

  /// The bytes of the three, as the records have them.
  private struct Key: Hashable {
    let bytes: [UInt8]
  }

  private var rows: [Row] = []
  private var places: [Key: Int] = [:]

  /// Whether there is no run.
  var isEmpty: Bool { rows.isEmpty }

  mutating func add(_ run: TrailRun) {
    var bytes: [UInt8] = []
    for member in [AuditMember.group, .extension, .user] {
      if let text = run.string(member) { bytes += text }
      // None of them holds one.
      bytes.append(.lineFeed)
    }
    let key = Key(bytes: bytes)
    if let place = places[key] {
      rows[place].add(run)
      return
    }
    let text: (AuditMember) -> String? = { member in
      run.string(member).map { JSONStringToken(bytes: $0, hasEscapes: true).text }
    }
    var row = Row(
      group: text(.group) ?? "", extension: text(.extension) ?? "", user: text(.user))
    row.add(run)
    places[key] = rows.count
    rows.append(row)
  }

  /// All of them, by group, extension and user.
  func sortedRows() -> [Row] {
    var sorted = rows.sorted { left, right in
      Self.isBefore(left, right)
    }
    for index in sorted.indices { sorted[index].sort() }
    return sorted
  }

  private static func isBefore(_ left: Row, _ right: Row) -> Bool {
    let pairs = [
      (left.group, right.group), (left.extension, right.extension),
      (left.user ?? "", right.user ?? ""),
    ]
    for (one, other) in pairs where !one.utf8.elementsEqual(other.utf8) {
      return one.utf8.lexicographicallyPrecedes(other.utf8)
    }
    return false
  }
}

extension TrailRun {
  /// How long it took, in milliseconds; nil where that isn't known.
  var duration: Int64? {
    end?[.duration].flatMap { Int64(String(decoding: $0, as: UTF8.self)) }
  }
}
