import Foundation

/// The programs that SwiftPM built beside the tests.
public enum Products {
  /// The folder of the products, `.build/<triple>/<configuration>`.
  public static let directory: String = {
    let runner =
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? "."
    return URL(fileURLWithPath: runner).deletingLastPathComponent().path
  }()

  /// The qli to test: `QLI_TEST_EXECUTABLE`, or the one beside the tests.
  public static let qli: String = {
    let override = ProcessInfo.processInfo.environment["QLI_TEST_EXECUTABLE"] ?? ""
    guard !override.isEmpty else { return "\(directory)/qli" }
    return URL(fileURLWithPath: override).path
  }()

  /// The helper that misbehaves on demand.
  public static let probe = "\(directory)/Probe"
}
