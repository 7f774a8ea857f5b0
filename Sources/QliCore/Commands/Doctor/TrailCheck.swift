/// The audit logs: what they tell of runs without an end, and how large they are. Whether they can
/// be written is for `GuardCheck`.
enum TrailCheck {
  /// Larger than this a log is better rotated, in bytes.
  static let largeSize: Int64 = 100_000_000

  static func findings(
    _ catalog: ExtensionCatalog, of entries: [ExtensionCatalog.Entry]
  ) -> [Finding] {
    // What is wrong with a group is reported where it is checked.
    let logs = TrailLogs(of: entries.map { $0.name }, catalog.finder)
    var findings: [Finding] = []
    let readers = logs.open { error in
      // What keeps it from being written, too, was reported.
      var log = AuditLog(path: error.path)
      // What other users have made of a log that they share is no obstacle.
      let place = logs.places.first { $0.folder == error.path.parent }
      if let sharing = place?.sharing { (log.mode, log.safety) = (.shared, sharing) }
      if log.obstacle() == nil {
        findings.append(.warning(Visible.text(error.path), ErrorReport(reading: error)))
      }
    }
    for reader in readers {
      findings += self.findings(reader, logs.places[reader.log], catalog)
    }
    return findings
  }

  private static func findings(
    _ reader: TrailReader, _ log: AuditPlace, _ catalog: ExtensionCatalog
  ) -> [Finding] {
    let place = Visible.text(log.shown)
    var findings = sizeFindings(log)
    var merge = TrailMerge([reader], TrailFilter())
    var runs = RunsWithoutEnd()
    while let run = merge.nextOfAll() {
      if run.outcome == .unfinished { runs.add(run) }
    }
    if let failure = merge.takeFailures().first {
      findings.append(.warning(place, ErrorReport(reading: failure)))
    }
    for problems in reader.takeProblems().flatMap({ ErrorReport.reports($0) }) {
      findings.append(.warning(place, problems))
    }
    if let finding = runs.finding(place, namesGroup: { keeps($0, log, catalog) }) {
      findings.append(finding)
    }
    return findings
  }

  private static func sizeFindings(_ log: AuditPlace) -> [Finding] {
    let paths = (try? log.paths()) ?? []
    return paths.compactMap { path in
      guard let size = try? FileStatus(following: path).size, size > largeSize else { return nil }
      return .warning(
        Visible.text(path), "it has \(size / 1_000_000) MB; reading it takes long",
        help: ["rotate it: see ROTATION in man 5 qli-audit"])
    }
  }

  /// Whether `group`, as a record calls it, is there and keeps this log: `qli audit` knows no other.
  private static func keeps(
    _ group: String, _ log: AuditPlace, _ catalog: ExtensionCatalog
  ) -> Bool {
    guard let entry = catalog.entry(group) else { return false }
    return TrailLogs(of: [entry.name], catalog.finder).places.contains { $0.isSamePlace(as: log) }
  }
}

/// The runs of a log that have no end on record.
private struct RunsWithoutEnd {
  private var count = 0
  /// The last one of them, in words.
  private var last = ""
  /// Its id, where this machine can say, and this user sees, that it doesn't go on.
  private var lastID: RunID?
  /// What all of them have in common: nothing, the group, or the group and the extension.
  private var names: [String] = []

  mutating func add(_ run: TrailRun) {
    let names = [AuditMember.group, .extension].compactMap { run.string($0) }
      .map { JSONStringToken(bytes: $0, hasEscapes: true).text }
    let time = run.string(.timestamp).map { RecordText.visible($0) } ?? ""
    last = "'\(Visible.text(names.joined(separator: " ")))' of \(time)"
    self.names =
      count == 0
      ? names : zip(self.names, names).prefix { $0.utf8.elementsEqual($1.utf8) }.map { $0.0 }
    lastID = run.canBeClosed ? run.string(.runID).flatMap { RunID(Self.text($0)) } : nil
    count += 1
  }

  private static func text(_ string: UnsafeBufferPointer<UInt8>) -> String {
    JSONStringToken(bytes: string, hasEscapes: true).text
  }

  /// What there is to say of the log at `place`.
  ///
  /// - Parameter namesGroup: whether `qli audit` finds the runs of this group there.
  func finding(_ place: String, namesGroup: (String) -> Bool) -> Finding? {
    guard count > 0 else { return nil }
    let names = names.first.map(namesGroup) == true ? names : []
    // Whoever may write to the log doesn't say what others paste into their shells.
    let command = ["qli audit --failed"] + names.map { Wording.shellQuoted($0) }
    return .warning(
      place,
      count == 1
        ? "a run has no end on record: \(last)"
        : "\(count) runs have no end on record, the last of them \(last)",
      help: ["see them: \(command.joined(separator: " "))"]
        + (lastID.map {
          [
            "once you know what became of it: \(AuditCloseCommand.line($0.text, of: names.prefix(1).map { ByteString($0) }))"
          ]
        } ?? []))
  }
}
