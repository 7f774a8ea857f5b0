/// The claims of all runs of a user: a file for each, `qli/claims/RUN` in the state folder, whose lock says
/// that the run lives. It is never stale.
struct ClaimFolder {
  let path: FilePath

  /// Returns nil if no state folder is known.
  init?(_ environment: Environment) {
    guard let state = XDGDirectories.stateFolder(in: environment) else { return nil }
    path = state.appending("claims")
  }

  /// Held while claims are compared.
  var gate: FilePath { path.appending(Self.gateName) }

  private static let gateName = "gate"

  /// The file of a run's claim.
  func file(of runID: String) -> FilePath { path.appending(runID) }

  /// What is claimed now, by the time since when.
  func notes() -> [ClaimNote] {
    var notes: [ClaimNote] = []
    forEachFile { path in
      if let note = Self.living(path) { notes.append(note) }
    }
    return notes.sorted { ($0.since, $0.runID) < ($1.since, $1.runID) }
  }

  /// Removes the files of runs that are gone. The gate is held.
  func sweep() {
    forEachFile { path in
      guard let file = try? OwnedDescriptor(opening: path, for: .reading),
        (try? file.number.isLockedElsewhere()) == false
      else { return }
      try? FileReplacement.remove(path)
    }
  }

  /// The process that still has the lock of a claim whose qli is gone; nil where that is there, or where
  /// nobody can be seen.
  func processLeftBehind(by note: ClaimNote) -> ProcessID? {
    if note.process.isQli { return nil }
    guard let status = try? FileStatus(following: file(of: note.runID)) else { return nil }
    return ProcessDescriptor.firstHolding { other, lock in
      lock.inode == status.inode
        && (try? FileStatus(following: other.link))?.isSameFile(as: status) == true
    }?.process
  }

  private func forEachFile(_ body: (FilePath) -> Void) {
    for name in (try? Directory.names(in: path)) ?? [] where !name.equals(Self.gateName) {
      body(path.appending(name))
    }
  }

  /// The largest note that is read, in bytes.
  private static let sizeLimit = 4 << 20

  private static func living(_ path: FilePath) -> ClaimNote? {
    guard let file = try? OwnedDescriptor(opening: path, for: .reading),
      let status = try? file.number.status(), status.kind == .regular,
      status.owner == Host.effectiveUserID || status.owner == 0,
      (try? file.number.isLockedElsewhere()) == true,
      let bytes = try? file.number.readAll(limit: sizeLimit)
    else { return nil }
    return ClaimNote(bytes)
  }
}
