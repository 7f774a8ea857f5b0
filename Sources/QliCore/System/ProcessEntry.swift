import CSystem

/// The beginning of this process.
enum ProcessEntry {
  /// Calls `body` with room enough on the stack, whatever the limit of that is.
  static func run(_ body: @convention(c) () -> Void) -> Never { csystem_run(body) }
}
