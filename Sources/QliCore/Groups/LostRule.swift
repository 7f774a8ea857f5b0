/// A rule whose name was mistyped, so that the extension that it is for would run without it.
enum LostRule {
  /// Refuses `found` where the rules of an extension that isn't there were most likely meant for it.
  static func refuse(
    for found: Extension, of group: Group, _ finder: ExtensionFinder
  ) throws(LookupError) {
    let manifest = group.manifest
    guard !manifest.extensions.isEmpty, manifest.rule(for: found.name) == nil else { return }
    for rule in manifest.extensions where isMisspelled(rule.name, for: found.name) {
      do throws(LookupError) {
        _ = try finder.extension(rule.name.text, of: group)
      } catch .extensionNotFound {
        throw .lostRule(
          rule.name, for: found.name, group: group.name,
          manifest: group.directory.appending(Manifest.fileName))
      } catch {
        // It is there, whatever else is wrong with it.
      }
    }
  }

  /// Whether `rule` is `name` with a typing mistake. Those that are told apart by a number are two.
  static func isMisspelled(_ rule: ExtensionName, for name: ExtensionName) -> Bool {
    let letters = { (name: ExtensionName) in name.text.utf8.filter { !$0.isDecimalDigit } }
    return letters(rule) != letters(name)
      && Suggestion.nearest(to: rule.text, among: [name.text]) != nil
  }
}
