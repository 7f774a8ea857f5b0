/// What an extension is for.
enum ExtensionSummary {
  /// In one line: what the manifest says, else the first sentence of the extension's own comment.
  static func line(_ found: Extension, _ manifest: Manifest?) -> String? {
    manifest?.rule(for: found.name)?.description
      ?? CommentBlock(readingFrom: found.path)?.summary
  }

  /// The same, where its comment was read already.
  static func line(
    _ found: Extension, _ comment: CommentBlock?, _ manifest: Manifest?
  ) -> String? {
    manifest?.rule(for: found.name)?.description ?? comment?.summary
  }
}
