/// What lets somebody else than the user and root change what a path leads to: all of it, from the
/// root of the file system on.
struct UnsafePath: Error, Equatable {
  /// A folder, a link or a file on the way, and what is wrong with it.
  struct Problem: Sendable, Equatable {
    let path: FilePath
    let status: FileStatus
    let reason: Reason
  }

  enum Reason: Sendable, Equatable {
    /// Anyone may write to it.
    case everyone
    /// A group that the user isn't in may write to it.
    case group
    case everyoneAndGroup
    /// It is shared by a group that the user isn't in, as a manifest says of a log.
    case team
    /// Its access list (acl(5)) lets somebody write to it beside its owner, whoever that is.
    case accessList
    /// It belongs to somebody else.
    case owner
    /// It has a second name, somewhere on this disk (a hard link).
    case otherName
    /// It is a link of `/proc` that leads every program elsewhere.
    case processLink
    /// Somebody else could make what isn't there, on the way to what is wanted, for this reason.
    indirect case creatable(FilePath, wanted: FilePath, isFolder: Bool, Reason)
  }

  /// At least one.
  let problems: [Problem]

  init(_ problems: [Problem]) { self.problems = problems }
}

/// Why a path can't be used.
enum PathError: Error {
  case unsafe(UnsafePath)
  /// It, or something on the way, can't be looked at.
  case unreadable(FilePath, Errno)
}

extension LookupError {
  init(_ error: PathError) {
    switch error {
    case .unsafe(let path): self = .unsafe(path)
    case .unreadable(let path, let errno): self = .unreadable(path, errno)
    }
  }
}
