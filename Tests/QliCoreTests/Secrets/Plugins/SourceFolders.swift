import Foundation
import TestSupport

@testable import QliCore

/// Two data roots with folders of source plugins: `home/qli/sources` and `system/qli/sources`.
struct SourceFolders {
  let folder: ScratchFolder

  init() throws {
    folder = try ScratchFolder()
    for root in ["home", "system"] { try folder.makeFolder("\(root)/qli/sources") }
  }

  var environment: Environment {
    Environment([
      ByteString("XDG_DATA_HOME=\(folder["home"])"),
      ByteString("XDG_DATA_DIRS=relative:\(folder["system"]):\(folder["home"])"),
    ])
  }

  var catalog: SourceCatalog { SourceCatalog(environment) }

  /// The path of an entry of a root's folder of sources.
  subscript(name: String, root: String = "home") -> FilePath {
    folder["\(root)/qli/sources/\(name)"]
  }

  /// Writes a file into a root's folder of sources.
  func write(
    _ name: String, _ text: String, mode: Int = 0o644, root: String = "home"
  ) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: "\(self[name, root])"))
    try WrittenFile.settle("\(self[name, root])")
    try folder.setMode("\(root)/qli/sources/\(name)", mode)
  }

  /// Writes a plugin: its sidecar, with these lines behind the least, and its program.
  func plugin(
    _ name: String, _ lines: String = "", program: String = "#!/bin/sh\n",
    root: String = "home"
  ) throws {
    try write("qli-source-\(name)", program, mode: 0o755, root: root)
    try sidecar(name, lines, root: root)
  }

  /// Writes a sidecar alone.
  func sidecar(
    _ name: String, _ lines: String = "", executable: String? = nil, root: String = "home"
  ) throws {
    let text = """
      name = "\(name)"
      version = "\(root)"
      executable = "\(executable ?? "qli-source-\(name)")"
      \(lines)

      """
    try write("qli-source-\(name).toml", text, root: root)
  }

  /// What went wrong, with paths that begin in the scratch folder.
  func failure<Failure: Error, Value: ~Copyable>(
    _ body: () throws(Failure) -> Value, _ words: (Failure) -> ErrorReport
  ) -> String? {
    do throws(Failure) {
      _ = try body()
      return nil
    } catch {
      let report = words(error)
      return (report.headline + report.details.map { "\n\($0)" }.joined())
        .replacingOccurrences(of: "\(folder.path)/", with: "")
    }
  }
}
