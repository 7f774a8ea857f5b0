/// How an extension is called.
extension Extension {
  /// The line that runs it, or starts it, without arguments.
  ///
  /// - Parameter manifest: the group's, or nil if it can't be used.
  func callingLine(in group: ExtensionName, _ manifest: Manifest?) -> String {
    manifest?.policy(for: name).isService == true
      ? "qli start \(group) \(name)" : "\(BuiltIn.line(for: group)) \(name)"
  }

  /// `line` with what the usage line of its own comment has behind its name, or its path; nil where there is
  /// none.
  func usage(of comment: CommentBlock?, _ line: String) -> String? {
    guard let own = comment?.usage else { return nil }
    if let rest = Self.rest(of: own, behind: line) { return line + Visible.text(rest) }
    var words = own.split(separator: " ", maxSplits: 1)
    // Typed for the program that its language has.
    if words.count == 2, Self.interpreters.contains(where: { words[0].utf8.elementsEqual($0.utf8) })
    {
      words = words[1].split(separator: " ", maxSplits: 1)
    }
    guard let word = words.first, isCalled(word) else { return nil }
    return line + Visible.text(words.dropFirst().map { " \($0)" }.joined())
  }

  private static let interpreters = [
    "bash", "fish", "lua", "node", "perl", "php", "python", "python3", "ruby", "sh", "zsh",
  ]

  private static func rest(of usage: String, behind name: String) -> String? {
    guard usage.hasPrefix(name) else { return nil }
    let rest = String(usage.dropFirst(name.count))
    return rest.isEmpty || rest.hasPrefix(" ") ? rest : nil
  }

  /// Whether a word is its name, or a path to its file.
  private func isCalled(_ word: Substring) -> Bool {
    let last = word.utf8.split(separator: .slash).last ?? ""[...].utf8
    return word == "$0" || last.elementsEqual(name.text.utf8)
      || last.elementsEqual(path.lastComponent.bytes)
  }
}
