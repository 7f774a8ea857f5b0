/// The program of a source plugin, found to be what its sidecar says, and ready to be started.
struct SourceProgram {
  /// Where it lies: its argument 0.
  let name: FilePath
  /// What was hashed; nil where nothing was.
  private let pinned: PinnedProgram?

  /// What to execute.
  var path: FilePath { pinned?.program ?? name }

  /// Checks that the program of `definition` is there, that nobody else can change it, and that it
  /// has the checksum that the sidecar wants, if it wants one.
  static func verify(
    _ definition: SourceDefinition, _ safety: PathSafety = PathSafety()
  ) throws(SourceProgramError) -> SourceProgram {
    let path = definition.program
    try checkPlace(of: definition, safety)
    guard let expected = definition.checksum else {
      return SourceProgram(name: path, pinned: nil)
    }
    let pinned = try pinned(path)
    guard pinned.digest == expected else {
      throw .differs(path, expected: expected, found: pinned.digest, name: definition.name)
    }
    return SourceProgram(name: path, pinned: pinned)
  }

  /// The checksum that the program of `definition` has now.
  static func checksum(
    of definition: SourceDefinition
  ) throws(SourceProgramError) -> SHA256.Digest {
    try checkPlace(of: definition, PathSafety())
    return try pinned(definition.program).digest
  }

  private static func pinned(_ path: FilePath) throws(SourceProgramError) -> PinnedProgram {
    try converting({ SourceProgramError.unreadable(path, $0) }) { () throws(Errno) in
      try PinnedProgram(path)
    }
  }

  /// Compares the program with what was hashed once more. To be called immediately before it is
  /// started.
  func checkUnchanged() throws(SourceProgramError) {
    guard let pinned else { return }
    let isSame = try converting({ SourceProgramError.unreadable(name, $0) }) { () throws(Errno) in
      try pinned.isUnchanged()
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
