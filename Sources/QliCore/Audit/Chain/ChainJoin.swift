/// Puts the stretches of all files of a chain together, by their numbers, and finds where they don't fit.
struct ChainJoin {
  private(set) var breaks: [ChainBreak] = []
  /// The number of the oldest record.
  private(set) var first: Int64?
  private(set) var last: ChainPosition?
  /// Where the newest record stands.
  private(set) var lastPlace: (file: Int, line: Int)?

  /// The numbers of records that may be in what couldn't be read.
  private(set) var unverified: [ClosedRange<Int64>] = []

  private let end: ChainPosition?
  private let mayAlternate: Bool
  private let hasFiles: Bool
  private let unread: Set<Int>
  /// The digests that a later record, or the head, has vouched for.
  private let vouched: Set<SHA256.Digest>

  /// - Parameter segments: the stretches, in the order in which they lie in the files.
  /// - Parameter end: the last record, if that is known.
  /// - Parameter mayAlternate: whether the chain may come back to a file that it had left: around
  ///   midnight runs write to those of both days.
  /// - Parameter hasFiles: whether the order of lines means something.
  /// - Parameter unread: the files that couldn't be read to their ends: what is missing may be there.
  init(
    _ segments: [ChainSegment], end: ChainPosition?, mayAlternate: Bool, hasFiles: Bool = true,
    unread: Set<Int> = []
  ) {
    self.end = end
    self.mayAlternate = mayAlternate
    self.hasFiles = hasFiles
    self.unread = unread
    var vouched = Set(segments.compactMap { $0.first.previous })
    if let end { vouched.insert(end.digest) }
    self.vouched = vouched
    for chain in Self.split(segments) {
      if let begin = chain.first, first != nil { add(.begunAnew, begin) }
      (first, last) = (nil, nil)
      join(chain)
    }
    noteUnreadEnds()
  }

  /// The chains, each from a first record on that stands behind other ones.
  private static func split(_ segments: [ChainSegment]) -> [[ChainSegment]] {
    var chains: [[ChainSegment]] = []
    // What the stretches before begin with, and what they are tied to.
    var begun: Set<SHA256.Digest> = []
    var tied: Set<ChainPosition> = []
    for segment in segments {
      let isNew =
        segment.first.number == 1 && !begun.contains(segment.firstDigest)
        && !tied.contains(segment.last)
      begun.insert(segment.firstDigest)
      if let previous = segment.first.previous {
        tied.insert(ChainPosition(number: segment.first.number - 1, digest: previous))
      }
      if chains.isEmpty || isNew {
        chains.append([segment])
      } else {
        chains[chains.count - 1].append(segment)
      }
    }
    return chains
  }

  private mutating func join(_ segments: [ChainSegment]) {
    let order = segments.indices.sorted {
      let (one, other) = (segments[$0].first.number, segments[$1].first.number)
      return one == other ? $0 < $1 : one < other
    }
    var main: [Int] = []
    var index = 0
    while index < order.count {
      let number = segments[order[index]].first.number
      let candidates = order[index...].prefix { segments[$0].first.number == number }
      index += candidates.count
      let before = main.last.map { segments[$0] }
      var chosen: Int?
      if let end, number > end.number, before.map({ $0.last == end }) ?? false {
        for candidate in candidates { add(.inserted, segments[candidate]) }
        continue
      }
      if before.map({ $0.last.number < number }) ?? true {
        chosen = best(candidates.map { $0 }, segments, behind: before)
      }
      for candidate in candidates where candidate != chosen { add(.doubled, segments[candidate]) }
      if let chosen { main.append(chosen) }
    }
    first = main.first.map { segments[$0].first.number }
    last = main.last.map { segments[$0].last }
    lastPlace = main.last.map { (segments[$0].file, segments[$0].lastLine) }
    judge(main, segments)
  }

  /// The stretch that the chain goes on with.
  private func best(
    _ candidates: [Int], _ segments: [ChainSegment], behind before: ChainSegment?
  ) -> Int? {
    let ranks = candidates.map { index in
      let segment = segments[index]
      return (before?.leads(to: segment.first) == true ? 4 : 0)
        + (vouched.contains(segment.last.digest) ? 2 : 0) + (segment.isSingle ? 0 : 1)
    }
    guard let most = ranks.max(), let place = ranks.firstIndex(of: most) else { return nil }
    return candidates[place]
  }

