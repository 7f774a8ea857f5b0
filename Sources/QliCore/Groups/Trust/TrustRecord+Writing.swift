extension TrustRecord {
  /// Writes the record of `group` to `place`. Root's can be read by everyone, as it holds for everyone.
  ///
  /// - Throws: where somebody else could change it there, or it can't be written.
  func write(
    to place: TrustPlace, of group: ExtensionName, in environment: Environment,
    _ safety: PathSafety
  ) throws(PathError) {
    guard let folder = place.records(in: environment) else {
      throw .unreadable("$XDG_CONFIG_HOME/qli/trust", .noSuchFile)
    }
    let path = folder.appending("\(group)\(Self.suffix)")
    if let danger = KeptFile.danger(at: path, safety) { throw .unsafe(danger) }
    try converting({ PathError.unreadable(path, $0) }) { () throws(Errno) in
      try Directory.create(folder, isPublic: place == .root)
      // Of a link, what it leads to is replaced.
      try FileReplacement.write(
        Array(text(for: group).utf8), to: (try? path.resolved()) ?? path,
        mode: place == .root ? 0o644 : 0o600)
    }
    // Somebody else may have made what wasn't there.
    if let danger = KeptFile.danger(at: path, safety) { throw .unsafe(danger) }
  }

  /// The groups that have a record in `place`, whatever is in it, sorted.
  static func groups(in place: TrustPlace, _ environment: Environment) -> [ExtensionName] {
    guard let folder = place.records(in: environment),
      let names = try? Directory.names(in: folder)
    else { return [] }
    return names.compactMap { name in
      guard name.hasSuffix(suffix) else { return nil }
      return ExtensionName(utf8: name.bytes.dropLast(suffix.utf8.count))
    }
  }

  /// Removes the record of `group` from `place`, and what belongs to it.
  ///
  /// - Returns: whether there was one.
  static func remove(
    from place: TrustPlace, of group: ExtensionName, in environment: Environment
  ) throws(PathError) -> Bool {
    guard let folder = place.records(in: environment) else { return false }
    let path = folder.appending("\(group)\(suffix)")
    do throws(Errno) {
      try FileReplacement.remove(path)
    } catch .noSuchFile, .notDirectory {
      return false
    } catch {
      throw .unreadable(path, error)
    }
    TrustTexts(of: group, in: folder).remove()
    return true
  }
}
