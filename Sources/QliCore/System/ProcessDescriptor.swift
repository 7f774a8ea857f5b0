import CSystem

/// A descriptor of a process, as proc(5) shows it. What it says here is the kernel's own: the file may
/// lie on a server that doesn't answer, and isn't touched.
struct ProcessDescriptor {
  let process: ProcessID
  /// A link to its file, which can be opened also where that has no name any more.
  let link: FilePath
  private let information: FilePath

  /// The descriptor `number` of `process`; nil where the processes can't be seen.
  init?(_ number: ByteString, of process: ProcessID) {
    guard let folder = ProcessFiles.path(process, "fd"),
      let details = ProcessFiles.path(process, "fdinfo")
    else { return nil }
    self.process = process
    link = folder.appending(number)
    information = details.appending(number)
  }

  /// Where its file is, with " (deleted)" behind it if it isn't any more; or what else it is.
  var text: ByteString? { try? link.linkText() }

  /// The lock that it holds: by flock(2), or one of its open file description. One that was inherited, or received, is the same; a file that was opened
  /// once more has none.
  var lock: HeldLock? {
    guard let text = ProcessFiles.text(information) else { return nil }
    for line in text.split(separator: .lineFeed) {
      if let lock = HeldLock(String(decoding: line, as: UTF8.self)) { return lock }
    }
    return nil
  }

  /// The first one of another process that holds such a lock and is as `predicate` says, of all that this
  /// user may see; nil where there is none, or where the processes can't be seen.
  static func firstHolding(
    where predicate: (ProcessDescriptor, HeldLock) -> Bool
  ) -> ProcessDescriptor? {
    var found: ProcessDescriptor?
    ProcessTable.forEachProcess { process in
      guard found == nil, process != .current, let folder = ProcessFiles.path(process, "fd") else {
        return
      }
      try? Directory.forEachEntry(in: folder) { entry in
        let number = ByteString(unchecked: UnsafeRawBufferPointer(entry.name))
        // Sockets, pipes and devices are most of them, and nobody's lock files.
        guard found == nil, let descriptor = ProcessDescriptor(number, of: process),
          let text = descriptor.text, text.hasPrefix("/"), !text.hasPrefix("/dev/"),
          let lock = descriptor.lock, predicate(descriptor, lock)
        else { return }
        found = descriptor
      }
    }
    return found
  }
}

extension ProcessID {
  /// Whether a descriptor of it is as `predicate` says, by what it is shown as. False where its descriptors
  /// can't be seen.
  func hasDescriptor(where predicate: (ByteString) -> Bool) -> Bool {
    guard let folder = ProcessFiles.path(self, "fd") else { return false }
    var isFound = false
    try? Directory.forEachEntry(in: folder) { entry in
      let number = ByteString(unchecked: UnsafeRawBufferPointer(entry.name))
      guard !isFound, let text = ProcessDescriptor(number, of: self)?.text else { return }
      isFound = predicate(text)
    }
    return isFound
  }
}

/// A lock that is held, by flock(2) or an open file description, as a line of `/proc/PID/fdinfo/N` says it.
struct HeldLock {
  /// The file system, as the kernel counts them: some give stat(2) another number.
  let device: String
  let inode: UInt64
  /// Its first byte; nil for one that isn't of a range.
  let start: Int64?
  /// Whether it belongs to an open file description, and isn't one of flock(2).
  let isOfDescription: Bool

  /// All that belong to an open file description, as `/proc/locks` lists them; nil where it can't be read.
  static func ofDescriptions() -> [HeldLock]? {
    guard let text = ProcessFiles.text("/proc/locks") else { return nil }
    // A line is like one of fdinfo, but for the word before it.
    let locks = text.split(separator: .lineFeed).compactMap { line in
      HeldLock("lock: " + String(decoding: line, as: UTF8.self))
    }
    return locks.filter { $0.isOfDescription }
  }

  /// Returns nil if `line` isn't like `lock: 1: FLOCK ADVISORY WRITE 4711 fe:00:123 0 EOF`, or the same
  /// of a lock of an open file description.
  fileprivate init?(_ line: String) {
    let words = line.split(whereSeparator: { $0.isWhitespace })
    guard words.count >= 7, words[0] == "lock:", words[2] == "FLOCK" || words[2] == "OFDLCK" else {
      return nil
    }
    let place = words[6].split(separator: ":")
    guard place.count == 3, let inode = UInt64(place[2]) else { return nil }
    device = "\(place[0]):\(place[1])"
    self.inode = inode
    isOfDescription = words[2] == "OFDLCK"
    start = isOfDescription && words.count > 7 ? Int64(words[7]) : nil
  }
}

extension FileDescriptor {
  /// What this process has open, with where that is; nothing where proc(5) isn't there.
  static var openFiles: [(number: FileDescriptor, path: FilePath)] {
    guard let folder = ProcessFiles.path(.current, "fd") else { return [] }
    var files: [(number: FileDescriptor, path: FilePath)] = []
    for name in (try? Directory.names(in: folder)) ?? [] {
      guard let number = Int32(name.lossyText), let path = try? folder.appending(name).linkText()
      else { continue }
      files.append((FileDescriptor(rawValue: number), FilePath(path)))
    }
    return files
  }

  /// The lock that this process holds by it.
  var heldLock: HeldLock? {
    ProcessDescriptor(ByteString("\(rawValue)"), of: .current)?.lock
  }
}
