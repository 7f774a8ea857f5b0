/// A claim, and what is handed on of it.
struct ClaimTree {
  let note: ClaimNote
  /// The process that still has it, where its qli is gone.
  let leftBehind: ProcessID?
  let parts: [ClaimTree]

  /// All of `notes`: those that no other of them has handed on, each with its parts.
  ///
  /// - Parameter leftBehind: finds who still has one.
  static func all(
    of notes: [ClaimNote], _ leftBehind: (ClaimNote) -> ProcessID? = { _ in nil }
  ) -> [ClaimTree] {
    let known = Set(notes.map { $0.runID })
    return notes.filter { note in !note.ancestors.contains { known.contains($0) } }
      .map { tree($0, notes, leftBehind) }
  }

  private static func tree(
    _ note: ClaimNote, _ notes: [ClaimNote], _ leftBehind: (ClaimNote) -> ProcessID?
  ) -> ClaimTree {
    let parts = notes.filter { other in
      // The nearest one that is still there.
      other.ancestors.last { id in notes.contains { $0.runID == id } } == note.runID
    }
    return ClaimTree(
      note: note, leftBehind: leftBehind(note), parts: parts.map { tree($0, notes, leftBehind) })
  }
}
