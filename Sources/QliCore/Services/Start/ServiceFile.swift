/// The file of a service, as it was looked at: what is recorded of it has to be true of what is started.
struct ServiceFile {
  let path: FilePath
  /// The SHA-256 of what is in it; nil where it can't be read.
  let checksum: String?
  /// From before its first byte was read.
  private let status: FileStatus?

  /// Reads the file at `path`.
  ///
  /// - Parameter goesOn: whether it is read on; the checksum is nil where it isn't.
  init(_ path: FilePath, while goesOn: () -> Bool = { true }) {
    self.path = path
    status = try? FileStatus(following: path)
    guard let file = try? OwnedDescriptor(opening: path, for: .reading) else {
      checksum = nil
      return
    }
    checksum = (try? SHA256.digest(of: file.number, while: goesOn))?.description
  }

  /// The file as it was read for `pinned`, which is what is started.
  init(_ pinned: PinnedProgram) {
    path = pinned.path
    checksum = pinned.digest.description
    status = pinned.status
  }

  /// Whether nobody has changed or replaced it since.
  var isUnchanged: Bool {
    guard let status, let now = try? FileStatus(following: path) else { return false }
    return now.isUnchanged(since: status)
  }

  /// Refuses it unless it is one that `policy` lists, or that lists none.
  func require(_ policy: ServicePolicy) throws(ServiceRefusal) {
    if policy.checksums.isEmpty { return }
    guard let checksum, policy.checksums.contains(checksum) else {
      throw .otherChecksum(path, checksum ?? "it can't be read")
    }
  }
}
