/// What verifying has found, for people and for programs.
enum ChainListing {
  /// A few lines for each log.
  static func text(_ reports: [ChainReport], _ style: Style) -> String {
    reports.map { report in
      let state = report.isBroken ? style.error("broken") : style.good("whole")
      var text = "\(style.bold(name(report))): \(state)\n  \(summary(report))\n"
      if let head = report.head { text += style.dim("  head \(head)") + "\n" }
      for found in report.breaks { text += "  \(words(found, report))\n" }
      return text
    }.joined()
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
    if report.others > 0 {
      parts.append(Wording.count(report.others, "other line") + ", which nobody vouches for")
    }
    return parts.joined(separator: "; ")
  }

  /// What is wrong, and where.
  private static func words(_ found: ChainBreak, _ report: ChainReport) -> String {
    let (from, to) = (found.numbers.lowerBound, found.numbers.upperBound)
    let records = from == to ? "record \(from)" : "records \(from) to \(to)"
    let (was, isThere) = from == to ? ("was", "is") : ("were", "are")
    let place =
      found.file.map { file in
        let line = found.line.map { "line \($0) of " } ?? ""
        return "\(line)'\(Visible.text(report.files[file]))'"
      } ?? "'\(Visible.text(ChainFiles(of: report.log).headPath))'"
    switch found.kind {
    case .changed:
      return found.file == nil && found.line == nil
        ? "\(records) isn't the one that was written, or the head isn't: \(place)"
        : "\(records) \(was) changed: \(place)"
    case .missing: return "\(records) \(isThere) missing, behind \(place)"
    case .doubled: return "\(records) \(isThere) there twice: \(place)"
    case .inserted: return "\(records) \(was) put in, behind the end of the chain: \(place)"
    case .swapped: return "\(records) \(isThere) out of order: \(place)"
    case .cut: return "\(records) \(isThere) missing: cut off at the end, behind \(place)"
    case .begunAnew: return "the chain begins anew: \(place)"
    case .fileMissing:
      return found.file == nil
        ? "the head isn't there: \(place)"
        : "\(records) \(isThere) missing: a file, or the end of one, behind \(place)"
    }
  }

  /// The same as JSON.
  static func write(_ reports: [ChainReport], _ code: ExitCode, to writer: inout JSONWriter) {
    writer.member("whole", code == .success)
    writer.name("logs")
    writer.array { writer in
      for report in reports { writer.object { write(report, to: &$0) } }
    }
  }

  private static func write(_ report: ChainReport, to writer: inout JSONWriter) {
    if let host = report.host { writer.member("host", host) }
    writer.member("log", report.log.string)
    writer.member("whole", !report.isBroken && report.failures.isEmpty)
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
    if !report.failures.isEmpty {
      writer.member("errors", report.failures.map { ErrorReport($0).headline })
    }
  }

  private static func write(
    _ position: ChainPosition, as name: StaticString, to writer: inout JSONWriter
  ) {
    writer.name(name)
    writer.object { writer in
      writer.member("seq", position.number)
      writer.member("sha256", position.digest.description)
    }
  }
}
