/// A manifest that can't be used, and everything that is wrong with it.
struct ManifestError: Error {
  enum Reason {
    /// The file can't be read.
    case unreadable(Errno)
    /// It is no regular file, but this.
    case notRegular(FileStatus.Kind)
    /// It is larger than `Manifest.maximumSize`.
    case tooLarge
    /// Its text is wrong in these places, in their order.
    case invalid([ManifestProblem], source: [UInt8])
  }

  let path: FilePath
  let reason: Reason
}

/// One thing that is wrong in a manifest's text.
struct ManifestProblem: Equatable {
  let position: TOMLPosition
  /// The columns that the caret line marks.
  let width: Int
  /// What is wrong, and what to write instead.
  let message: String

  /// Whether it stands further up, or further left in the same line.
  func isBefore(_ other: ManifestProblem) -> Bool {
    (position.line, position.column) < (other.position.line, other.position.column)
  }
}
