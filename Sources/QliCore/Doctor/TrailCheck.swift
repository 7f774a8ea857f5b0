/// The audit logs: what they tell of runs without an end, and how large they are. Whether they can
/// be written is for `GuardCheck`.
enum TrailCheck {
  /// Larger than this a log is better rotated, in bytes.
  static let largeSize: Int64 = 100_000_000

  static func findings(_ catalog: ExtensionCatalog) -> [Finding] {
    // What is wrong with a group is reported where it is checked.
    let logs = TrailLogs(of: catalog.entries.map(\.name), catalog.finder)
    var findings: [Finding] = []
    let readers = logs.open { error in
      // What keeps it from being written, too, was reported.
      if AuditLog(path: error.path).obstacle() == nil {
        findings.append(.warning(Visible.text(error.path), ErrorReport(reading: error)))
      }
    }
    for reader in readers {
      findings += self.findings(reader)
    }
    return findings
  }

  private static func findings(_ reader: TrailReader) -> [Finding] {
    let place = Visible.text(reader.path)
    var findings: [Finding] = []
    if reader.status.size > largeSize {
      findings.append(
        .warning(
          place, "it has \(reader.status.size / 1_000_000) MB; reading it takes long",
          help: ["rotate it: see ROTATION in man 5 qli-audit"]))
    }
    var merge = TrailMerge([reader], TrailFilter())
    var count = 0
    var (name, time, command) = ("", "", "")
    while let run = merge.nextOfAll() {
      guard run.outcome == .unfinished else { continue }
      count += 1
      let names = [AuditMember.group, .extension].compactMap { run.string($0) }
        .map { RecordText.visible($0) }
      name = names.joined(separator: " ")
      // Whoever may write to the log doesn't say what others paste into their shells.
      command = names.map { Wording.shellQuoted($0) }.joined(separator: " ")
      time = run.string(.timestamp).map { RecordText.visible($0) } ?? ""
    }
    if let failure = merge.takeFailures().first {
      findings.append(.warning(place, ErrorReport(reading: failure)))
    }
    if count > 0 {
      findings.append(
        .warning(
          place,
          count == 1
            ? "a run has no end on record: '\(name)' of \(time)"
            : "\(count) runs have no end on record, the last of them '\(name)' of \(time)",
          help: ["see them: qli audit --failed \(command)"]))
    }
    return findings
  }
}
