/// What is to run, compared with what somebody has looked at.
enum TrustCheck {
  /// Compares the manifest and the file of an extension of `group` with the record that holds.
  ///
  /// - Returns: the file as it was compared, which is to be what runs; nil where nobody has looked at the
  ///   group.
  static func pinned(
    _ found: Extension, of group: Group, in environment: Environment, _ safety: PathSafety
  ) throws(LookupError) -> PinnedProgram? {
    guard let holding = try TrustRecord.holding(for: group.name, in: environment, safety) else {
      return nil
    }
    let refused = { (reason: Untrusted.Reason) in
      LookupError.untrusted(
        Untrusted(group: group.name, place: holding.place, reason: reason))
    }
    guard holding.record.manifest == SHA256.digest(of: group.manifestFile.bytes) else {
      throw refused(.manifest(group.manifestFile.path))
    }
    guard let expected = holding.record.digest(of: found.name) else {
      throw refused(.new(found.path))
    }
    let pinned = try pin(found)
    guard pinned.digest == expected else { throw refused(.changed(found.path)) }
    return pinned
  }

  /// The file of an extension, so that what it is now is what runs.
  static func pin(_ found: Extension) throws(LookupError) -> PinnedProgram {
    try converting({ LookupError.unreadable(found.path, $0) }) { () throws(Errno) in
      try PinnedProgram(found.path)
    }
  }

  /// Refuses what isn't any more what was compared, or that nobody can tell of. To be called immediately
  /// before it is started.
  static func requireUnchanged(
    _ pinned: PinnedProgram?, of group: ExtensionName
  ) throws(LookupError) {
    guard let pinned else { return }
    if (try? pinned.isUnchanged()) == true { return }
    throw .untrusted(Untrusted(group: group, place: nil, reason: .exchanged(pinned.path)))
  }
}
