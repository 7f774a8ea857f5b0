public import Glibc
public import Testing

/// A signal that the kernel, and no process, sends at a chosen moment: while a file in a folder is
/// written or read (`F_NOTIFY`, see fcntl(2)). It has come when the write or read returns.
public final class KernelSignal: Sendable {
  /// What the folder's files are watched for.
  public enum Moment: Int32, Sendable {
    case read = 1
    case write = 2
  }

  private let folder: Descriptor

  /// Has `signal` sent to `process` at the next such moment in the folder, once. A negative number
  /// is a process group.
  public init(
    _ signal: Int32, to process: pid_t, at moment: Moment, in folder: String, of home: TestHome
  ) throws {
    self.folder = try Descriptor.open(home.path(folder), O_RDONLY | O_DIRECTORY)
    try call("F_SETSIG", 10, signal)
    try call("F_NOTIFY", Self.notify, moment.rawValue)
    try call("F_SETOWN", F_SETOWN, process)
  }

  private static let notify: Int32 = 1026

  private func call(_ what: String, _ command: Int32, _ argument: Int32) throws {
    _ = try folder.use { try checked(fcntl($0, command, argument), what) }
  }

  /// Whether the kernel can do it.
  static let isAvailable: Bool = {
    guard let home = try? TestHome() else { return false }
    return (try? KernelSignal(SIGCONT, to: getpid(), at: .write, in: "$WORK", of: home)) != nil
  }()
}

extension Trait where Self == ConditionTrait {
  /// Skips the test, with a message, where the kernel can't signal what happens in a folder.
  public static var requireKernelSignals: Self {
    .enabled(if: KernelSignal.isAvailable, "needs a kernel with CONFIG_DNOTIFY")
  }
}
