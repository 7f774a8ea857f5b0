/// Who has the lock of an exclusive extension.
enum LockHolder {
  /// The run that took it.
  case run(HolderNote)
  /// A process that a run has left behind, and the run, as far as that is known.
  case leftBehind(ProcessID, HolderNote?)
  /// Nobody says.
  case unknown

  /// Who has the lock of the open `file` now: the run in its note may have ended.
  init(of file: FileDescriptor) {
    let note = HolderNote(file)
    if let note, note.process.isQli {
      self = .run(note)
    } else if let lock = try? file.status(),
      let other = OpenFile.first(where: { !$0.process.isQli && lock.isSameFile(as: $0.status) })
    {
      self = .leftBehind(other.process, note)
    } else {
      // Whoever had it may have ended just now.
      self = note.map { .run($0) } ?? .unknown
    }
  }

  /// Who has a lock file that was at `path` until somebody removed it; nil for nobody who can be seen.
  init?(ofRemoved path: FilePath) {
    var name = path.string
    name.append(" (deleted)")
    var holder: LockHolder?
    _ = OpenFile.first { file in
      guard file.status.links == 0, (try? file.path.linkText()) == name else { return false }
      let note = HolderNote(at: file.path)
      // Another run that waits for the lock as well has the file open, too.
      if file.process.isQli, note?.process != file.process { return false }
      holder = note.flatMap { $0.process.isQli ? .run($0) : nil } ?? .leftBehind(file.process, note)
      return true
    }
    guard let holder else { return nil }
    self = holder
  }
}

/// Which run has the lock, as its file says.
struct HolderNote: Equatable {
  let process: ProcessID
  let since: String
  let runID: String

  init(process: ProcessID, since: String, runID: String) {
    self.process = process
    self.since = since
    self.runID = runID
  }

  /// Reads the note in the file at `path`, or returns nil if there is none.
  init?(at path: FilePath) {
    guard let file = try? OwnedDescriptor(opening: path, for: .reading) else { return nil }
    self.init(file.number)
  }

  /// Reads the note in `file`, or returns nil if there is none.
  init?(_ file: FileDescriptor) {
    guard let text = try? file.readAll(limit: 4096, sizeHint: 128) else { return nil }
    let words = String(decoding: text, as: UTF8.self).split(whereSeparator: { $0.isWhitespace })
    guard words.count == 3, let number = Int32(words[0]) else { return nil }
    self.init(
      process: ProcessID(rawValue: number), since: String(words[1]), runID: String(words[2]))
  }

  /// The note as the file holds it.
  var line: [UInt8] { Array("\(process.rawValue) \(since) \(runID)\n".utf8) }
}
