/// What verifying has found, for people and for programs.
enum ChainListing {
  /// A few lines for each log.
  ///
  /// - Parameter columns: those of the terminal; nil where nothing is to be wrapped.
  static func text(_ logs: VerifiedLogs, _ style: Style, columns: Int?) -> String {
    let lines = Lines(columns: columns)
    var text = logs.reports.map { self.text($0, style, lines) }.joined()
    // Of one log it is among its breaks.
    if logs.reports.count != 1 {
      for position in logs.missing {
        text +=
          lines.text("record \(position.number) is in none of them: \(position.digest)") + "\n"
      }
    }
    return text
  }

  private static func text(_ report: ChainReport, _ style: Style, _ lines: Lines) -> String {
    let state =
      switch report.state {
      case .whole: style.good("whole")
      case .broken: style.error("broken")
      case .unknown: style.warning("unknown")
      case .absent: style.dim("no record yet")
      }
    let name = name(report)
    // The longest state is `no record yet`.
    let hasRoom = lines.columns.map { DisplayWidth.columns(of: name) + 15 <= $0 } ?? true
    var text = "\(style.bold(name)):\(hasRoom ? " " : "\n  ")\(state)\n"
    if report.state != .absent, !report.files.isEmpty || !report.breaks.isEmpty {
      text += lines.details(["  \(summary(report))"])
    }
    if let head = report.head {
      text += "  " + style.dim(lines.text("head \(head)", behind: 2)) + "\n"
    }
    for found in report.breaks { text += lines.details(["  \(ChainWords.text(found, report))"]) }
    return text + lines.details(ChainWords.remarks(report).map { "  \($0)" })
  }

  private static func name(_ report: ChainReport) -> String {
    let log = Visible.text(report.log)
    return report.host.map { "\(Visible.text($0)):\(log)" } ?? log
  }

  private static func summary(_ report: ChainReport) -> String {
    var parts: [String] = []
    if let first = report.first, let last = report.last?.number {
      parts.append("records \(first) to \(last)")
    } else {
      parts.append("no records")
    }
    if report.host == nil { parts[0] += " in " + Wording.count(report.files.count, "file") }
    if report.first ?? 1 > 1 { parts.append("older ones aren't there") }
    if report.copies > 0 { parts.append(Wording.count(report.copies, "copy", "copies")) }
    if report.preceding > 0 {
      parts.append(
        Wording.count(report.preceding, "line") + " before them, which record 1 vouches for")
    }
    if report.others > report.preceding {
      parts.append(
        Wording.count(report.others - report.preceding, "other line")
          + ", which nobody vouches for")
    }
    return parts.joined(separator: "; ")
  }

  // MARK: - The same as JSON

  static func write(_ logs: VerifiedLogs, to writer: inout JSONWriter) {
    writer.member("whole", logs.code == .success)
    writer.name("logs")
    writer.array { writer in
      for report in logs.reports { writer.object { write(report, to: &$0) } }
    }
    if !logs.missing.isEmpty {
      writer.name("missing")
      writer.array { writer in
        for position in logs.missing { writer.object { write(position, to: &$0) } }
      }
    }
    if !logs.problems.isEmpty { writer.member("errors", logs.problems.map { $0.headline }) }
  }

  private static func write(_ report: ChainReport, to writer: inout JSONWriter) {
    if let host = report.host { writer.member("host", host) }
    writer.member("log", report.log.string)
    writer.member("whole", report.state == .whole || report.state == .absent)
    writer.member("files", report.files)
    writer.member("records", Int64(report.records))
    writer.member("others", Int64(report.others))
    if report.host != nil { writer.member("copies", Int64(report.copies)) }
    if let first = report.first { writer.member("first", first) }
    if let last = report.last { write(last, as: "last", to: &writer) }
    if let head = report.head { write(head, as: "head", to: &writer) }
    writer.name("breaks")
    writer.array { writer in
      for found in report.breaks {
        writer.object { writer in
          writer.member("kind", found.kind.rawValue)
          if let file = found.file { writer.member("file", report.files[file].string) }
          if let line = found.line { writer.member("line", Int64(line)) }
          writer.member("first", found.numbers.lowerBound)
          writer.member("last", found.numbers.upperBound)
        }
      }
    }
    let remarks = ChainWords.remarks(report)
    if !remarks.isEmpty { writer.member("remarks", remarks) }
    if !report.failures.isEmpty {
      writer.member("errors", report.failures.map { ErrorReport($0).headline })
    }
  }

  private static func write(
    _ position: ChainPosition, as name: StaticString, to writer: inout JSONWriter
  ) {
    writer.name(name)
    writer.object { write(position, to: &$0) }
  }

  private static func write(_ position: ChainPosition, to writer: inout JSONWriter) {
    writer.member("seq", position.number)
    writer.member("sha256", position.digest.description)
  }
}
