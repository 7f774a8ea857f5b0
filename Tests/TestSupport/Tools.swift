import Foundation
import Glibc
public import Testing

/// What the machine has beyond the toolchain.
public enum Tools {
  /// Where a run looks for programs, behind its home's own `bin`.
  public static let searchPath = ["/usr/bin", "/bin"]

  /// The path of a program, or nil if it isn't installed.
  public static func path(_ name: String) -> String? {
    searchPath.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// Whether the kernel can keep a program from writing, by Landlock. CI has one that can.
  static let keepsFences = {
    // syscall(2) is variadic, which Swift doesn't show: landlock_create_ruleset(2), for its version.
    typealias Call = @convention(c) (Int, Int, Int, Int) -> Int
    guard let symbol = dlsym(nil, "syscall") else { return false }
    return unsafeBitCast(symbol, to: Call.self)(444, 0, 0, 1) >= 3
  }()
}

extension Trait where Self == ConditionTrait {
  /// Skips the test, with a message, where a program isn't installed.
  public static func requireTool(_ name: String) -> Self {
    .enabled(if: Tools.path(name) != nil, "needs '\(name)', which isn't in /usr/bin")
  }

  /// Skips the test, with a message, where a module of Python isn't installed.
  public static func requirePythonModule(_ name: String) -> Self {
    .enabled(
      if: FileManager.default.fileExists(atPath: "/usr/lib/python3/dist-packages/\(name)"),
      "needs the module '\(name)' of Python, which isn't in /usr/lib/python3")
  }

  /// Skips the test, with a message, where the kernel keeps no fence.
  public static var requireLandlock: Self {
    .enabled(if: Tools.keepsFences, "needs Landlock of Linux 6.2 or later")
  }
}
