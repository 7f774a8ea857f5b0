/// Who may write where alone: the runs that claim, each with those that it has handed a part on to.
enum ClaimListing {
  /// For a person, with newlines.
  static func text(
    _ claims: [ClaimTree], _ style: Style, width: Int, now: Timestamp
  ) -> String {
    if claims.isEmpty { return "" }
    return style.bold("claimed") + "\n"
      + claims.map { text($0, depth: 1, style, width, now) }.joined()
  }

  private static func text(
    _ claim: ClaimTree, depth: Int, _ style: Style, _ width: Int, _ now: Timestamp
  ) -> String {
    let note = claim.note
    let indent = String(repeating: "  ", count: depth)
    let holder =
      claim.leftBehind.map { "left behind: pid \($0.rawValue)" } ?? "pid \(note.process.rawValue)"
    let head = "\(indent)\(note.group) \(note.extension)  \(holder)"
    let since = "  since \(Moment.text(note.since, now: now))"
    var text = DisplayWidth.cut(head + since, to: width, mark: "…") + "\n"
    for path in note.paths {
      let line = DisplayWidth.cut("\(indent)  \(Visible.text(path))", to: width, mark: "…")
      text += style.dim(line) + "\n"
    }
    return text + claim.parts.map { self.text($0, depth: depth + 1, style, width, now) }.joined()
  }

  /// For programs, a line for each path: group, extension, `claimed`, pid, since, the path, and the run id,
  /// where a service's line has them.
  static func lines(_ claims: [ClaimTree]) -> String {
    claims.map { claim in
      let note = claim.note
      let holder = claim.leftBehind ?? note.process
      let own = note.paths.map { path in
        let fields = [
          note.group, note.extension, "claimed", "\(holder.rawValue)", note.since, "",
          Visible.text(path), "", "", note.runID,
        ]
        return fields.joined(separator: "\t") + "\n"
      }
      return own.joined() + lines(claim.parts)
    }.joined()
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
      writer.member("pid", Int64((claim.leftBehind ?? note.process).rawValue))
      if claim.leftBehind != nil { writer.member("left_behind", true) }
      writer.member("since", note.since)
      writer.member("write", note.paths)
      writer.name("delegated")
      write(claim.parts, to: &writer)
    }
  }
}
