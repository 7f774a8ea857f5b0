import Foundation
import TestSupport
import Testing

@testable import QliCore

/// A fresh folder of mode 0755, removed at the end of its life.
final class ScratchFolder: Sendable {
  private let folder: TemporaryFolder
  var path: String { folder.path }

  init() throws {
    folder = try TemporaryFolder()
    try setMode("", 0o755)
  }

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

  /// Writes an executable file.
  func writeProgram(_ name: String, _ text: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: self[name].description))
    try setMode(name, 0o755)
    try WrittenFile.settle(self[name].description)
  }

  /// The number of a process, once a script has written it to a file as a line.
  func process(_ name: String) -> pid_t? {
    guard let text = try? String(contentsOfFile: "\(path)/\(name)", encoding: .utf8),
      text.hasSuffix("\n")
    else { return nil }
    return pid_t(text.dropLast())
  }

  /// Waits for such a file.
  @discardableResult
  func waitForProcess(_ name: String) throws -> pid_t {
    try waitUntil("the number of a process is in '\(name)'") { process(name) != nil }
    return try #require(process(name))
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
