/// What an extension is for.
enum ExtensionSummary {
  /// In one line: what the manifest says, else the first sentence of the extension's own comment.
  static func line(_ found: Extension, _ manifest: Manifest?) -> String? {
    line(found, found.comment, manifest)
  }

  /// The same, where its comment is known already, or is only read if it is wanted.
  static func line(
    _ found: Extension, _ comment: @autoclosure () -> CommentBlock?, _ manifest: Manifest?
  ) -> String? {
    manifest?.rule(for: found.name)?.description ?? comment()?.summary
  }
}
