import CSystem

/// A process for good: its number alone may be another's later.
struct ProcessIdentity: Equatable, Sendable {
  let process: ProcessID
  /// When it began, in ticks since the system did: field 22 of `/proc/PID/stat`, which no change of the
  /// clock touches.
  let startTicks: UInt64
  /// Which start of the system that was, by `/proc/sys/kernel/random/boot_id`.
  let bootID: String
  /// The namespace in which its number is counted, as `/proc/self/ns/pid` names it.
  let pidNamespace: String

  init(process: ProcessID, startTicks: UInt64, bootID: String, pidNamespace: String) {
    self.process = process
    self.startTicks = startTicks
    self.bootID = bootID
    self.pidNamespace = pidNamespace
  }

  /// The identity of a process that is there; nil where that isn't known.
  init?(of process: ProcessID) {
    guard let field = process.statField(22),
      let ticks = UInt64(String(decoding: field, as: UTF8.self)),
      let bootID = Self.ownBootID, let namespace = Self.ownNamespace
    else { return nil }
    self.init(process: process, startTicks: ticks, bootID: bootID, pidNamespace: namespace)
  }

  /// That of this process.
  static var current: ProcessIdentity? { ProcessIdentity(of: .current) }

  /// Which start of the system this is; nil where that isn't known.
  static let ownBootID: String? = {
    let path: FilePath = "/proc/sys/kernel/random/boot_id"
    guard let file = try? OwnedDescriptor(opening: path, for: .reading),
      let text = try? file.number.readStart(64), !text.isEmpty
    else { return nil }
    return String(decoding: text.prefix { $0 != .lineFeed }, as: UTF8.self)
  }()

  private static let ownNamespace: String? =
    (try? FilePath("/proc/self/ns/pid").linkText())?.lossyText

  /// Whether its number means the same here and now: the system wasn't started anew, and it counts in
  /// this process's namespace.
  var isOfThisBoot: Bool {
    bootID == Self.ownBootID && pidNamespace == Self.ownNamespace
  }

  /// Whether it goes on.
  var isAlive: Bool {
    guard isOfThisBoot, let (state, ticks) = process.statFields(3, 22) else { return false }
    return !state.elementsEqual("Z".utf8)
      && UInt64(String(decoding: ticks, as: UTF8.self)) == startTicks
  }

  /// A descriptor of the process, by pidfd_open(2), which keeps its number from another, and is readable
  /// when it has ended. Nil where it has ended already, or the system has none.
  func pin() -> OwnedDescriptor? {
    #if os(Linux)
      let number = csystem_pidfd_open(process.rawValue)
      guard number != -1 else { return nil }
      let pin = OwnedDescriptor(adopting: FileDescriptor(rawValue: number))
      if isAlive { return pin }
      return nil
    #else
      return nil
    #endif
  }

  /// Sends `signal`, unless the process is gone, or `isStale` says that it isn't meant any more. It is
  /// pinned before both are asked: no other can get its number meanwhile.
  ///
  /// - Returns: whether it was sent.
  /// - Throws: EPERM if it runs as another user.
  @discardableResult
  func send(_ signal: Signal, unless isStale: () -> Bool) throws(Errno) -> Bool {
    #if os(Linux)
      if let pin = pin() {
        let (descriptor, raw) = (pin.number.rawValue, signal.rawValue)
        guard !isStale() else { return false }
        do throws(Errno) {
          try valueOrErrno { csystem_pidfd_send_signal(descriptor, raw) }
          return true
        } catch .noSuchProcess {
          return false
        } catch .noSystemCall {
          // By number then.
        }
      }
    #endif
    // Before Linux 5.3 a number can't be pinned.
    guard isAlive, !isStale() else { return false }
    do throws(Errno) { try process.send(signal) } catch .noSuchProcess { return false }
    return true
  }
}
