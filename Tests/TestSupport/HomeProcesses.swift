import Foundation
public import Glibc

/// The processes that were started from a test's home, wherever they are by now: in another group or
/// session, or adopted by somebody. What is left of them is killed at the end of its life.
public final class HomeProcesses: Sendable {
  private let root: [UInt8]

  /// Looks for the processes whose environment names the home's folder.
  public init(_ home: TestHome) { root = Array(home.root.utf8) }

  deinit {
    // Again and again, as one of them may just be starting the next.
    var rounds = 0
    while case let left = alive(), !left.isEmpty, rounds < 10_000 {
      for process in left { kill(process, SIGKILL) }
      rounds += 1
    }
  }

  /// Those that are alive, stopped ones included.
  public func alive() -> [pid_t] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.compactMap { pid_t($0) }.filter { process in
      let url = URL(fileURLWithPath: "/proc/\(process)/environ")
      guard process != getpid(), let data = try? Data(contentsOf: url) else { return false }
      return data.range(of: Data(root)) != nil
    }
  }

  /// Waits until none is alive.
  public func waitUntilGone() throws {
    try waitUntil("the home's processes are gone") { alive().isEmpty }
  }
}

extension HomeProcesses {
  /// The process that has started another one, or adopted it; nil if that is gone.
  public static func parent(of process: pid_t) -> pid_t? {
    ProcessTable.fields(process).flatMap { $0.count > 1 ? pid_t($0[1]) : nil }
  }

  /// The processes that one has started, or adopted.
  public static func children(of process: pid_t) -> [pid_t] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.compactMap { pid_t($0) }.filter { parent(of: $0) == process }
  }
}