  /// Looks at each border between two stretches.
  private mutating func judge(_ main: [Int], _ segments: [ChainSegment]) {
    if let first = main.first.map({ segments[$0] }), first.isOnOtherGround {
      // A record that something else is tied to is the one that was written.
      let isIntact = !first.isSingle || vouched.contains(first.firstDigest)
      add(isIntact ? .precedingChanged : .changed, first)
    }
    if let first = main.first.map({ segments[$0] }), let line = first.ruinedLine {
      let number = first.first.number - 1
      breaks.append(
        ChainBreak(kind: .changed, file: first.file, line: line, numbers: number...number))
    }
    var isTorn = main.map { _ in false }
    for place in main.indices.dropFirst() {
      isTorn[place] =
        segments[main[place]].first.number == segments[main[place - 1]].last.number + 1
        && !segments[main[place - 1]].leads(to: segments[main[place]].first)
    }
    // How far each file was read, and which were left.
    var furthest: [Int: Int] = [:]
    for (place, index) in main.enumerated() {
      let segment = segments[index]
      if hasFiles, isOutOfOrder(main, place, segments, furthest) { add(.swapped, segment) }
      furthest[segment.file] = max(index, furthest[segment.file] ?? index)
      guard place > 0 else { continue }
      let before = segments[main[place - 1]]
      if segment.first.number > before.last.number + 1 {
        let numbers = (before.last.number + 1)...(segment.first.number - 1)
        if isUnread(from: before.file, to: segment.file) {
          unverified.append(numbers)
          continue
        }
        breaks.append(
          ChainBreak(
            kind: hasFiles && segment.file != before.file ? .fileMissing : .missing,
            file: before.file, line: before.lastLine, numbers: numbers))
      } else if isTorn[place] {
        // A record that fits neither side was changed itself, not both of its neighbours.
        let isItself =
          segment.isSingle && place + 1 < main.count && isTorn[place + 1]
          && !(before.isSingle && isTorn[place - 1])
        if !isItself {
          breaks.append(
            ChainBreak(
              kind: .changed, file: before.file, line: before.lastLine,
              numbers: before.last.number...before.last.number))
        }
      }
    }
  }

  /// Whether what is missing between records of two files may be in what couldn't be read.
  private func isUnread(from first: Int, to last: Int) -> Bool {
    guard !unread.isEmpty, hasFiles else { return !unread.isEmpty }
    if mayAlternate {
      let range = (min(first, last) - 1)...(max(first, last) + 1)
      return unread.contains { range.contains($0) }
    }
    return unread.contains { first <= $0 && $0 < last }
  }

  /// Notes what may have been before the first record, or behind the last one, in files that couldn't be
  /// read.
  private mutating func noteUnreadEnds() {
    guard !unread.isEmpty else { return }
    if let first, first > 1 { unverified.append(1...(first - 1)) }
    guard let last, let place = lastPlace else {
      unverified.append(1...Int64.max)
      return
    }
    if isUnread(from: place.file, to: Int.max - 1) {
      unverified.append((last.number + 1)...Int64.max)
    }
  }

  private func isOutOfOrder(
    _ main: [Int], _ place: Int, _ segments: [ChainSegment], _ furthest: [Int: Int]
  ) -> Bool {
    let (index, file) = (main[place], segments[main[place]].file)
    guard let reached = furthest[file] else { return false }
    if index < reached { return true }
    return !mayAlternate && segments[main[place - 1]].file != file
  }

  private mutating func add(_ kind: ChainBreak.Kind, _ segment: ChainSegment) {
    breaks.append(
      ChainBreak(
        kind: kind, file: segment.file, line: segment.firstLine,
        numbers: kind == .changed || kind == .precedingChanged || kind == .begunAnew
          ? segment.first.number...segment.first.number
          : segment.first.number...segment.last.number))
  }
}
