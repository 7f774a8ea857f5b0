/// What something in the folder of a group is to the group.
enum FolderFile {
  /// The file of an extension; another one may have the same name.
  case `extension`(ExtensionName)
  /// It says by its first line that it is a script, or can't be read, and has no execute bit.
  case notExecutable
  /// The same, beside an executable file or a command that is the extension of its name.
  case besideExtension
  /// It could be run, but no extension can be called so.
  case unnamable
  /// Left out by how its name begins, or by the manifest.
  case hidden, ignored
  case folder
  /// Neither executable nor a script.
  case other
  /// A link to nothing.
  case dangling
  /// A pipe, a socket or a device.
  case special(FileStatus.Kind)

  /// - Parameter manifest: the group's, or nil if it can't be used.
  init(_ name: ByteString, in directory: FilePath, _ manifest: Manifest?) {
    let path = directory.appending(name)
    if name.hasPrefix(".") || name.hasPrefix("_") {
      self = .hidden
    } else if manifest?.ignores(name) == true {
      self = .ignored
    } else if let status = try? FileStatus(following: path) {
      self.init(name, path, status)
      if case .notExecutable = self, Self.isTaken(name, in: directory, manifest) {
        self = .besideExtension
      }
    } else {
      self = .dangling
    }
  }

  private init(_ name: ByteString, _ path: FilePath, _ status: FileStatus) {
    if status.kind == .directory {
      self = .folder
    } else if status.kind != .regular {
      self = .special(status.kind)
    } else if !status.hasExecuteBit, !Self.isScript(path) {
      self = .other
    } else if let file = ExtensionName(name) {
      self = status.hasExecuteBit ? .extension(ExtensionFile.name(of: file)) : .notExecutable
    } else {
      self = .unnamable
    }
  }

  /// Whether another one is the extension of the name that this file would have.
  private static func isTaken(
    _ name: ByteString, in directory: FilePath, _ manifest: Manifest?
  ) -> Bool {
    guard let file = ExtensionName(name) else { return false }
    let called = ExtensionFile.name(of: file)
    return manifest?.rule(for: called)?.command != nil
      || ExtensionFile.executable(of: called, in: directory, manifest) != nil
  }

  /// Whether it says by its first bytes that it is meant to be run, or can't be read.
  private static func isScript(_ path: FilePath) -> Bool {
    Shebang.head(of: path).map { $0.starts(with: "#!".utf8) } ?? true
  }
}
