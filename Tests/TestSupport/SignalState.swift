public import Glibc

/// What can be seen of a process from outside, without being its parent.
public struct SignalState: Sendable {
  private let status: String

  /// Looks at a process now; nil if it is gone.
  public init?(of process: pid_t) {
    guard let status = Self.text(process, "status") else { return nil }
    self.status = status
  }

  /// Whether it is stopped.
  public var isStopped: Bool { field("State:").hasPrefix("T") }

  /// Whether it has ended, and nobody has asked how.
  public var isZombie: Bool { field("State:").hasPrefix("Z") }

  /// Whether it sleeps and no signal waits for it: it has done all that the signals so far made it
  /// do.
  public var isSettled: Bool {
    field("State:").hasPrefix("S")
      && ["SigPnd:", "ShdPnd:"].allSatisfy { field($0).allSatisfy { $0 == "0" } }
  }

  /// The process that has started or adopted it.
  public var parent: pid_t { pid_t(field("PPid:")) ?? 0 }

  private func field(_ name: String) -> Substring {
    let line = status.split(separator: "\n").first { $0.hasPrefix(name) } ?? ""
    return line.dropFirst(name.utf8.count).drop { $0 == "\t" || $0 == " " }
  }

  /// Waits until a process has dealt with every signal that was sent to it.
  public static func waitUntilSettled(_ process: pid_t) throws {
    try waitUntil("\(process) has dealt with its signals") {
      SignalState(of: process)?.isSettled == true
    }
  }

  /// Waits until all of the processes are stopped.
  public static func waitUntilStopped(_ processes: pid_t...) throws {
    try waitUntil("\(processes) are stopped") {
      processes.allSatisfy { SignalState(of: $0)?.isStopped == true }
    }
  }

  /// Waits until none of the processes is stopped any more.
  public static func waitUntilContinued(_ processes: pid_t...) throws {
    try waitUntil("\(processes) go on") {
      processes.allSatisfy { SignalState(of: $0)?.isStopped == false }
    }
  }

  /// What a file of the process says; nil if it is gone.
  fileprivate static func text(_ process: pid_t, _ name: String) -> String? {
    guard let file = try? Descriptor.open("/proc/\(process)/\(name)", O_RDONLY) else { return nil }
    var bytes: [UInt8] = []
    while let more = file.readAvailable(), !more.isEmpty { bytes += more }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Waits until a process is gone, or has ended and only its parent doesn't know.
  public static func waitUntilGone(_ process: pid_t) throws {
    try waitUntil("\(process) is gone") { SignalState(of: process)?.isZombie ?? true }
  }
}

extension RunningQli {
  /// Waits until it waits for something itself, in poll(2), and not for the processor.
  public func waitUntilItPolls() throws {
    try waitUntil("\(pid) waits") { SignalState.text(pid, "wchan")?.contains("poll") ?? false }
  }

  /// What is left of its session or group, once it has ended.
  public func leftOvers() throws -> [pid_t] {
    ProcessTable.members(of: pid).filter { SignalState(of: $0)?.isZombie == false }
  }
}
