extension ErrorReport {
  /// The words for a start record that couldn't be written.
  init(_ error: AuditError) {
    self.init("\(Self.sentence(error)); nothing was run", help: Self.help(error))
  }

  /// The words for a log in which no record could be written now.
  init(obstacle error: AuditError) {
    self.init(Self.sentence(error), help: Self.help(error))
  }

  /// The words for a closing record that couldn't be written, or not be copied.
  init(closingRecordLost error: AuditError) {
    self.init("the end of this run \(Self.loss(error)): \(Self.sentence(error))")
  }

  /// The words for a refusal's record that couldn't be written, or not be copied.
  init(refusalRecordLost error: AuditError) {
    self.init("this refusal \(Self.loss(error)): \(Self.sentence(error))")
  }

  /// The words for a run that was closed, where nobody has taken the copy of that.
  init(copyOfClosingLost error: AuditError) {
    self.init(
      "it is closed in the audit log alone: \(Self.sentence(error))", help: Self.help(error))
  }

  private static func loss(_ error: AuditError) -> String {
    if case .copy = error.reason { "is in the audit log alone" } else { "isn't on record" }
  }

  /// The words for a log that can't be read, or not to its end.
  init(reading error: AuditError) {
    self.init(Self.sentence(error, "read"), help: Self.readingHelp(error))
  }

  /// The words for the lines of a log that can't be used, or believed.
  static func reports(_ problems: TrailProblems) -> [ErrorReport] {
    [
      ErrorReport(problems.leftOut, in: problems.path, one: "is left out", several: "are left out"),
      ErrorReport(
        problems.doubtful, in: problems.path, one: "is doubtful", several: "are doubtful"),
    ].compactMap { $0 }
  }

  private init?(
    _ lines: TrailProblems.Lines, in path: FilePath, one: String, several: String
  ) {
    guard let first = lines.first else { return nil }
    let path = Visible.text(path)
    self.init(
      lines.count == 1
        ? "line \(first.line) of '\(path)' \(one): it \(first.problem)"
        : "\(lines.count) lines of '\(path)' \(several); the first, line \(first.line), "
          + "\(first.problem)")
  }

  private static func sentence(_ error: AuditError, _ verb: String = "write") -> String {
    let kind = error.isOfHead ? "head of the audit log's chain" : "audit log"
    let subject = "cannot \(verb) the \(kind) '\(Visible.text(error.path))'"
    switch error.reason {
    case .expansion(.unset(let name)):
      return "\(subject): the variable '\(name)' isn't set"
    case .expansion(.notAbsolute(let path)):
      return "\(subject): '\(Visible.text(path))' isn't an absolute path"
    case .periodOfFolder:
      return "\(subject): a variable behind its '{date}' or '{month}' holds a '/'"
    case .periodOfVariable:
      return "\(subject): a variable in its name holds '{date}' or '{month}'"
    case .numbersUsedUp:
      return "\(subject): its last record has the greatest number that there is"
    case .unsafe(let path):
      return "\(subject): \(ErrorReport(path, effect: "change what is recorded").headline)"
    case .notRegular(let kind): return "\(subject): it is \(kind.name), not a regular file"
    case .locked(let seconds):
      return "\(subject): another process has held its lock for \(seconds) seconds"
    case .lockedAtStop(let signal):
      return "\(subject): another process holds its lock, and \(signal) cut the wait for it"
    case .replaced: return "\(subject): it is replaced again and again"
    case .open(let errno): return "\(subject): \(errno)"
    case .write(let errno): return "\(subject): \(errno); the file is as it was"
    case .torn(let errno):
      return "\(subject): only a part of the record went in, and it couldn't be cut off: \(errno)"
    case .copy(let target, let failure): return failure.sentence(target, at: error.path)
    }
  }

  private static func readingHelp(_ error: AuditError) -> [String] {
    switch error.reason {
    case .expansion(.unset(let name)): [Remedy.setting(name)]
    case .open(.permissionDenied):
      Remedy.joiningGroup(of: error.path).map { [$0] } ?? sharing(error)
        ?? ["its owner may read it, and root: put sudo before the line"]
    case .unsafe(let path): sharing(error, unless: path.isOfTeam) ?? path.help
    default: []
    }
  }

  private static let placeHelp =
    "mend the path or its permissions, or change 'audit_log' in the group's manifest"

  /// What lets all of a group write to the log that they share; nil where it isn't shared, or nothing of that helps.
  private static func sharing(_ error: AuditError, unless isKnown: Bool = false) -> [String]? {
    guard error.isShared, !isKnown else { return nil }
    let lines = SharedLogRemedy.lines(for: error.path)
    return lines.isEmpty ? nil : lines
  }

  /// What was perhaps meant where a group can write to the folder of a log, and its manifest doesn't say so.
  private static func sharingHint(_ error: AuditError, _ unsafe: UnsafePath) -> [String] {
    let folder = try? FileStatus(following: error.path.parent)
    let isOpen = folder.map { $0.permissions & 0o020 != 0 && $0.group != 0 } ?? false
    return isOpen && !error.isShared ? [sharingHint] : []
  }

  static let sharingHint =
    "or, if a group is to share the log, in the manifest: audit_log_mode = \"0660\""

  private static func help(_ error: AuditError) -> [String] {
    switch error.reason {
    case .expansion(.unset(let name)): [Remedy.setting(name)]
    case .unsafe(let path):
      sharing(error, unless: path.isOfTeam) ?? path.help + sharingHint(error, path)
    case .locked, .lockedAtStop: ["find who holds it: fuser -v \(Wording.shellQuoted(error.path))"]
    case .write, .torn: ["see how full the disk is: df \(Wording.shellQuoted(error.path))"]
    case .replaced: ["find what replaces it: fuser -v \(Wording.shellQuoted(error.path))"]
    case .copy(let target, let failure): failure.help(target, at: error.path)
    case .numbersUsedUp: ["see where it comes from: qli audit verify"]
    case .open(.permissionDenied):
      Remedy.joiningGroup(of: error.path).map { [$0] } ?? sharing(error) ?? [placeHelp]
    case .open, .notRegular, .expansion(.notAbsolute), .periodOfFolder, .periodOfVariable:
      [placeHelp]
    }
  }
}
