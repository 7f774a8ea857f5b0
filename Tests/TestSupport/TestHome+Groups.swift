public import Glibc

extension TestHome {
  /// The least valid manifest, and more lines of it.
  public static func manifest(_ lines: String = "", description: String = "A test group")
    -> String
  {
    let more = lines.isEmpty || lines.hasSuffix("\n") ? lines : lines + "\n"
    return "schema_version = 1\ndescription = \"\(description)\"\n\(more)"
  }

  /// The extensions root: `$DATA/qli/extensions` or `$SYSTEM/qli/extensions`, as a real path.
  public func extensions(_ root: Root = .user) -> String {
    path(root == .user ? "$DATA/qli/extensions" : "$SYSTEM/qli/extensions")
  }

  /// Makes a group with the least manifest and these further lines, and returns its folder's path.
  @discardableResult
  public func group(_ name: String, _ lines: String = "", root: Root = .user) throws -> String {
    try group(name, manifest: Self.manifest(lines), root: root)
  }

  /// Makes a group with this whole manifest and returns its folder's path.
  @discardableResult
  public func group(_ name: String, manifest: any ByteText, root: Root = .user) throws -> String {
    let folder = "\(extensions(root))/\(name)"
    try file("\(folder)/_manifest.toml", manifest)
    return folder
  }

  /// Writes an extension as it stands (`#!` line, ELF bytes …) and returns its path.
  @discardableResult
  public func `extension`(
    _ group: String, _ name: String, _ content: any ByteText, mode: mode_t = 0o755,
    root: Root = .user
  ) throws -> String {
    try file("\(extensions(root))/\(group)/\(name)", content, mode: mode)
  }

  /// Writes an extension in sh, without its `#!/bin/sh` line, and returns its path.
  @discardableResult
  public func `extension`(
    _ group: String, _ name: String, sh script: String, mode: mode_t = 0o755, root: Root = .user
  ) throws -> String {
    try self.extension(group, name, "#!/bin/sh\n\(script)\n", mode: mode, root: root)
  }

  /// Writes an executable in `$BIN`, the first folder on PATH, and returns its path.
  @discardableResult
  public func pathExecutable(_ name: String, _ content: any ByteText, mode: mode_t = 0o755) throws
    -> String
  {
    try file("$BIN/\(name)", content, mode: mode)
  }

  /// Writes a sh script in `$BIN`, without its `#!/bin/sh` line, and returns its path.
  @discardableResult
  public func pathExecutable(_ name: String, sh script: String, mode: mode_t = 0o755) throws
    -> String
  {
    try file("$BIN/\(name)", "#!/bin/sh\n\(script)\n", mode: mode)
  }
}
