/// A log that a group of users shares, or may read: whether they can.
enum SharedLogCheck {
  /// What members of the group may change, but for what is shared: the log, the head of its chain, and the
  /// folder that they are in.
  static func placeFindings(_ log: AuditLog) -> [Finding] {
    let place = KeptFile.place(of: log.path)
    let declared = log.mode == .shared ? [place, place.parent, log.chainFiles.headPath] : []
    return PermissionCheck.sharedFindings(log.safety, effect: "change what is recorded")
      .filter { finding in !declared.contains { Visible.text($0) == finding.place } }
  }

  /// What keeps the group out.
  static func findings(_ log: AuditLog) -> [Finding] {
    guard log.mode != .own else { return [] }
    let place = KeptFile.place(of: log.path)
    var findings: [Finding] = []
    for path in [place, log.isChained ? log.chainFiles.headPath : place] {
      guard let status = try? FileStatus(following: path), status.kind == .regular,
        status.permissions & log.mode.ofFile != log.mode.ofFile,
        !findings.contains(where: { $0.place == Visible.text(path) })
      else { continue }
      findings.append(
        .warning(
          Visible.text(path),
          "'audit_log_mode' is \(log.mode.rawValue), and the file keeps others out",
          help: ["chmod \(log.mode.rawValue) \(Wording.shellQuoted(path))"]))
    }
    let folder = place.parent
    guard let status = try? FileStatus(following: folder), status.kind == .directory else {
      return findings
    }
    var help: [String] = []
    if !status.isOfOneGroup { help.append("chmod g+s \(Wording.shellQuoted(folder))") }
    if log.isOfNobodyElse(status) {
      help.insert("chgrp GROUP \(Wording.shellQuoted(folder))", at: 0)
    }
    if !help.isEmpty {
      findings.append(
        .warning(
          Visible.text(folder),
          "what is made in it isn't of a group that shares the log", help: help))
    }
    return findings
  }
}

extension AuditLog {
  /// Whether the group of its folder is root's, or the user's alone.
  fileprivate func isOfNobodyElse(_ folder: FileStatus) -> Bool {
    folder.group == 0 || UnixGroupSafety.isPrivate(folder.group, to: Host.effectiveUserID)
  }
}
