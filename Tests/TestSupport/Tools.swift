import Foundation
public import Testing

/// What the machine has beyond the toolchain.
public enum Tools {
  /// Where a run looks for programs, behind its home's own `bin`.
  public static let searchPath = ["/usr/bin", "/bin"]

  /// The path of a program, or nil if it isn't installed.
  public static func path(_ name: String) -> String? {
    searchPath.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }
}

extension Trait where Self == ConditionTrait {
  /// Skips the test, with a message, where a program isn't installed.
  public static func requireTool(_ name: String) -> Self {
    .enabled(if: Tools.path(name) != nil, "needs '\(name)', which isn't in /usr/bin")
  }
}
