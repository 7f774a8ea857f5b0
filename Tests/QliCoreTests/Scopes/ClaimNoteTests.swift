import Testing

@testable import QliCore

@Suite struct ClaimNoteTests {
  private func note(
    _ runID: String, _ paths: [FilePath], in ancestors: [String] = []
  ) -> ClaimNote {
    ClaimNote(
      runID: runID, process: ProcessID(rawValue: 7), since: "2026-01-02T03:04:05.000000Z",
      group: "g", extension: "x", ancestors: ancestors, paths: paths)
  }

  @Test func whatItsFileSaysIsReadAgain() throws {
    let odd = FilePath(ByteString([0x2f, 0x61, 0x0a, 0xff, 0x20]) ?? "")
    for note in [note("r", []), note("r", ["/a", odd, "/"], in: ["p", "q"])] {
      #expect(ClaimNote(note.bytes) == note)
      var heir = note
      heir.process = ProcessID(rawValue: 99)
      #expect(
        ClaimNote(
          note.bytes + ClaimNote.heir(ProcessID(rawValue: 8))
            + ClaimNote.heir(ProcessID(rawValue: 99))) == heir)
      // A line that isn't all there yet.
      #expect(ClaimNote(note.bytes + Array("12".utf8)) == note)
      for length in 0..<30 { #expect(ClaimNote(Array(note.bytes.prefix(length))) == nil) }
    }
  }

  /// Every pair of these, both ways round: whether they meet is told by components.
  @Test func overlaps() {
    let paths: [FilePath] = ["/", "/a", "/a/b", "/a/bc", "/a/b/c", "/ab", "/b"]
    let meeting: [(Int, Int)] = [
      (0, 1), (0, 2), (0, 3), (0, 4), (0, 5), (0, 6), (1, 2), (1, 3), (1, 4), (2, 4),
    ]
    for (one, first) in paths.enumerated() {
      for (other, second) in paths.enumerated() {
        let expected =
          one == other
          || meeting.contains { $0 == (min(one, other), max(one, other)) }
        #expect(note("r", [first]).overlaps(note("s", [second])) == expected, "\(first) \(second)")
        let many = note("s", ["/x", second, "/y"])
        #expect(note("r", ["/z", first]).overlaps(many) == expected)
      }
    }
    #expect(!note("r", []).overlaps(note("s", ["/"])))
  }

  @Test func theTree() {
    let notes = [
      note("a", ["/a"]), note("b", ["/a/b"], in: ["a"]), note("c", ["/a/b/c"], in: ["a", "b"]),
      note("d", ["/a/d"], in: ["a"]), note("e", ["/e/f"], in: ["gone"]),
      note("f", ["/a/x/y"], in: ["a", "gone"]),
    ]
    func names(_ tree: ClaimTree) -> String {
      tree.note.runID
        + (tree.parts.isEmpty ? "" : "(\(tree.parts.map(names).joined(separator: " ")))")
    }
    #expect(ClaimTree.all(of: notes).map(names) == ["a(b(c) d f)", "e"])
  }
}
