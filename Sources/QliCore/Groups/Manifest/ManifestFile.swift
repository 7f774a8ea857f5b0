/// A manifest on disk.
struct ManifestFile {
  let path: FilePath
  let manifest: Manifest
  /// What it was read from.
  let bytes: [UInt8]

  /// Reads the manifest at `path`.
  ///
  /// - Throws: `ManifestError` with everything that is wrong.
  init(reading path: FilePath) throws(ManifestError) {
    let unreadable = { (error: Errno) in ManifestError(path: path, reason: .unreadable(error)) }
    let descriptor = try converting(unreadable) { () throws(Errno) in
      try OwnedDescriptor(opening: path, for: .reading)
    }
    try self.init(
      reading: descriptor.number, at: path, Self.requireRegular(descriptor.number, at: path))
  }

  /// What is known of the open file `descriptor`, which is only read if it is a regular one.
  static func requireRegular(
    _ descriptor: FileDescriptor, at path: FilePath
  ) throws(ManifestError) -> FileStatus {
    let unreadable = { (error: Errno) in ManifestError(path: path, reason: .unreadable(error)) }
    let status = try converting(unreadable) { () throws(Errno) in try descriptor.status() }
    guard status.kind == .regular else {
      throw ManifestError(path: path, reason: .notRegular(status.kind))
    }
    return status
  }

  /// Reads the manifest at `path`, which was opened as `descriptor` and is a regular file of `status`.
  init(
    reading descriptor: FileDescriptor, at path: FilePath, _ status: FileStatus
  ) throws(ManifestError) {
    let unreadable = { (error: Errno) in ManifestError(path: path, reason: .unreadable(error)) }
    let bytes = try converting(unreadable) { () throws(Errno) in
      try descriptor.readAll(limit: Manifest.maximumSize, sizeHint: Int(status.size), isSize: true)
    }
    guard let bytes else { throw ManifestError(path: path, reason: .tooLarge) }
    switch ManifestReader.read(bytes) {
    case .success(let manifest): self.manifest = manifest
    case .failure(let problems):
      throw ManifestError(path: path, reason: .invalid(problems.list, source: bytes))
    }
    self.path = path
    self.bytes = bytes
  }
}
