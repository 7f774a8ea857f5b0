/// The files of a group, compared with the list that was signed: all in its folder, further down and behind
/// links as well, but the list itself, its signature, and what git(1) keeps in `.git`.
///
/// What the list doesn't name costs no more than to find that out, whatever is put there: no file of that
/// kind is read, and no folder looked into twice.
struct SignedFiles {
  /// How many files are named that weren't signed; behind one more none is looked for.
  static let mostNamed = 20

  private let list: ChecksumList
  private let folder: FilePath
  private let loop: EventLoop

  init(_ list: ChecksumList, in folder: FilePath, _ loop: EventLoop) {
    self.list = list
    self.folder = folder
    self.loop = loop
  }

  /// Refuses what isn't as the list says. Of `files`, what was read first is what is compared, as it is what
  /// is recorded.
  func compare(_ files: TrustFiles, _ safety: PathSafety) throws(SignatureError) {
    var known: [ByteString: SHA256.Digest] = [:]
    for file in files.list where !file.isOfPath { known[ByteString(file.name)] = file.digest }
    let present = try SignedNames.find(list, in: folder, loop)
    let missing = list.entries.map { $0.name }.filter { !present.contains($0) }
    if !missing.isEmpty { throw .missing(missing) }
    var changed: [ByteString] = []
    var wanted: Set<ByteString> = []
    for entry in list.entries {
      wanted.insert(entry.name)
      let digest: SHA256.Digest
      if let read = known[entry.name] {
        digest = read
      } else {
        digest = try self.digest(of: folder.appending(entry.name), safety)
      }
      if digest != entry.digest { changed.append(entry.name) }
    }
    if !changed.isEmpty { throw .changed(changed) }
    // Something that came and went meanwhile would be recorded, and was in no list.
    let unsigned = known.keys.filter { !wanted.contains($0) }
    if !unsigned.isEmpty { throw .extra(Array(unsigned)) }
  }

  private func digest(
    of file: FilePath, _ safety: PathSafety
  ) throws(SignatureError) -> SHA256.Digest {
    _ = try converting(SignatureError.unsafe) { () throws(LookupError) in try safety.require(file) }
    do throws(Errno) {
      let opened = try OwnedDescriptor(opening: file, for: .reading)
      return try SHA256.digest(of: opened.number, while: { !loop.isToldToEnd })
    } catch {
      try loop.goOn()
      throw .unreadable(file, error)
    }
  }
}

extension EventLoop {
  /// Throws the signal that tells qli to end, if one has come.
  fileprivate func goOn() throws(SignatureError) {
    if isToldToEnd, let signal = pendingEnd() { throw .interrupted(signal) }
  }
}

/// Looks for the files that a list names, and for others.
private struct SignedNames {
  /// Which folder it is, under whatever name.
  private struct Place: Hashable {
    let device, inode: UInt64

    init(_ status: FileStatus) { (device, inode) = (status.device, status.inode) }
  }

  /// No path is longer, in bytes.
  private static let longestName = 4096

  private let wanted: Set<ByteString>
  /// The folders that they are in.
  private let folders: Set<ByteString>
  private let group: FilePath
  private let loop: EventLoop
  private var present: Set<ByteString> = []
  private var extra: [ByteString] = []
  /// From the group's folder to the one that is looked into.
  private var way: [Place] = []
  /// Those without any file of the list that were looked into.
  private var others: Set<Place> = []

  /// The names of `list` that are there.
  ///
  /// - Throws: what else is there, can't be read, or isn't a file.
  static func find(
    _ list: ChecksumList, in folder: FilePath, _ loop: EventLoop
  ) throws(SignatureError) -> Set<ByteString> {
    let status = try converting({ SignatureError.unreadable(folder, $0) }) { () throws(Errno) in
      try FileStatus(following: folder)
    }
    var names = SignedNames(list, in: folder, loop)
    try names.look(into: folder, Place(status), below: nil, behind: nil)
    if !names.extra.isEmpty { throw .extra(names.extra) }
    return names.present
  }

  private init(_ list: ChecksumList, in group: FilePath, _ loop: EventLoop) {
    self.group = group
    self.loop = loop
    wanted = Set(list.entries.map { $0.name })
    var folders: Set<ByteString> = []
    for entry in list.entries where entry.name.count < Self.longestName {
      var name = entry.name
      while let slash = name.bytes.lastIndex(of: .slash) {
        name = name.part(0..<slash)
        guard folders.insert(name).inserted else { break }
      }
    }
    self.folders = folders
  }

  /// - Parameter relative: the folder's path in the group; nil for the group's own.
  /// - Parameter link: the link of the group that leads to it, if one does.
  private mutating func look(
    into folder: FilePath, _ place: Place, below relative: ByteString?, behind link: FilePath?
  ) throws(SignatureError) {
    if way.contains(place) { throw .loop(folder, link: link) }
    if let relative, !folders.contains(relative), !others.insert(place).inserted { return }
    way.append(place)
    defer { way.removeLast() }
    let entries = try converting({ SignatureError.unreadable(folder, $0) }) { () throws(Errno) in
      try Directory.names(in: folder)
    }
    for name in entries {
      if relative == nil,
        name.equals(".git") || name.equals(ChecksumList.fileName)
          || name.equals(ChecksumList.signatureName)
      {
        continue
      }
      try loop.goOn()
      let path = folder.appending(name)
      try look(at: path, relative.map { FilePath($0).appending(name).string } ?? name, link)
    }
  }

  private mutating func look(
    at path: FilePath, _ name: ByteString, _ link: FilePath?
  ) throws(SignatureError) {
    var link = link
    let status = try converting({ SignatureError.unreadable(path, $0) }) { () throws(Errno) in
      let status = try FileStatus(notFollowing: path)
      guard status.kind == .symbolicLink else { return status }
      link = link ?? path
      return try FileStatus(following: path)
    }
    switch status.kind {
    case .regular:
      if wanted.contains(name) {
        present.insert(name)
      } else {
        extra.append(name)
        if extra.count > SignedFiles.mostNamed { throw .extra(extra) }
      }
    case .directory: try look(into: path, Place(status), below: name, behind: link)
    case .symbolicLink, .pipe, .socket, .device, .other:
      throw .notRegular(path, status.kind, link: link)
    }
  }
}
