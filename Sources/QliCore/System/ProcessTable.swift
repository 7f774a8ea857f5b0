import CSystem

/// The processes of the machine at one moment, read from proc(5); none where that isn't there, or isn't
/// this pid namespace's.
///
/// A number in it may stand for another process by the time it is used, unless it is that of a
/// child that this process has not reaped.
struct ProcessTable {
  private var children: [ProcessID: [ProcessID]] = [:]

  /// Takes a look at `/proc`.
  init() {
    Self.forEachProcess { process in
      if let parent = process.parent { children[parent, default: []].append(process) }
    }
  }

  /// Calls `body` with each process of the machine.
  static func forEachProcess(_ body: (ProcessID) -> Void) {
    #if os(Linux)
      guard ProcessFiles.areOurs else { return }
      try? Directory.forEachEntry(in: "/proc") { entry in
        guard let number = pid_t(String(decoding: entry.name, as: UTF8.self)) else { return }
        body(ProcessID(rawValue: number))
      }
    #endif
  }

  /// The children of this process, its own and those that it adopted.
  ///
  /// They stand in `/proc/self/task/TID/children`, also those whose own folder is hidden (hidepid);
  /// a kernel without that file has them in all others.
  static func ownChildren() -> [ProcessID] {
    ProcessID.current.listedChildren ?? ProcessTable().children(of: .current)
  }

  /// The processes below `process` now, whoever started them. Found from one to the next: to look at
  /// all of a large machine takes a hundred times as long. One that starts or ends meanwhile may be missed.
  static func descendants(of ancestor: ProcessID) -> [ProcessID] {
    var found: [ProcessID] = []
    var seen: Set<ProcessID> = [ancestor]
    var next = [ancestor]
    while let process = next.popLast() {
      guard let children = process.listedChildren else {
        // Gone; or its folder is hidden, but not those of all below it.
        if process.isThere {
          return Array(Set(found).union(ProcessTable().descendants(of: ancestor)))
        }
        continue
      }
      for child in children where seen.insert(child).inserted {
        found.append(child)
        next.append(child)
      }
    }
    return found
  }

  /// The processes that `process` started, or adopted.
  func children(of process: ProcessID) -> [ProcessID] { children[process] ?? [] }

  /// The processes below `process`, whoever started them.
  func descendants(of process: ProcessID) -> [ProcessID] {
    var found: [ProcessID] = []
    var seen: Set<ProcessID> = []
    var next = children(of: process)
    // Read one by one, the entries needn't fit together: a circle must not go on for ever.
    while let process = next.popLast() {
      guard seen.insert(process).inserted else { continue }
      found.append(process)
      next += children(of: process)
    }
    return found
  }
}

extension ProcessID {
  /// Its children, as the `children` files of its threads list them; nil where these can't be read.
  fileprivate var listedChildren: [ProcessID]? {
    guard let folder = ProcessFiles.path(self, "task") else { return nil }
    var found: [ProcessID] = []
    var isListed = false
    try? Directory.forEachEntry(in: folder) { thread in
      let name = ByteString(unchecked: UnsafeRawBufferPointer(thread.name))
      guard let text = ProcessFiles.text(folder.appending(name).appending("children")) else {
        return
      }
      isListed = true
      for word in text.split(separator: UInt8(ascii: " ")) {
        if let number = pid_t(String(decoding: word, as: UTF8.self)) {
          found.append(ProcessID(rawValue: number))
        }
      }
    }
    return isListed ? found : nil
  }

  /// Whether there is such a process, if only one that was not reaped yet: kill(2) without a signal.
  fileprivate var isThere: Bool { kill(rawValue, 0) == 0 || Errno.current == .notPermitted }

  /// Makes this process the parent of all that its descendants leave behind, where the system can:
  /// PR_SET_CHILD_SUBREAPER of prctl(2).
  static func becomeSubreaper() {
    #if os(Linux)
      _ = csystem_become_subreaper()
    #endif
  }

  /// Undoes that.
  static func endSubreaping() {
    #if os(Linux)
      _ = csystem_end_subreaper()
    #endif
  }

  /// Reaps one child that has ended, whichever, with waitpid(2), without waiting.
  ///
  /// - Returns: which, and how it ended; nil if none has.
  /// - Throws: ECHILD if there is no child at all.
  static func reapAny() throws(Errno) -> (process: ProcessID, end: WaitStatus)? {
    while true {
      var status: Int32 = 0
      let process = ProcessID(rawValue: try valueOrErrno { waitpid(-1, &status, WNOHANG) })
      if process.rawValue == 0 { return nil }
      // One that wants to be traced is reported without being asked for.
      if let end = process.news(WaitStatus(status)) { return (process, end) }
    }
  }

  /// The entries, written `NAME=value`, of the environment that its program began with; nil if it isn't
  /// known, from `/proc/PID/environ`.
  var initialEntries: [ByteString]? {
    ProcessFiles.text(self, "environ", limit: 4 << 20).map { text in
      text.split(separator: 0).compactMap { ByteString($0) }
    }
  }

  /// The value that the variable `name` had when its program began, or nil if it had none or it isn't
  /// known, from `/proc/PID/environ`.
  func initialVariable(_ name: String) -> ByteString? {
    guard let text = ProcessFiles.text(self, "environ", limit: 4 << 20) else { return nil }
    let start = Array("\(name)=".utf8)
    let entry = text.split(separator: 0).first { $0.starts(with: start) }
    return entry.flatMap { ByteString($0.dropFirst(start.count)) }
  }

  /// Whether it runs qli, under that name or the one that this process has.
  var isQli: Bool {
    guard let name = programName else { return false }
    return name == "qli" || name == ProcessID.current.programName
  }

  /// The name of the program, as `/proc/PID/comm` has it, or nil if it isn't known.
  var programName: String? {
    ProcessFiles.text(self, "comm").map { text in
      String(decoding: text.prefix { $0 != .lineFeed }, as: UTF8.self)
    }
  }
}
