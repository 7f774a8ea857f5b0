/// What a run may write to, as its own while it lives: no other run that claims gets any of it but from
/// this one.
///
/// The program inherits the lock: the claim holds until the last process of the run that has it is gone,
/// also where qli was killed.
final class Claim {
  /// Who claims.
  struct Claimant {
    let runID: RunID
    let group: ExtensionName
    let `extension`: ExtensionName
  }

  let note: ClaimNote
  private let place: FilePath
  private var file: KeptFile?
  /// The open, locked file.
  let descriptor: FileDescriptor

  /// Claims `paths`, unless another run has some of them.
  init(
    _ paths: [FilePath], for claimant: Claimant, _ environment: Environment, _ safety: PathSafety,
    _ loop: EventLoop
  ) throws(ClaimRefusal) {
    guard let folder = ClaimFolder(environment) else { throw .noStateFolder }
    let gate = try converting({ ClaimRefusal(folder.gate, $0) }) { () throws(Gate.Failure) in
      try Gate(folder.gate, safety, loop)
    }
    defer { withExtendedLifetime(gate) {} }
    folder.sweep()
    let note = ClaimNote(
      runID: claimant.runID.text, process: .current, since: RFC3339.text(loop.clock.wallTime()),
      group: claimant.group.text, extension: claimant.extension.text,
      ancestors: Self.around(environment), paths: paths)
    let granted = try Self.granted(note, beside: folder)
    let place = folder.file(of: note.runID)
    let kept = try converting({ ClaimRefusal(place, $0) }) { () throws(PathError) in
      let file = try KeptFile(opening: place, safety)
      _ = try file.status()
      return file
    }
    let number = kept.number
    (self.note, self.place, descriptor) = (granted, kept.place, number)
    file = .some(kept)
    do throws(Errno) {
      guard try number.tryDescriptionLock() else { throw Errno.fileExists }
      try number.writeAll(granted.bytes)
    } catch {
      try? FileReplacement.remove(place)
      throw .system(place, error)
    }
  }

  /// Finds out whether `paths` could be claimed now. Nothing is touched.
  static func check(
    _ paths: [FilePath], for claimant: Claimant, _ environment: Environment
  ) throws(ClaimRefusal) {
    guard let folder = ClaimFolder(environment) else { throw .noStateFolder }
    if let danger = KeptFile.danger(at: folder.gate, PathSafety()) {
      throw .unsafe(folder.gate, danger)
    }
    try converting({ ClaimRefusal.system(folder.gate, $0) }) { () throws(Errno) in
      try FileAccess.checkOpeningOrMaking(folder.gate)
    }
    let note = ClaimNote(
      runID: claimant.runID.text, process: .current, since: "", group: claimant.group.text,
      extension: claimant.extension.text, ancestors: around(environment), paths: paths)
    _ = try granted(note, beside: folder)
  }

  /// The claiming runs that `environment` says a program is inside of.
  static func around(_ environment: Environment) -> [String] {
    guard let text = environment.nonEmpty("QLI_CLAIM") else { return [] }
    return text.parts(separatedBy: .space).filter { !$0.isEmpty }.map { $0.lossyText }
  }

  /// What is granted of `wanted` beside the claims that there are: all of it, from the nearest run around
  /// it that still has something to hand on.
  private static func granted(
    _ wanted: ClaimNote, beside folder: ClaimFolder
  ) throws(ClaimRefusal) -> ClaimNote {
    let others = folder.notes()
    // Those that have ended have nothing to hand on.
    let around = wanted.ancestors.compactMap { id in others.first { $0.runID == id } }
    if let parent = around.last {
      let outside = wanted.paths.filter { !parent.holds($0) }
      if !outside.isEmpty { throw .notWithin(outside, parent) }
    }
    let rivals = others.filter { other in
      !wanted.ancestors.contains(other.runID) && other.overlaps(wanted)
    }
    if let deepest = rivals.max(by: { $0.ancestors.count < $1.ancestors.count }) {
      throw .held(deepest, leftBehind: folder.processLeftBehind(by: deepest))
    }
    var granted = wanted
    granted.ancestors = around.map { $0.runID }
    return granted
  }

  /// What the program gets in `QLI_CLAIM`.
  var chain: ByteString {
    ByteString((note.ancestors + [note.runID]).joined(separator: " "))
  }

  /// Closes what this process has inherited of the claims around it: it can write to nothing of them but
  /// what it has claimed itself, and is not to keep the rest from others.
  func letGoOfOthers() {
    let folder = place.parent
    for (number, path) in FileDescriptor.openFiles where number != descriptor {
      if path.parent == folder { number.closeNow() }
    }
  }

  /// Says that this process has it from now on.
  func takeOver() { try? descriptor.writeAll(ClaimNote.heir(.current)) }

  /// Gives it back, unless a process of the run still has it.
  func release() {
    file = nil
    guard let file = try? OwnedDescriptor(opening: place, for: .reading),
      (try? file.number.isLockedElsewhere()) == false
    else { return }
    try? FileReplacement.remove(place)
  }
}
