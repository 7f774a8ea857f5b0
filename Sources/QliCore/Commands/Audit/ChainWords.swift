/// What is said of a chain, a line each.
enum ChainWords {
  /// What is wrong, and where.
  static func text(_ found: ChainBreak, _ report: ChainReport) -> String {
    let (from, to) = (found.numbers.lowerBound, found.numbers.upperBound)
    let records = from == to ? "record \(from)" : "records \(from) to \(to)"
    let (was, isThere) = from == to ? ("was", "is") : ("were", "are")
    let place = found.file.map { self.place($0, found.line, report) }
    let at = place.map { ": \($0)" } ?? ""
    let behind = place.map { ", behind \($0)" } ?? ""
    let head = "'\(Visible.text(ChainFiles(of: report.log).headPath))'"
    switch found.kind {
    case .changed:
      return place == nil
        ? "\(records) isn't the one that the head, or '--head', has"
        : "\(records) \(was) changed\(at)"
    case .precedingChanged:
      return "what stood before record \(from) was changed" + (place.map { ": above \($0)" } ?? "")
    case .missing: return "\(records) \(isThere) missing\(behind)"
    case .doubled: return "\(records) \(isThere) there twice\(at)"
    case .inserted: return "\(records) \(was) put in, behind the end of the chain\(at)"
    case .swapped: return "\(records) \(isThere) out of order\(at)"
    case .cut:
      return "\(records) \(isThere) missing"
        + (place.map { ": cut off at the end, behind \($0)" } ?? "")
    case .begunAnew: return "the chain begins anew\(at)"
    case .fileMissing:
      if let place {
        return "\(records) \(isThere) missing: a file, or the end of one, behind \(place)"
      }
      return "\(records) \(isThere) missing: "
        + (report.files.isEmpty
          ? "'\(Visible.text(report.log))' isn't there" : "a file isn't there")
    case .headMissing: return "the head isn't there: \(head)"
    case .headDamaged: return "the head is damaged: \(head)"
    }
  }

  /// What is to be known, and breaks no chain.
  static func remarks(_ report: ChainReport) -> [String] {
    var remarks: [String] = []
    if let (file, line) = report.firstPrefixed {
      let place = place(file, line, report)
      remarks.append(
        report.prefixed == 1
          ? "something stands before a record on its line, so that it isn't shown: \(place)"
          : "something stands before \(report.prefixed) records on their lines, so that they "
            + "aren't shown; the first: \(place)")
    }
    if let (host, number) = report.origin {
      remarks.append("it goes on behind record \(number) of '\(Visible.text(host))'")
    }
    let isNoted = report.breaks.contains { $0.kind == .headMissing || $0.kind == .headDamaged }
    if report.lacksHead, report.records > 0, !isNoted {
      remarks.append("no head: a cut at the end wouldn't show")
    }
    return remarks
  }

  private static func place(_ file: Int, _ line: Int?, _ report: ChainReport) -> String {
    let line = line.map { "line \($0) of " } ?? ""
    return "\(line)'\(Visible.text(report.files[file]))'"
  }
}
