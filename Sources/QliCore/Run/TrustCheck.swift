/// What is to run, compared with what somebody has looked at.
struct TrustCheck {
  private let holding: (record: TrustRecord, place: TrustPlace)
  private let group: Group
  private let isPrivate: Bool

  /// Nil where nobody has looked at `group`.
  ///
  /// - Throws: where the record that holds can't be used.
  init?(
    _ group: Group, in environment: Environment, _ safety: PathSafety
  ) throws(LookupError) {
    guard let holding = try TrustRecord.holding(for: group.name, in: environment, safety) else {
      return nil
    }
    self.holding = holding
    self.group = group
    isPrivate = holding.place == .root && TrustPlace.isPrivate(group, in: environment)
  }

  /// Compares the manifest and the file of an extension of `group` with the record that holds.
  ///
  /// - Returns: the file as it was compared, which is to be what runs; nil where nobody has looked at the
  ///   group.
  static func pinned(
    _ found: Extension, of group: Group, in environment: Environment, _ safety: PathSafety
  ) throws(LookupError) -> PinnedProgram? {
    guard let check = try TrustCheck(group, in: environment, safety) else { return nil }
    guard check.hasItsManifest else { throw check.refusal(.manifest(group.manifestFile.path)) }
    return try check.pinned(found)
  }

  /// Whether the group's manifest is what it was, as it was read.
  var hasItsManifest: Bool {
    holding.record.manifest == SHA256.digest(of: group.manifestFile.bytes)
  }

  /// The file of an extension, which is what it was, or the program of its command.
  ///
  /// - Parameter known: the file as it was read before, where it hasn't changed since.
  func pinned(
    _ found: Extension, known: PinnedProgram? = nil
  ) throws(LookupError) -> PinnedProgram {
    // The manifest was compared, which says what a command is; its program is no more of the group's than
    // an interpreter is.
    if found.command != nil {
      if let known { return known }
      return try Self.pin(found)
    }
    guard let expected = holding.record.digest(of: found.name) else {
      throw refusal(.new(found.path))
    }
    let pinned: PinnedProgram
    if let known { pinned = known } else { pinned = try Self.pin(found) }
    guard pinned.digest == expected else { throw refusal(.changed(found.path)) }
    return pinned
  }

  func refusal(_ reason: Untrusted.Reason) -> LookupError {
    .untrusted(
      Untrusted(
        group: group.name, place: holding.place, reason: reason,
        ownFolder: isPrivate ? group.directory : nil))
  }

  /// The file of an extension, so that what it is now is what runs.
  static func pin(_ found: Extension) throws(LookupError) -> PinnedProgram {
    try converting({ LookupError.unreadable(found.path, $0) }) { () throws(Errno) in
      try PinnedProgram(found.program)
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
