import Foundation
import Glibc

/// A fresh folder for its owner alone, removed at the end of its life with all that is in it. Set
/// `QLI_TEST_KEEP` to keep it.
public final class TemporaryFolder: Sendable {
  /// Its absolute path.
  public let path: String

  /// Makes the folder in another one, which is made where it is missing; in `/tmp` unless stated.
  public init(in base: String = "/tmp", prefix: String = "qli-") throws {
    try FileManager.default.createDirectory(atPath: base, withIntermediateDirectories: true)
    var template = Array("\(base)/\(prefix)XXXXXX".utf8CString)
    guard let made = mkdtemp(&template) else { throw HarnessError.call("mkdtemp in '\(base)'") }
    path = String(cString: made)
  }

  deinit {
    guard ProcessInfo.processInfo.environment["QLI_TEST_KEEP"] == nil else { return }
    let manager = FileManager.default
    if (try? manager.removeItem(atPath: path)) != nil { return }
    // A test may have taken the permissions away.
    chmod(path, 0o700)
    for case let name as String in manager.enumerator(atPath: path) ?? .init() {
      let entry = "\(path)/\(name)"
      var status = stat()
      if lstat(entry, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { chmod(entry, 0o700) }
    }
    try? manager.removeItem(atPath: path)
  }
}
