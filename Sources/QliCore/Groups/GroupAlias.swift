/// An extension that lies in the folder of another group, to which links lead: the rules that it has
/// there must not be got round. Which group a file belongs to that lies elsewhere nobody knows.
enum GroupAlias {
  /// Why the extension `name` of `group` would get round the rules of `other`, in whose folder its
  /// file is; nil if it wouldn't.
  ///
  /// - Parameter place: where the file is, behind all links.
  static func obstacle(
    _ name: ExtensionName, at place: FilePath, of group: Group, in other: Group
  ) -> LookupError? {
    guard let file = ExtensionName(place.lastComponent) else { return nil }
    let original = ExtensionFile.name(of: file)
    let keys = group.manifest.policy(for: name)
      .keysWeaker(thanAliased: other.manifest.policy(for: original))
    if keys.isEmpty { return nil }
    return .aliasOfGroup(
      name, group: group.name, manifest: group.directory.appending(Manifest.fileName),
      of: original, in: other.name, keys)
  }
}
