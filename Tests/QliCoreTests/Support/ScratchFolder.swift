import Foundation

@testable import QliCore

/// A fresh folder of mode 0755, removed at the end of its life.
final class ScratchFolder: Sendable {
  let path: String

  init() throws {
    let name = "qli-unit-\(UUID().uuidString)"
    path = FileManager.default.temporaryDirectory.appendingPathComponent(name).path
    try makeFolder("")
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The path of an entry, for the code that is tested.
  subscript(name: String) -> FilePath { FilePath(name.isEmpty ? path : "\(path)/\(name)") }

  /// Makes a folder of this mode, whatever the umask is.
  func makeFolder(_ name: String, mode: Int = 0o755) throws {
    let path = self[name].description
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try setMode(name, mode)
  }

  /// Makes an empty file of this mode, whatever the umask is.
  func makeFile(_ name: String, mode: Int = 0o644) throws {
    try Data().write(to: URL(fileURLWithPath: self[name].description))
    try setMode(name, mode)
  }

  /// Makes a symbolic link.
  func link(_ name: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(
      atPath: self[name].description, withDestinationPath: target)
  }

  /// Changes the mode of an entry.
  func setMode(_ name: String, _ mode: Int) throws {
    try FileManager.default.setAttributes(
      [.posixPermissions: mode], ofItemAtPath: self[name].description)
  }
}
