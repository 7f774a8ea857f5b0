/// A log that a group of users shares, or may read: whether they can.
enum SharedLogCheck {
  /// What members of the group may change, but for what is shared: the log, the head of its chain, and the
  /// folder that they are in.
  static func placeFindings(_ log: AuditLog) -> [Finding] {
    let place = KeptFile.place(of: log.path)
    let declared = log.mode == .shared ? [place, place.parent, log.chainFiles.headPath] : []
    return PermissionCheck.sharedFindings(log.safety, effect: "change what is recorded")
      .filter { finding in !declared.contains { Visible.text($0) == finding.place } }
      .map { finding in
        var finding = finding
        if log.mode != .shared { finding.help.append(ErrorReport.sharingHint) }
        return finding
      }
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
          help: [
            "\(Remedy.sudo(for: path))chmod \(log.mode.rawValue) \(Wording.shellQuoted(path))"
          ]))
    }
    let folder = place.parent
    guard let status = try? FileStatus(following: folder), status.kind == .directory else {
      return findings
    }
    if log.mode == .shared, !log.isOfNobodyElse(status), status.isOfOneGroup,
      let file = try? FileStatus(following: place), file.group != status.group
    {
      findings.append(
        .warning(
          Visible.text(place), "it isn't of the group of its folder, and so keeps others out",
          help: SharedLogRemedy.lines(for: place)))
    }
    var help: [String] = []
    let sudo = Remedy.sudo(for: folder)
    if !status.isOfOneGroup { help.append("\(sudo)chmod g+s \(Wording.shellQuoted(folder))") }
    if log.isOfNobodyElse(status) {
      help.insert("\(sudo)chgrp <group> \(Wording.shellQuoted(folder))", at: 0)
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
