import CSystem

/// A process by its number.
struct ProcessID: Hashable, Sendable {
  let rawValue: pid_t

  /// This process.
  static var current: ProcessID { ProcessID(rawValue: getpid()) }

  /// The process that started this one, or has adopted it.
  static var parentOfCurrent: ProcessID { ProcessID(rawValue: getppid()) }

  /// Whether it is the first process of the system or of a container, whose child is everybody that
  /// is left behind.
  var isInit: Bool { rawValue == 1 }

  /// The process group that it is in, or nil if it is gone.
  var group: pid_t? {
    let group = getpgid(rawValue)
    return group == -1 ? nil : group
  }

  /// Whether it leads its session, as the program does that a terminal was opened for.
  var leadsSession: Bool { getsid(rawValue) == rawValue }

  /// Whether this process is in the process group of the one that leads its session.
  static var isInLeadersGroup: Bool { getsid(0) == getpgrp() }

  /// Keeps this process's memory and environment from other programs of its user, and from core dumps:
  /// PR_SET_DUMPABLE of prctl(2). What it starts isn't hidden. Root, and whoever traces it already, may
  /// still look.
  static func hideMemory() {
    #if os(Linux)
      _ = csystem_hide_memory()
    #endif
  }

  /// Sends `signal` with kill(2).
  ///
  /// - Throws: ESRCH if it is gone, EPERM if it runs as another user.
  func send(_ signal: Signal) throws(Errno) {
    let (process, number) = (rawValue, signal.rawValue)
    try valueOrErrno { kill(process, number) }
  }

  /// Sends `signal` if that can be done.
  func sendQuietly(_ signal: Signal) { try? send(signal) }

  /// Sends `signal` to the process group that it leads.
  ///
  /// - Throws: ESRCH if that is gone, EPERM if all of it runs as another user.
  func sendToGroup(_ signal: Signal) throws(Errno) {
    let (group, number) = (-rawValue, signal.rawValue)
    try valueOrErrno { kill(group, number) }
  }

  /// What has become of this child, asked with waitpid(2) without waiting, or nil if nothing has.
  ///
  /// - Throws: ECHILD if it isn't a child of this process, or was reaped.
  func changedState() throws(Errno) -> WaitStatus? {
    var status: Int32 = 0
    let process = rawValue
    let result = try valueOrErrno { waitpid(process, &status, WNOHANG | WUNTRACED | WCONTINUED) }
    return result == 0 ? nil : news(WaitStatus(status))
  }

  /// `status`, unless the child has stopped because it wants to be traced by its parent: then it gets the
  /// signal, and goes on as if it hadn't asked.
  func news(_ status: WaitStatus) -> WaitStatus? {
    guard case .stopped(let signal) = status else { return status }
    return csystem_stop_tracing(rawValue, signal.rawValue) == 0 ? nil : status
  }

  /// Waits with waitpid(2) until this child has ended.
  ///
  /// - Returns: how it has, if that is known.
  @discardableResult
  func reap() -> WaitStatus? {
    var status: Int32 = 0
    let process = rawValue
    guard (try? valueOrErrno { waitpid(process, &status, 0) }) != nil else { return nil }
    return WaitStatus(status)
  }

  /// The process that started it, or nil if it is gone or the platform doesn't say.
  var parent: ProcessID? {
    guard let field = statField(4), let number = pid_t(String(decoding: field, as: UTF8.self))
    else { return nil }
    return ProcessID(rawValue: number)
  }

  /// Whether it has ended, and was not reaped yet.
  var isZombie: Bool { statField(3)?.elementsEqual("Z".utf8) ?? false }

  /// Whether it has ended, reaped or not.
  var hasEnded: Bool { group == nil || isZombie }

  /// A field of `/proc/PID/stat` behind the name, by its number in proc(5): 3 is the state, 4 the
  /// parent; nil if it is gone or the platform has no such file.
  func statField(_ number: Int) -> ArraySlice<UInt8>? { statFields(number, number)?.0 }

  /// Two of them at once.
  func statFields(_ first: Int, _ second: Int) -> (ArraySlice<UInt8>, ArraySlice<UInt8>)? {
    guard let text = ProcessFiles.text(self, "stat"),
      // The name in parentheses may hold anything, also spaces and parentheses.
      let nameEnd = text.lastIndex(of: UInt8(ascii: ")"))
    else { return nil }
    let fields = text[(nameEnd + 1)...].split(
      separator: UInt8(ascii: " "), maxSplits: max(first, second) - 2)
    guard fields.count > max(first, second) - 3 else { return nil }
    return (fields[first - 3], fields[second - 3])
  }

  /// Whether `signal` has its default effect on it: it doesn't block, ignore or catch it. False
  /// where it is gone or the platform doesn't say.
  ///
  /// Read from `/proc/PID/status`, see proc(5).
  func hasDefault(for signal: Signal) -> Bool {
    guard let text = ProcessFiles.text(self, "status") else { return false }
    let lines = text.split(separator: .lineFeed)
    return ["SigBlk:\t", "SigIgn:\t", "SigCgt:\t"].allSatisfy { name in
      guard
        let line = lines.first(where: { $0.starts(with: name.utf8) }),
        let mask = UInt64(
          String(decoding: line.dropFirst(name.utf8.count), as: UTF8.self), radix: 16)
      else { return false }
      return mask & 1 << UInt64(signal.rawValue - 1) == 0
    }
  }

  /// Whether it is `ancestor`, or was started by it or by one that was.
  ///
  /// A process that is gone, or whose parent is gone, is nobody's descendant.
  func descends(from ancestor: ProcessID) -> Bool {
    var process = self
    while process.rawValue > 1 {
      if process == ancestor { return true }
      guard let parent = process.parent else { return false }
      process = parent
    }
    return false
  }
}
