/// Who may write where alone: the runs that claim, each with those that it has handed a part on to.
enum ClaimListing {
  /// For a person, with newlines.
  static func text(_ claims: [ClaimTree], _ style: Style, width: Int) -> String {
    if claims.isEmpty { return "" }
    return style.bold("claimed") + "\n"
      + claims.map { text($0, depth: 1, style, width) }.joined()
  }

  private static func text(
    _ claim: ClaimTree, depth: Int, _ style: Style, _ width: Int
  ) -> String {
    let note = claim.note
    let indent = String(repeating: "  ", count: depth)
    let head = "\(indent)\(note.group) \(note.extension)  pid \(note.process.rawValue)"
    let since = "  since \(note.since)"
    var text = DisplayWidth.cut(head + since, to: width, mark: "…") + "\n"
    for path in note.paths {
      let line = DisplayWidth.cut("\(indent)  \(Visible.text(path))", to: width, mark: "…")
      text += style.dim(line) + "\n"
    }
    return text + claim.parts.map { self.text($0, depth: depth + 1, style, width) }.joined()
  }

  /// Writes the array.
  static func write(_ claims: [ClaimTree], to writer: inout JSONWriter) {
    writer.array { writer in
      for claim in claims { write(claim, to: &writer) }
    }
  }

  private static func write(_ claim: ClaimTree, to writer: inout JSONWriter) {
    let note = claim.note
    writer.object { writer in
      writer.member("group", note.group)
      writer.member("extension", note.extension)
      writer.member("run_id", note.runID)
      if let parent = note.parent { writer.member("delegated_from", parent) }
      writer.member("pid", Int64(note.process.rawValue))
      writer.member("since", note.since)
      writer.name("write")
      writer.array { writer in
        for path in note.paths { writer.string(path.string) }
      }
      writer.name("delegated")
      write(claim.parts, to: &writer)
    }
  }
}
