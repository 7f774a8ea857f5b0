import CSystem

/// The number of an open file. Copying it opens nothing; see `OwnedDescriptor` for one that closes.
struct FileDescriptor: Hashable, Sendable {
  let rawValue: Int32

  static let standardInput = FileDescriptor(rawValue: 0)
  static let standardOutput = FileDescriptor(rawValue: 1)
  static let standardError = FileDescriptor(rawValue: 2)

  /// Reads at most `buffer.count` bytes with read(2). Zero means end of file.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(Errno) -> Int {
    let descriptor = rawValue
    return try valueOrErrno { systemRead(descriptor, buffer) }
  }

  /// Reads at most `buffer.count` bytes to the front of `buffer`.
  func read(into buffer: inout [UInt8]) throws(Errno) -> Int {
    try buffer.withUnsafeMutableBufferPointer { buffer throws(Errno) in
      try read(into: UnsafeMutableRawBufferPointer(buffer))
    }
  }

  /// Reads up to the end of file, or until `limit` bytes are exceeded.
  ///
  /// - Parameter sizeHint: how many there are likely to be.
  /// - Parameter isSize: whether that is the file's size. Where as many have come, and not one more, it
  ///   was the end.
  /// - Returns: the bytes, or nil if there are more than `limit`.
  func readAll(
    limit: Int, sizeHint: Int = 4096, isSize: Bool = false
  ) throws(Errno) -> [UInt8]? {
    var result: [UInt8] = []
    // One byte more than the file is said to hold: a full read then needs no second buffer.
    var chunk = min(max(sizeHint, 1), limit) + 1
    while true {
      let room = chunk
      // Sound: `count` is what read(2) has filled.
      var failure: Errno?
      let part = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
        do throws(Errno) {
          count = try read(into: UnsafeMutableRawBufferPointer(buffer))
        } catch {
          failure = error
        }
      }
      if let failure { throw failure }
      if part.isEmpty { return result }
      if result.isEmpty { result = part } else { result += part }
      if result.count > limit { return nil }
      if isSize, result.count == sizeHint { return result }
      // What a file holds beyond its size is nothing, or, in /proc, a little more.
      chunk = max(1024, result.count)
    }
  }

  /// Writes once with write(2), and says how many bytes were taken.
  func writeOnce(_ bytes: UnsafeRawBufferPointer) throws(Errno) -> Int {
    let descriptor = rawValue
    return try valueOrErrno { systemWrite(descriptor, bytes) }
  }

  /// Writes all of `bytes`, with as many calls of write(2) as that takes.
  func writeAll(_ bytes: [UInt8]) throws(Errno) {
    try bytes.withUnsafeBufferPointer { bytes throws(Errno) in
      try writeAll(UnsafeRawBufferPointer(bytes))
    }
  }

  /// Writes all bytes of a piece of memory. Waits for room also where whoever opened the file has set
  /// that nobody does (O_NONBLOCK).
  func writeAll(_ bytes: UnsafeRawBufferPointer) throws(Errno) {
    var rest = bytes[...]
    while !rest.isEmpty {
      do throws(Errno) {
        let written = try writeOnce(UnsafeRawBufferPointer(rebasing: rest))
        rest = rest.dropFirst(written)
      } catch .wouldBlock {
        try Poll.waitForRoom(in: self)
      }
    }
  }

  /// What fstat(2) says about the open file.
  func status() throws(Errno) -> FileStatus {
    var value = stat()
    let descriptor = rawValue
    try valueOrErrno { fstat(descriptor, &value) }
    return FileStatus(value)
  }

  /// Cuts the file to `size` bytes with ftruncate(2).
  func truncate(to size: Int64) throws(Errno) {
    let descriptor = rawValue
    try valueOrErrno { ftruncate(descriptor, off_t(size)) }
  }

  /// Waits until what was written is on the disk, with fdatasync(2).
  func syncData() throws(Errno) {
    let descriptor = rawValue
    try valueOrErrno { csystem_sync_data(descriptor) }
  }

  /// Makes sure that the file has room for `count` bytes, with fallocate(2): its size and what is in it
  /// stay. Where the file system can't tell, nothing is done.
  func reserve(_ count: Int) throws(Errno) {
    #if os(Linux)
      let descriptor = rawValue
      do throws(Errno) {
        try valueOrErrno { csystem_reserve(descriptor, off_t(count)) }
      } catch .notSupported {}
    #endif
  }

  /// Makes reading go on at `offset`, with lseek(2).
  func move(to offset: Int64) throws(Errno) {
    let descriptor = rawValue
    try valueOrErrno { lseek(descriptor, off_t(offset), SEEK_SET) }
  }

  /// The byte at `offset`, read with pread(2) without moving the file's position.
  func byte(at offset: Int64) throws(Errno) -> UInt8? {
    var byte: UInt8 = 0
    let descriptor = rawValue
    let count = try valueOrErrno { pread(descriptor, &byte, 1, off_t(offset)) }
    return count == 1 ? byte : nil
  }

  /// Reads at most `count` bytes from the start of the file, with pread(2).
  func readStart(_ count: Int) throws(Errno) -> [UInt8] {
    let descriptor = rawValue
    var failure: Errno?
    // Sound: `filled` is what pread(2) has filled.
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      do throws(Errno) {
        filled = try valueOrErrno { pread(descriptor, buffer.baseAddress, count, 0) }
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return bytes
  }

  /// Writes `bytes` over the start of the file, with pwrite(2).
  func overwriteStart(_ bytes: [UInt8]) throws(Errno) {
    let descriptor = rawValue
    var start = 0
    while start < bytes.count {
      start += try valueOrErrno {
        bytes.withUnsafeBytes { bytes in
          let rest = UnsafeRawBufferPointer(rebasing: bytes[start...])
          return pwrite(descriptor, rest.baseAddress, rest.count, off_t(start))
        }
      }
    }
  }

  /// Takes the exclusive lock of flock(2) if nobody holds it.
  ///
  /// - Returns: whether it was got.
  func tryLock() throws(Errno) -> Bool {
    let descriptor = rawValue
    do throws(Errno) {
      try valueOrErrno { flock(descriptor, LOCK_EX | LOCK_NB) }
      return true
    } catch .wouldBlock {
      return false
    }
  }

  /// Releases the lock. To close the file is not enough in a process of several threads: a child
  /// that another one has just made holds it, too, until it executes its program.
  func unlock() {
    // It has no way to fail on a file that is open.
    _ = flock(rawValue, LOCK_UN)
  }

  /// Makes reading return at once, also when there is nothing yet (O_NONBLOCK).
  func setNonBlocking() throws(Errno) {
    let descriptor = rawValue
    let flags = try valueOrErrno { csystem_fcntl(descriptor, F_GETFL, 0) }
    try valueOrErrno { csystem_fcntl(descriptor, F_SETFL, flags | O_NONBLOCK) }
  }

  /// Whether what is open can be written to, as far as its mode says.
  var isOpenForWriting: Bool {
    let flags = csystem_fcntl(rawValue, F_GETFL, 0)
    return flags != -1 && flags & O_ACCMODE != O_RDONLY
  }

  /// Whether what is open can be read, as far as its mode says.
  var isOpenForReading: Bool {
    let flags = csystem_fcntl(rawValue, F_GETFL, 0)
    return flags != -1 && flags & O_ACCMODE != O_WRONLY
  }

  /// Closes it in programs that are started (FD_CLOEXEC).
  func closeOnExec() throws(Errno) {
    let descriptor = rawValue
    try valueOrErrno { csystem_fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
  }

  /// Whether the number stands for an open file.
  var isOpen: Bool { csystem_fcntl(rawValue, F_GETFD, 0) != -1 }
}

/// An open file that is closed when its owner goes.
struct OwnedDescriptor: ~Copyable {
  let number: FileDescriptor

  /// Takes over an open descriptor.
  init(adopting number: FileDescriptor) { self.number = number }

  /// What a file is opened for.
  enum Purpose {
    /// Reading it, whatever it is.
    case reading
    /// Reading it, and waiting for whoever writes into a FIFO.
    case waiting
    /// Adding lines to its end, and reading what is there; made with mode 0600 if it is missing. No
    /// link is followed.
    case appending
    /// Reading it and writing over what it holds; made with mode 0600 if it is missing. No link is
    /// followed.
    case rewriting
    /// Talking to a terminal.
    case conversing
    /// Saying which file is meant (O_PATH), and nothing else. No link is followed.
    case naming

    fileprivate var flags: Int32 {
      // O_NONBLOCK: opening a FIFO must not wait for its other end.
      switch self {
      case .reading: O_RDONLY | O_NONBLOCK | O_NOCTTY
      case .waiting: O_RDONLY | O_NOCTTY
      case .appending: O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY
      case .rewriting: O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY
      case .conversing: O_RDWR | O_NOCTTY
      case .naming: csystem_naming_flags() | O_NOFOLLOW
      }
    }
  }

  /// Opens `path` with open(2); the descriptor is closed in programs that are started (O_CLOEXEC).
  init(opening path: FilePath, for purpose: Purpose) throws(Errno) {
    let flags = purpose.flags | O_CLOEXEC
    let result = try path.string.withCString { text throws(Errno) in
      try valueOrErrno { csystem_open(text, flags, 0o600) }
    }
    number = FileDescriptor(rawValue: result)
  }

  /// The same; a file that is made gets `mode`, whatever the process's mask leaves of one. What is there
  /// is opened as it is: in a sticky folder some kernels let only its owner do so with O_CREAT
  /// (fs.protected_regular).
  init(
    opening path: FilePath, for purpose: Purpose, makingWith mode: UInt32
  ) throws(Errno) {
    let flags = purpose.flags | O_CLOEXEC
    let result = try path.string.withCString { text throws(Errno) in
      do throws(Errno) {
        return try valueOrErrno { csystem_open(text, flags & ~O_CREAT, 0) }
      } catch {
        guard error == .noSuchFile else { throw error }
      }
      let mask = umask(0)
      defer { _ = umask(mask) }
      return try valueOrErrno { csystem_open(text, flags, mode_t(mode)) }
    }
    number = FileDescriptor(rawValue: result)
  }

  deinit { _ = close(number.rawValue) }
}

/// Both ends of a pipe.
struct Pipe: ~Copyable {
  let reading: OwnedDescriptor
  let writing: OwnedDescriptor

  /// Makes a pipe with pipe(2); programs that are started inherit neither end.
  init() throws(Errno) {
    var ends: [Int32] = [-1, -1]
    #if os(Linux)
      try valueOrErrno { csystem_pipe(&ends, O_CLOEXEC) }
    #else
      try valueOrErrno { pipe(&ends) }
      for end in ends { _ = csystem_fcntl(end, F_SETFD, FD_CLOEXEC) }
    #endif
    reading = OwnedDescriptor(adopting: FileDescriptor(rawValue: ends[0]))
    writing = OwnedDescriptor(adopting: FileDescriptor(rawValue: ends[1]))
  }

  /// Makes a pipe whose reading end doesn't wait.
  static func nonBlocking() throws(Errno) -> Pipe {
    let pipe = try Pipe()
    try pipe.reading.number.setNonBlocking()
    return pipe
  }

  /// Closes the writing end, and leaves the reading one.
  consuming func intoReading() -> OwnedDescriptor { reading }

  /// Closes the reading end, and leaves the writing one.
  consuming func intoWriting() -> OwnedDescriptor { writing }
}

// At file level, where `read` and `write` mean the C functions and no method.
private func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
  read(descriptor, buffer.baseAddress, buffer.count)
}

private func systemWrite(_ descriptor: Int32, _ buffer: UnsafeRawBufferPointer) -> Int {
  write(descriptor, buffer.baseAddress, buffer.count)
}
