import CSystem

/// What stat(2) says about a file.
struct FileStatus: Sendable, Equatable {
  enum Kind: Sendable {
    case regular, directory, symbolicLink, pipe, socket, device, other

    /// The kind in words, for messages.
    var name: String {
      switch self {
      case .regular: "a regular file"
      case .directory: "a folder"
      case .symbolicLink: "a link"
      case .pipe: "a FIFO"
      case .socket: "a socket"
      case .device: "a device"
      case .other: "not a regular file"
      }
    }
  }

  let kind: Kind
  /// The permission bits, 0o7777.
  let permissions: UInt32
  let owner: UInt32
  let group: UInt32
  /// How many names it has.
  let links: UInt64
  /// The size in bytes.
  let size: Int64
  let device: UInt64
  let inode: UInt64
  /// When its content, its mode, its owner or its number of links changed last; unlike the time of
  /// modification nobody can set it.
  let changeTime: Timestamp

  init(_ value: stat) {
    kind =
      switch csystem_file_type(value.st_mode) {
      case S_IFREG: .regular
      case S_IFDIR: .directory
      case S_IFLNK: .symbolicLink
      case S_IFIFO: .pipe
      case S_IFSOCK: .socket
      case S_IFCHR, S_IFBLK: .device
      default: .other
      }
    permissions = UInt32(value.st_mode) & 0o7777
    owner = UInt32(value.st_uid)
    group = UInt32(value.st_gid)
    links = UInt64(value.st_nlink)
    size = Int64(value.st_size)
    device = UInt64(truncatingIfNeeded: value.st_dev)
    inode = UInt64(value.st_ino)
    #if os(macOS)
      let time = value.st_ctimespec
    #else
      let time = value.st_ctim
    #endif
    changeTime = Timestamp(seconds: Int64(time.tv_sec), nanoseconds: Int64(time.tv_nsec))
  }

  /// What stat(2) says of `path`: of a link's target.
  init(following path: FilePath) throws(Errno) {
    var value = stat()
    _ = try path.string.withCString { text throws(Errno) in
      try valueOrErrno { stat(text, &value) }
    }
    self.init(value)
  }

  /// What lstat(2) says of `path`: of a link itself.
  init(notFollowing path: FilePath) throws(Errno) {
    var value = stat()
    _ = try path.string.withCString { text throws(Errno) in
      try valueOrErrno { lstat(text, &value) }
    }
    self.init(value)
  }

  /// Whether owner, group or others may execute it.
  var hasExecuteBit: Bool { permissions & 0o111 != 0 }

  /// Whether it is a regular file that somebody may execute.
  var isExecutableFile: Bool { kind == .regular && hasExecuteBit }

  /// Whether anyone on the machine may write to it.
  var isWritableByOthers: Bool { permissions & 0o002 != 0 }

  /// Whether anyone on the machine may read it.
  var isReadableByOthers: Bool { permissions & 0o004 != 0 }

  /// Whether its group may write to it.
  var isWritableByGroup: Bool { permissions & 0o020 != 0 }

  /// Whether what is made in the folder is of its group (the setgid bit).
  var isOfOneGroup: Bool { kind == .directory && permissions & 0o2000 != 0 }

  /// Whether what lies in the folder can be renamed and removed by its own owner, the folder's and
  /// root alone.
  var isSticky: Bool { kind == .directory && permissions & 0o1000 != 0 }

  /// Whether it is still the same file as `before`, and nothing about it has changed since.
  func isUnchanged(since before: FileStatus) -> Bool {
    isSameFile(as: before) && size == before.size && changeTime == before.changeTime
  }

  /// Whether both are the same file on disk.
  func isSameFile(as other: FileStatus) -> Bool {
    device == other.device && inode == other.inode
  }
}
