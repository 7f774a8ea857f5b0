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

  /// The largest note that is read, in bytes.
  private static let sizeLimit = 4 << 20

  /// What is claimed now, by the time since when. What can't be read isn't free: it is refused.
  ///
  /// - Parameter gate: the one that is held, if it is.
  func notes(_ gate: Gate? = nil) throws(ClaimRefusal) -> [ClaimNote] {
    var notes: [ClaimNote] = []
    var known: Set<UInt64> = []
    for file in try files() {
      guard let note = try note(in: file) else { continue }
      notes.append(note)
      if let status = try? FileStatus(following: file) { known.insert(status.inode) }
    }
    return Self.sorted(notes + removedNotes(unless: known, gate))
  }

  /// The same, as far as it can be read: to be shown.
  func readableNotes() -> [ClaimNote] {
    let notes = ((try? files()) ?? []).compactMap { (try? note(in: $0)) ?? nil }
    return Self.sorted(notes)
  }

  private static func sorted(_ notes: [ClaimNote]) -> [ClaimNote] {
    notes.sorted { ($0.since, $0.runID) < ($1.since, $1.runID) }
  }

  /// What is claimed by files that somebody has removed: the locks are there still. To look at every process
  /// takes long, and so it is done only where there is a lock that isn't one of the `known`.
  private func removedNotes(unless known: Set<UInt64>, _ gate: Gate?) -> [ClaimNote] {
    if let device = gate?.device, let locks = HeldLock.ofDescriptions(),
      !locks.contains(where: { $0.device == device && !known.contains($0.inode) })
    {
      return []
    }
    guard let place = try? path.resolved() else { return [] }
    var notes: [ClaimNote] = []
    _ = ProcessDescriptor.firstHolding { other, _ in
      guard let text = other.text, FilePath(text).parent == place, text.hasSuffix(" (deleted)"),
        let file = try? OwnedDescriptor(opening: other.link, for: .reading),
        (try? file.number.status())?.kind == .regular,
        let bytes = try? file.number.readAll(limit: Self.sizeLimit), let note = ClaimNote(bytes),
        !notes.contains(where: { $0.runID == note.runID })
      else { return false }
      notes.append(note)
      return false
    }
    return notes
  }

  private func files() throws(ClaimRefusal) -> [FilePath] {
    do throws(Errno) {
      return try Directory.names(in: path).filter { !$0.equals(Self.gateName) }
        .map { path.appending($0) }
    } catch .noSuchFile {
      return []
    } catch {
      throw .lock(.system(path, error))
    }
  }

  /// What is claimed in `file`; nil where the run is gone.
  private func note(in file: FilePath) throws(ClaimRefusal) -> ClaimNote? {
    do throws(Errno) {
      let opened = try OwnedDescriptor(opening: file, for: .reading)
      guard try opened.number.status().kind == .regular else { return nil }
      guard try opened.number.isLockedElsewhere() else { return nil }
      if let bytes = try opened.number.readAll(limit: Self.sizeLimit), let note = ClaimNote(bytes) {
        return note
      }
    } catch .noSuchFile {
      return nil
    } catch {
      throw .lock(.system(file, error))
    }
    throw .unknown(file)
  }

  /// Removes the files of runs that are gone. The gate is held.
  func sweep() throws(ClaimRefusal) {
    for file in try files() {
      guard let opened = try? OwnedDescriptor(opening: file, for: .reading),
        (try? opened.number.isLockedElsewhere()) == false
      else { continue }
      try? FileReplacement.remove(file)
    }
  }

  /// The process that still has the lock of a claim whose qli is gone; nil where that is there, or where
  /// nobody can be seen.
  func processLeftBehind(by note: ClaimNote) -> ProcessID? {
    // Whoever has taken its number since hasn't that file.
    let hasFile = note.process.hasDescriptor { FilePath($0).lastComponent.equals(note.runID) }
    if hasFile { return nil }
    return (try? FileStatus(following: file(of: note.runID))).flatMap {
      LockHolder.program(holding: $0)
    }
  }

  /// Whether this process was started inside of the run of `note`: it has inherited the lock of that, or is
  /// below its qli. What a variable says is no proof.
  func isInside(_ note: ClaimNote) -> Bool {
    if ProcessID.current.descends(from: note.process) { return true }
    guard let status = try? FileStatus(following: file(of: note.runID)) else { return false }
    return FileDescriptor.openFiles.contains { number, path in
      path.lastComponent.equals(note.runID)
        && (try? number.status())?.isSameFile(as: status) == true
    }
  }

  /// Checks that claims could be made here. Nothing is touched.
  func check() throws(ClaimRefusal) {
    if let danger = KeptFile.danger(at: gate, PathSafety()) {
      throw .lock(.unsafe(gate, danger))
    }
    try converting({ ClaimRefusal.lock(.system(gate, $0)) }) { () throws(Errno) in
      try FileAccess.checkOpeningOrMaking(gate)
    }
  }
}
