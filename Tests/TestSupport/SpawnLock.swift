import Foundation

/// One lock for starting programs, writing files and making descriptors that aren't close-on-exec
/// at once. A child forked meanwhile would hold a script open for writing until its exec, and
/// running that script would fail with "text file busy".
enum SpawnLock {
  private static let lock = NSLock()

  /// Runs the body alone. It must not take the lock again.
  static func hold<Result>(_ body: () throws -> Result) rethrows -> Result {
    try lock.withLock(body)
  }
}
