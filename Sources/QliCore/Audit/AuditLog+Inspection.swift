extension AuditLog {
  /// Why a record could not be written now, found without touching anything; nil if it could.
  func obstacle() -> AuditError? {
    var found = obstacle(at: path)
    if found == nil, isChained { found = obstacle(at: chainFiles.headPath)?.ofHead }
    found?.isShared = mode == .shared
    return found
  }

  private func obstacle(at path: FilePath) -> AuditError? {
    if let danger = KeptFile.danger(at: path, safety) {
      return AuditError(path: path, reason: .unsafe(danger))
    }
    do throws(Errno) {
      if let kind = try? FileStatus(following: path).kind, kind != .regular {
        return AuditError(path: path, reason: .notRegular(kind))
      }
      try FileAccess.checkOpeningOrMaking(path)
      return nil
    } catch {
      return AuditError(path: path, reason: .open(error))
    }
  }

  /// The files of its chain, as far as they can be found without touching anything.
  var chainFiles: ChainFiles { chainFiles(of: KeptFile.place(of: path)) }

  /// What judges files of other users who share the log, if any do.
  private var sharing: PathSafety? { mode == .shared ? safety : nil }

  /// Whether the head of the chain is there, and isn't what qli writes.
  var hasDamagedHead: Bool {
    guard isChained, let file = KeptFile.reading(chainFiles.headPath, sharedBy: sharing),
      let text = try? file.number.readStart(ChainHead.size)
    else { return false }
    return !text.isEmpty && ChainHead(text) == nil
  }

  /// Whether the last line has no newline, as far as that can be seen.
  var isTorn: Bool {
    guard let file = try? OwnedDescriptor(opening: path, for: .reading),
      let status = try? file.number.status(), status.kind == .regular, status.size > 0,
      let last = try? file.number.byte(at: status.size - 1)
    else { return false }
    return last != UInt8(ascii: "\n")
  }

  /// Whether anyone on this machine can open it to read, and so hold its lock: flock(2) asks for no more,
  /// and no other kind of lock for much more.
  var isReadableByAnyone: Bool {
    guard var place = try? path.resolved(), let status = try? FileStatus(following: place),
      status.kind == .regular, status.permissions & 0o004 != 0
    else { return false }
    while place != "/" {
      place = place.parent
      guard let folder = try? FileStatus(following: place), folder.permissions & 0o001 != 0 else {
        return false
      }
    }
    return true
  }

  /// What keeps others from that.
  var closingCommand: String {
    let isOwn = (try? FileStatus(following: path))?.owner == Host.effectiveUserID
    let command = isOwn || Host.effectiveUserID == 0 ? "chmod" : "sudo chmod"
    return "\(command) o-r \(Wording.shellQuoted(path))"
  }
}
