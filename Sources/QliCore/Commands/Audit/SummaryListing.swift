/// Runs that were counted, for a person or a program.
enum SummaryListing {
  /// Counts `first` and all that come behind it.
  static func summary(of first: ShownRun, andAllOf rest: () -> ShownRun?) -> TrailSummary {
    var summary = TrailSummary()
    summary.add(first.run)
    while let next = rest() { summary.add(next.run) }
    return summary
  }

  /// The rows as one object.
  static func write(_ rows: [TrailSummary.Row], to writer: inout JSONWriter) {
    writer.name("summary")
    writer.array { writer in
      for row in rows {
        writer.object { writer in
          writer.member("group", row.group)
          writer.member("extension", row.extension)
          writer.member("user", row.user)
          writer.member("runs", Int64(row.runs))
          writer.member("failed", Int64(row.failed))
          if let median = row.median { writer.member("median_ms", median) }
          if let longest = row.longest { writer.member("longest_ms", longest) }
        }
      }
    }
  }

  /// For programs: columns with tabs between them.
  static func columns(_ rows: [TrailSummary.Row]) -> String {
    rows.map { row in
      let times = [row.median, row.longest].map { $0.map { "\($0)" } ?? "" }
      let names = [row.group, row.extension, row.user ?? ""].map { Visible.text($0) }
      return (names + ["\(row.runs)", "\(row.failed)"] + times).joined(separator: "\t") + "\n"
    }.joined()
  }

  /// For a person: a table as wide as what it holds.
  static func table(_ rows: [TrailSummary.Row], _ style: Style) -> String {
    let cells = rows.map { row in
      let name = "\(Visible.text(row.group)) \(Visible.text(row.extension))"
      let times = [row.median, row.longest].map { $0.map { Wording.duration($0) } ?? "" }
      return [
        name, Visible.text(row.user ?? "?"), "\(row.runs)", "\(row.failed)", times[0], times[1],
      ]
    }
    let titles = ["extension", "user", "runs", "failed", "median", "longest"]
    let widths = titles.indices.map { column in
      ([titles] + cells).map { DisplayWidth.columns(of: $0[column]) }.max() ?? 0
    }
    var text = style.dim(line(titles, widths)) + "\n"
    for (row, cells) in zip(rows, cells) {
      let line = line(cells, widths)
      text += (row.failed > 0 ? style.warning(line) : line) + "\n"
    }
    return text
  }

  /// Names to the left, and numbers to the right.
  private static func line(_ cells: [String], _ widths: [Int]) -> String {
    var text = ""
    for (column, cell) in cells.enumerated() {
      let padding = String(
        repeating: " ", count: max(0, widths[column] - DisplayWidth.columns(of: cell)))
      text += (column == 0 ? "" : "  ") + (column < 2 ? cell + padding : padding + cell)
    }
    return text
  }
}
