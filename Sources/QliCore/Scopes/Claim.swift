/// What a run may write to, as its own while it lives: no other run that claims gets any of it but from
/// this one.
///
/// The program inherits the lock: the claim holds until the last process of the run that has it is gone,
/// also where qli was killed.
final class Claim {
  /// Who claims, and what.
  struct Request {
    let runID: RunID
    let group: ExtensionName
    let `extension`: ExtensionName
    /// What it is to write to, by its manifest and its line.
    let asked: [FilePath]
    /// What of that it may write to: a fence around it holds as well.
    let paths: [FilePath]
  }

  let note: ClaimNote
  private let place: FilePath
  private var file: KeptFile?
  /// The open, locked file.
  let descriptor: FileDescriptor

  /// Claims it, unless another run has some of it.
  init(
    _ request: Request, _ environment: Environment, _ safety: PathSafety, _ loop: EventLoop
  ) throws(ClaimRefusal) {
    guard let folder = ClaimFolder(environment) else { throw .lock(.noStateFolder) }
    let gate = try converting({ ClaimRefusal.lock(LockFailure(folder.gate, $0)) }) {
      () throws(Gate.Failure) in
      try Gate(folder.gate, safety, loop)
    }
    defer { withExtendedLifetime(gate) {} }
    try folder.sweep()
    let since = RFC3339.text(loop.clock.wallTime())
    let granted = try Self.granted(request, since: since, environment, folder, gate)
    let place = folder.file(of: granted.runID)
    let kept = try converting({ ClaimRefusal.lock(LockFailure(place, $0)) }) {
      () throws(PathError) in
      try KeptFile.checked(place, safety)
    }
    let number = kept.number
    (note, self.place, descriptor) = (granted, kept.place, number)
    file = .some(kept)
    do throws(Errno) {
      guard try number.tryDescriptionLock() else { throw Errno.fileExists }
      try number.writeAll(granted.bytes)
    } catch {
      try? FileReplacement.remove(place)
      throw .lock(.system(place, error))
    }
  }

  /// Finds out whether it could be claimed now. Nothing is touched.
  static func check(_ request: Request, _ environment: Environment) throws(ClaimRefusal) {
    guard let folder = ClaimFolder(environment) else { throw .lock(.noStateFolder) }
    try folder.check()
    _ = try granted(request, since: "", environment, folder, nil)
  }

  /// The claiming runs that `environment` says a program is inside of, the outermost first; outside of a
  /// run it says nothing.
  static func around(_ environment: Environment) -> [String] {
    guard RunDepth(environment).number > 1, let text = environment.nonEmpty("QLI_CLAIM") else {
      return []
    }
    return text.parts(separatedBy: .space).filter { !$0.isEmpty }.map { $0.lossyText }
  }

  /// What a program gets in `QLI_CLAIM`.
  static func chain(_ runs: [String]) -> ByteString { ByteString(runs.joined(separator: " ")) }

  /// What is granted beside the claims that there are: all of it, from the nearest run around it that still
  /// has something to hand on.
  private static func granted(
    _ request: Request, since: String, _ environment: Environment, _ folder: ClaimFolder,
    _ gate: Gate?
  ) throws(ClaimRefusal) -> ClaimNote {
    let others = try folder.notes(gate)
    // Those that have ended have nothing to hand on.
    let around = Self.around(environment).compactMap { id in others.first { $0.runID == id } }
      .filter { folder.isInside($0) }
    if let parent = around.last {
      let outside = request.asked.filter { !parent.holds($0) }
      if !outside.isEmpty { throw .notWithin(outside, parent) }
    }
    let wanted = ClaimNote(
      runID: request.runID.text, process: .current, since: since, group: request.group.text,
      extension: request.extension.text, ancestors: around.map { $0.runID }, paths: request.paths)
    let rivals = others.filter { other in
      !wanted.ancestors.contains(other.runID) && other.overlaps(wanted)
    }
    if let deepest = rivals.max(by: { $0.ancestors.count < $1.ancestors.count }) {
      throw .held(deepest, leftBehind: folder.processLeftBehind(by: deepest))
    }
    return wanted
  }

  /// Closes what this process has inherited of the claims around it: it can write to nothing of them but
  /// what it has claimed itself, and is not to keep the rest from others.
  func letGoOfOthers() {
    let folder = place.parent
    for (number, path) in FileDescriptor.openFiles where number != descriptor {
      if path.parent == folder { number.closeNow() }
    }
  }

  /// Says that this process has it from now on. Where that can't be written, it is the one before that is
  /// named.
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
