/// The nearest right name for a wrong one.
enum Suggestion {
  /// The candidate that `word` most likely meant, or nil if none is near.
  ///
  /// Near is a third of the word's length in edits, at least one: `deply` for `deploy`. A candidate
  /// that shares no letter with it is never near. Whether letters are large doesn't matter.
  static func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
    let limit = max(1, word.utf8.count / 3)
    var best: (distance: Int, candidate: String)?
    for candidate in candidates {
      let distance = distance(lowercased(word), lowercased(candidate))
      let longest = max(word.utf8.count, candidate.utf8.count)
      if distance <= limit, distance < min(longest, best?.distance ?? Int.max) {
        best = (distance, candidate)
      }
    }
    return best?.candidate
  }

  private static func lowercased(_ word: String) -> [UInt8] { word.utf8.map { $0.lowercased } }

  /// `; did you mean 'x'?`, or nothing if no candidate is near.
  static func clause(for word: String, among candidates: some Sequence<String>) -> String {
    nearest(to: word, among: candidates).map { "; did you mean '\($0)'?" } ?? ""
  }

  /// The edits between two words: insertions, deletions, replacements and swapped neighbours
  /// (optimal string alignment).
  static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    // Names have 64 bytes at most; anything far longer is nothing that was mistyped.
    guard left.count <= 128, right.count <= 128 else { return Int.max }
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for (row, byte) in left.enumerated() {
      var current = [row + 1]
      for (column, other) in right.enumerated() {
        var cost = min(
          last[column] + (byte == other ? 0 : 1), last[column + 1] + 1, current[column] + 1)
        if row > 0, column > 0, byte == right[column - 1], left[row - 1] == other {
          cost = min(cost, beforeLast[column - 1] + 1)
        }
        current.append(cost)
      }
      (beforeLast, last) = (last, current)
    }
    return last[right.count]
  }
}
