/// The program of a source plugin, found to be what its sidecar says, and ready to be started.
///
/// A binary is executed by the descriptor that was hashed, so that nothing can be put in its place.
/// A script is opened once more by its interpreter, under its own path, which it also needs for
/// `$0` and the like; between `checkUnchanged` and that moment it could still be exchanged by those
/// who may write to it.
struct SourceProgram: ~Copyable {
  /// What to execute.
  let path: FilePath
  /// Where it lies: its argument 0.
  let name: FilePath
  /// What was hashed; nil where nothing was.
  private let hashed: Hashed?
  /// Keeps a binary's `path` valid; nil for a script.
  private let file: OpenFile?

  private struct Hashed {
    /// From before the first byte was read.
    let status: FileStatus
    let digest: SHA256.Digest
  }

  /// Checks that the program of `definition` is there, that nobody else can change it, and that it
  /// has the checksum that the sidecar wants, if it wants one.
  static func verify(
    _ definition: SourceDefinition, _ safety: PathSafety = PathSafety()
  ) throws(SourceProgramError) -> SourceProgram {
    let path = definition.program
    try checkPlace(of: definition, safety)
    guard let expected = definition.checksum else {
      return SourceProgram(path: path, name: path, hashed: nil, file: nil)
    }
    let opened = try open(path)
    let digest = opened.hashed.digest
    guard digest == expected else {
      throw .differs(path, expected: expected, found: digest, name: definition.name)
    }
    guard opened.isBinary else {
      return SourceProgram(path: path, name: path, hashed: opened.hashed, file: nil)
    }
    return SourceProgram(
      path: FilePath("/proc/self/fd/\(opened.file.number.rawValue)"), name: path,
      hashed: opened.hashed, file: opened.file)
  }

  /// The checksum that the program of `definition` has now.
  static func checksum(
    of definition: SourceDefinition
  ) throws(SourceProgramError) -> SHA256.Digest {
    try checkPlace(of: definition, PathSafety())
    return try open(definition.program).hashed.digest
  }

  /// Compares the program with what was hashed once more. To be called immediately before it is
  /// started.
  func checkUnchanged() throws(SourceProgramError) {
    guard let hashed else { return }
    let isSame = try converting({ SourceProgramError.unreadable(name, $0) }) { () throws(Errno) in
      guard let file else {
        return try FileStatus(following: name).isUnchanged(since: hashed.status)
      }
      if try file.number.status().isUnchanged(since: hashed.status) { return true }
      // An upgrade that puts another one in its place also changes the time of this one.
      let again = try OwnedDescriptor(opening: path, for: .reading)
      return try SHA256.digest(of: again.number) == hashed.digest
    }
    guard isSame else { throw .changed(name) }
  }

  // MARK: - The checks

  private static func checkPlace(
    of definition: SourceDefinition, _ safety: PathSafety
  ) throws(SourceProgramError) {
    let path = definition.program
    let status: FileStatus
    do throws(Errno) {
      status = try FileStatus(following: path)
    } catch .noSuchFile, .notDirectory {
      throw SourceProgramError.missing(path)
    } catch {
      throw SourceProgramError.unreadable(path, error)
    }
    guard status.kind == .regular else { throw .notRegular(path, status.kind) }
    guard status.hasExecuteBit else { throw .notExecutable(path) }
    if definition.mustStayInFolder { try refuseLeading(path, outOfFolderOf: definition.sidecar) }
    try converting(SourceProgramError.untrusted) { () throws(LookupError) in
      try safety.require(path)
      try InterpreterSafety.require(path, in: nil, .current, safety)
    }
  }

  /// The folder may also be the one that the sidecar leads to, where both are links.
  private static func refuseLeading(
    _ path: FilePath, outOfFolderOf sidecar: FilePath
  ) throws(SourceProgramError) {
    let isInside = try converting({ SourceProgramError.unreadable(path, $0) }) {
      () throws(Errno) in
      let target = try path.resolved()
      if try target.isInside(sidecar.parent.resolved()) { return true }
      return try target.isInside(sidecar.resolved().parent)
    }
    if !isInside { throw .leadsOut(path, of: sidecar.parent) }
  }

  private struct Opened {
    let file: OpenFile
    let hashed: Hashed
    let isBinary: Bool
  }

  /// An open file that several values share.
  private final class OpenFile {
    private let descriptor: OwnedDescriptor

    init(_ path: FilePath) throws(Errno) {
      descriptor = try OwnedDescriptor(opening: path, for: .reading)
    }

    var number: FileDescriptor { descriptor.number }
  }

  private static func open(_ path: FilePath) throws(SourceProgramError) -> Opened {
    try converting({ SourceProgramError.unreadable(path, $0) }) { () throws(Errno) in
      let file = try OpenFile(path)
      let status = try file.number.status()
      let first = try file.number.byte(at: 0)
      let second = try file.number.byte(at: 1)
      let isScript = first == UInt8(ascii: "#") && second == UInt8(ascii: "!")
      let digest = try SHA256.digest(of: file.number)
      return Opened(
        file: file, hashed: Hashed(status: status, digest: digest),
        isBinary: Spawn.canStartDescriptors && !isScript)
    }
  }
}

/// Why the program of a source plugin isn't started.
enum SourceProgramError: Error {
  /// It isn't there.
  case missing(FilePath)
  /// It is no regular file, but this.
  case notRegular(FilePath, FileStatus.Kind)
  /// It has no execute bit.
  case notExecutable(FilePath)
  /// Links lead out of the sidecar's folder, and the sidecar doesn't give its whole path.
  case leadsOut(FilePath, of: FilePath)
  /// Anyone on the machine could change it, or that can't be found out.
  case untrusted(LookupError)
  /// It can't be looked at or read.
  case unreadable(FilePath, Errno)
  /// It isn't what the sidecar of the plugin `name` pins.
  case differs(FilePath, expected: SHA256.Digest, found: SHA256.Digest, name: String)
  /// It was changed while it was being started.
  case changed(FilePath)
}
