/// Who has the lock of an exclusive extension.
enum LockHolder {
  /// The run that took it.
  case run(HolderNote)
  /// A process that a run has left behind, and the run, as far as that is known.
  case leftBehind(ProcessID, LeftRun?)
  /// The run of this process, of this user, which began then, as far as that is known.
  case process(ProcessID, user: UInt32?, start: Int64?)
  /// Nobody says.
  case unknown

  /// Who has the lock of the open `file` now: the run in its note may have ended.
  init(of file: FileDescriptor) {
    let note = HolderNote(file)
    if let note, note.process.isQli {
      self = .run(note)
    } else if let status = try? file.status(), let other = Self.program(holding: status) {
      self = .leftBehind(other, note.map { LeftRun($0) })
    } else {
      // Whoever had it may have ended just now.
      self = note.map { .run($0) } ?? .unknown
    }
  }

  /// Whether it is the run that this process is part of, which ends no sooner than this one does.
  var isAround: Bool {
    switch self {
    case .run(let note): ProcessID.current.descends(from: note.process)
    case .leftBehind(let process, _), .process(let process, _, _):
      ProcessID.current.descends(from: process)
    case .unknown: false
    }
  }

  /// Who has the lock of the file at `path`, which is of this `status`; nil for nobody who can be seen. The
  /// lock isn't asked for.
  init?(at path: FilePath, _ status: FileStatus) {
    let holder = ProcessDescriptor.firstHolding { other, lock in
      lock.inode == status.inode
        && (try? FileStatus(following: other.link))?.isSameFile(as: status) == true
    }
    guard let holder else { return nil }
    let note = HolderNote(at: path)
    if let note, note.process.isQli {
      self = .run(note)
    } else if !holder.process.isQli {
      self = .leftBehind(holder.process, note.map { LeftRun($0) })
    } else {
      self = .unknown
    }
  }

  /// A process that has the lock of the file of this status, and isn't qli itself; nil for none that can be
  /// seen.
  static func program(holding status: FileStatus) -> ProcessID? {
    // One that only reads the file has it open as well.
    ProcessDescriptor.firstHolding { other, lock in
      lock.inode == status.inode && !other.process.isQli
        && (try? FileStatus(following: other.link))?.isSameFile(as: status) == true
    }?.process
  }

  /// Who has the lock of a file that was at `path` until somebody removed it, or moved it away; nil for
  /// nobody who can be seen.
  ///
  /// - Parameter file: what is there instead, whose lock this process has.
  init?(ofFormer path: FilePath, insteadOf file: FileDescriptor) {
    guard let own = file.heldLock else { return nil }
    var removed = path.string
    removed.append(" (deleted)")
    var holder: LockHolder?
    _ = ProcessDescriptor.firstHolding { other, lock in
      // Nothing on another file system is touched: its server may not answer.
      guard lock.device == own.device,
        let status = try? FileStatus(following: other.link), status.kind == .regular,
        [0, Host.effectiveUserID].contains(status.owner)
      else { return false }
      let note = HolderNote(at: other.link)
      guard note?.place == path || status.links == 0 && other.text == removed else { return false }
      holder =
        note.flatMap { $0.process.isQli ? .run($0) : nil }
        ?? .leftBehind(other.process, note.map { LeftRun($0) })
      return true
    }
    guard let holder else { return nil }
    self = holder
  }
}

/// A run that has ended, and has left a process behind.
struct LeftRun {
  let runID: String
  /// When it began, where that is known.
  let since: String?

  init(_ note: HolderNote) { (runID, since) = (note.runID, note.since) }

  /// The run that `process` says it is of; nil where it is of none, or can't be looked at.
  init?(of process: ProcessID) {
    guard let text = process.initialVariable("QLI_RUN_ID")?.text, let id = RunID(text) else {
      return nil
    }
    (runID, since) = (id.text, nil)
  }
}

/// Which run has the lock, as its file says.
struct HolderNote {
  let process: ProcessID
  let since: String
  let runID: String
  /// Where the file was when the lock was taken; nil in notes of older versions.
  let place: FilePath?

  init(process: ProcessID, since: String, runID: String, place: FilePath) {
    self.process = process
    self.since = since
    self.runID = runID
    self.place = place
  }

  /// Reads the note in the file at `path`, or returns nil if there is none.
  init?(at path: FilePath) {
    guard let file = try? OwnedDescriptor(opening: path, for: .reading) else { return nil }
    self.init(file.number)
  }

  /// Reads the note in `file`, or returns nil if there is none.
  init?(_ file: FileDescriptor) {
    guard let text = try? file.readAll(limit: 8192, sizeHint: 256), text.last == .lineFeed else {
      return nil
    }
    // A path may hold spaces, too.
    let words = text.dropLast().split(separator: .space, maxSplits: 3)
    guard words.count >= 3, let number = Int32(String(decoding: words[0], as: UTF8.self)) else {
      return nil
    }
    process = ProcessID(rawValue: number)
    since = String(decoding: words[1], as: UTF8.self)
    runID = String(decoding: words[2], as: UTF8.self)
    if words.count == 3 {
      place = nil
    } else {
      guard let path = ByteString(words[3]), FilePath(path).isAbsolute else { return nil }
      place = FilePath(path)
    }
  }

  /// The note as the file holds it.
  var line: [UInt8] {
    var line = Array("\(process.rawValue) \(since) \(runID)".utf8)
    if let place { line += [.space] + place.string.bytes }
    return line + [.lineFeed]
  }
}
