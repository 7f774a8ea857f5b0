/// The manifest that `qli new GROUP` writes: every key of a group, with its explanation.
enum ManifestTemplate {
  /// The text for the group `name`; all guards are off, unless it is to be guarded. Editors look for their
  /// schema in the first line, if `schema` says where it is.
  static func text(
    _ name: ExtensionName, isGuarded: Bool, schema: String? = DocumentSchema.manifest.installedURL
  ) -> String {
    """
    \(schema.map { "#:schema \($0)\n" } ?? "")\
    # How each extension in this folder is guarded. What stands behind a '#' is off.
    # All the rules: man 5 qli-manifest

    \(ManifestSample.text(group: name.text) { isGuarded && $0.isGuard })
    """
  }
}
