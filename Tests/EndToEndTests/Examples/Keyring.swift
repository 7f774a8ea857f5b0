import Foundation
import Glibc
import TestSupport
import Testing

/// A keyring of GNOME that is open, on a bus of its own.
final class Keyring {
  private let home: TestHome
  /// Where its sockets are. A socket's path has at most 107 bytes, so it can't be in the test's home.
  private let folder: TemporaryFolder
  /// What is left of it is ended at the end of its life.
  private let processes: HomeProcesses

  init(_ home: TestHome) throws {
    self.home = home
    processes = HomeProcesses(home)
    folder = try TemporaryFolder()
  }

  /// Runs a sh script, which ends at its first error, beside the open keyring.
  func run(_ script: String, _ arguments: String...) throws {
    let start =
      "printf 'open sesame' | gnome-keyring-daemon --unlock --components=secrets >/dev/null"
    let outcome = try home.program(
      Tools.path("dbus-run-session") ?? "dbus-run-session", "--", "/bin/sh", "-ec",
      "\(start)\n\(script)", "sh"
    ).arguments(arguments).environment(["XDG_RUNTIME_DIR": folder.path]).run()
    guard outcome.ending == .exited(0) else {
      throw HarnessError("the keyring's script: \(outcome.stdout)\(outcome.stderr)")
    }
  }
}
