/// What to type so that all users of a group can write to the log that they share, see `LogMode.shared`.
enum SharedLogRemedy {
  /// The lines for the log at `path`, or for the head of its chain: for the folder, and for both files as far as they
  /// are there. None where nothing of that is in their way.
  static func lines(for path: FilePath) -> [String] {
    let folder = path.parent
    let place = Wording.shellQuoted(folder)
    let status: FileStatus
    do throws(Errno) { status = try FileStatus(following: folder) } catch {
      return error == .noSuchFile ? ["sudo install -d -m 2770 -g <group> \(place)"] : []
    }
    let isOfNobodyElse =
      status.group == 0 || UnixGroupSafety.isPrivate(status.group, to: status.owner)
    let name = Accounts.groupName(of: status.group).map { Wording.shellQuoted($0) }
    let group = isOfNobodyElse ? "<group>" : name ?? "\(status.group)"
    let sudo = Remedy.sudo(for: folder)
    var lines: [String] = []
    // What a group shares is given to it by root, or by whoever asks.
    if status.owner != 0, status.owner != Host.effectiveUserID {
      lines.append("\(sudo)chown root \(place)")
    }
    if isOfNobodyElse { lines.append("\(sudo)chgrp \(group) \(place)") }
    if status.permissions & 0o2070 != 0o2070 { lines.append("\(sudo)chmod g+rwxs \(place)") }
    let files = files(beside: path).compactMap { file in
      (try? FileStatus(following: file)).map { (path: file, status: $0) }
    }
    let foreign = files.filter { isOfNobodyElse || $0.status.group != status.group }
    let closed = files.filter { $0.status.permissions & 0o660 != 0o660 }
    if !foreign.isEmpty { lines.append(line("chgrp \(group)", for: foreign.map { $0.path })) }
    if !closed.isEmpty { lines.append(line("chmod 0660", for: closed.map { $0.path })) }
    return lines
  }

  /// The log, and the head of its chain.
  private static func files(beside path: FilePath) -> [FilePath] {
    guard ChainFiles.isHead(path) else { return [path, ChainFiles(of: path).headPath] }
    let name = path.lastComponent
    let log = name.part(0..<(name.count - ChainFiles.headEnd.utf8.count))
    return [path.parent.appending(log), path]
  }

  private static func line(_ command: String, for paths: [FilePath]) -> String {
    let sudo = paths.contains { !Remedy.sudo(for: $0).isEmpty } ? "sudo " : ""
    return "\(sudo)\(command) " + paths.map { Wording.shellQuoted($0) }.joined(separator: " ")
  }
}
