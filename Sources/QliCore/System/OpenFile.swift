/// A file that another process has open, as `/proc/PID/fd` shows it, see proc(5).
struct OpenFile {
  let process: ProcessID
  /// A link to it, which can be opened also where the file has no name any more.
  let path: FilePath
  let status: FileStatus

  /// The first that is as `predicate` says, of all that this user may see; nil where there is none, or
  /// where the processes can't be seen.
  static func first(where predicate: (OpenFile) -> Bool) -> OpenFile? {
    var found: OpenFile?
    ProcessTable.forEachProcess { process in
      guard found == nil, process != .current, let folder = ProcessFiles.path(process, "fd") else {
        return
      }
      try? Directory.forEachEntry(in: folder) { entry in
        guard found == nil, let status = try? entry.status() else { return }
        let file = OpenFile(process: process, path: folder.appending(entry.name), status: status)
        if predicate(file) { found = file }
      }
    }
    return found
  }
}
