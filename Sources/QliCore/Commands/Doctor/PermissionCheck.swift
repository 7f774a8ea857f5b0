/// Who could change what runs.
enum PermissionCheck {
  /// An error where others may write to `path` or to what it links to, a warning where its group
  /// may, or where it belongs to somebody else than the user and root.
  static func findings(_ path: FilePath) -> [Finding] {
    let place = Visible.text(path)
    do throws(LookupError) {
      try FileSafety.check(path)
    } catch {
      return [.error(place, ErrorReport(error))]
    }
    guard let status = try? FileStatus(following: path) else { return [] }
    var findings: [Finding] = []
    if status.isWritableByGroup {
      findings.append(
        .warning(
          place, "its group can write to it, and so change what runs",
          help: ["chmod g-w \(Wording.shellQuoted(path))"]))
    }
    if status.owner != 0, status.owner != Host.effectiveUserID {
      let owner = Accounts.userName(of: status.owner).map { Visible.text($0) } ?? "\(status.owner)"
      findings.append(
        .warning(
          place, "it belongs to the user '\(owner)', who can change what runs",
          help: ["ls -ld \(Wording.shellQuoted(path))"]))
    }
    return findings
  }
}
