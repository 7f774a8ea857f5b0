/// Names that lead to one file, by links or hard links: the rules of one must not be got round by
/// another.
enum ExtensionAlias {
  /// The extension with rules of its own whose file is the one at `path`, if `name` has none of its own.
  static func ruled(
    _ name: ExtensionName, at path: FilePath, _ group: ExtensionName, in directory: FilePath,
    _ manifest: Manifest, _ environment: Environment
  ) -> ExtensionName? {
    guard !manifest.extensions.isEmpty, manifest.rule(for: name) == nil,
      let status = try? FileStatus(following: path)
    else { return nil }
    return manifest.extensions.first { rule in
      let own = directory.appending(rule.name.text)
      let found =
        (try? FileStatus(following: own)) == nil
        ? SearchPath(environment).find("qli-\(group)-\(rule.name)") : own
      guard let found, let other = try? FileStatus(following: found) else { return false }
      return other.isSameFile(as: status)
    }?.name
  }
}
