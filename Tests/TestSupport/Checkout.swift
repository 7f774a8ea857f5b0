import Foundation

/// The checkout that the tests were built from.
public enum Checkout {
  /// Its top folder.
  public static let top = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  /// The path of a file in it, such as `man/qli.1`.
  public static func path(_ name: String) -> String { "\(top)/\(name)" }

  /// The text of a file in it.
  public static func read(_ name: String) throws -> String {
    try String(contentsOfFile: path(name), encoding: .utf8)
  }
}

extension TestHome {
  /// Copies the groups of `examples/extensions` into the folder: others may be allowed to write to a
  /// checkout.
  public func copyExamples(to folder: String) throws {
    let source = Checkout.path("examples/extensions")
    let manager = FileManager.default
    for case let name as String in manager.enumerator(atPath: source) ?? .init() {
      let path = "\(source)/\(name)"
      var isFolder: ObjCBool = false
      guard manager.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue
      else { continue }
      try copy(
        path, to: "\(folder)/\(name)", mode: manager.isExecutableFile(atPath: path) ? 0o755 : 0o644)
    }
  }
}
