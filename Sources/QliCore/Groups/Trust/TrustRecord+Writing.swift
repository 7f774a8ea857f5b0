extension TrustRecord {
  /// Why a record isn't written or removed.
  enum Failure: Error {
    /// Somebody else could change it there, or it can't be written.
    case path(PathError)
    /// Something else than a record is in its place, which isn't replaced.
    case occupied(FilePath, FileStatus.Kind)
    case kept(FilePath, Errno)
  }

  /// Writes the record of `group` to `place`. Root's can be read by everyone, as it holds for everyone.
  func write(
    to place: TrustPlace, of group: ExtensionName, in environment: Environment,
    _ safety: PathSafety
  ) throws(Failure) {
    guard let folder = place.records(in: environment) else {
      throw .path(.unreadable("$XDG_CONFIG_HOME/qli/trust", .noSuchFile))
    }
    let path = folder.appending("\(group)\(Self.suffix)")
    if let danger = KeptFile.danger(at: path, safety) { throw .path(.unsafe(danger)) }
    let target = try Self.replaceable(path)
    try converting({ Failure.path(.unreadable(path, $0)) }) { () throws(Errno) in
      try Directory.create(folder, isPublic: place == .root)
      try FileReplacement.write(Array(text(for: group).utf8), to: target, mode: place.recordMode)
    }
    // Somebody else may have made what wasn't there.
    if let danger = KeptFile.danger(at: path, safety) { throw .path(.unsafe(danger)) }
  }

  /// What is replaced at `path`: the file itself or, of a link, the record that it leads to, and nothing
  /// else that one may lead to.
  private static func replaceable(_ path: FilePath) throws(Failure) -> FilePath {
    guard let status = try? FileStatus(notFollowing: path) else { return path }
    switch status.kind {
    case .regular: return path
    case .symbolicLink:
      guard let target = try? path.resolved(), let status = try? FileStatus(notFollowing: target),
        (try? TrustReader.read(path, target, status)) != nil
      else { throw .occupied(path, .symbolicLink) }
      return target
    case .directory, .pipe, .socket, .device, .other: throw .occupied(path, status.kind)
    }
  }

  /// Whether whoever `place` is for can read the record of `group` there.
  static func hasItsMode(
    in place: TrustPlace, of group: ExtensionName, _ environment: Environment
  ) -> Bool {
    guard let path = place.record(of: group, in: environment),
      let status = try? FileStatus(following: path)
    else { return false }
    return status.permissions & place.recordMode == place.recordMode
  }

  /// The groups that have a record in `place`, whatever is in it, sorted.
  static func groups(
    in place: TrustPlace, _ environment: Environment
  ) throws(LookupError) -> [ExtensionName] {
    guard place.mayHaveRecords(in: environment), let folder = place.records(in: environment) else {
      return []
    }
    let names = try converting({ LookupError.unreadable(folder, $0) }) { () throws(Errno) in
      try Directory.names(in: folder)
    }
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
  ) throws(Failure) -> Bool {
    guard let folder = place.records(in: environment) else { return false }
    let path = folder.appending("\(group)\(suffix)")
    do throws(Errno) {
      try FileReplacement.remove(path)
    } catch .noSuchFile, .notDirectory {
      return false
    } catch .isDirectory {
      throw .occupied(path, .directory)
    } catch {
      throw .kept(path, error)
    }
    TrustTexts(of: group, in: folder).remove()
    return true
  }
}

extension TrustPlace {
  /// The mode of a record there.
  fileprivate var recordMode: UInt32 { self == .root ? 0o644 : 0o600 }
}

extension ErrorReport {
  /// The words for a record that isn't written or removed.
  init(_ failure: TrustRecord.Failure) {
    switch failure {
    case .path(.unsafe(let path)): self.init(path, effect: "change what is trusted")
    case .path(.unreadable(let path, let errno)):
      self.init(
        "cannot write the trust record '\(Visible.text(path))': \(errno)",
        help: path.isAbsolute ? [] : [Remedy.settingHome])
    case .occupied(let path, let kind):
      let what = kind == .symbolicLink ? "a link to something that is no trust record" : kind.name
      self.init(
        "'\(Visible.text(path))' is \(what), which is left as it is", help: [Self.removing(path)])
    case .kept(let path, let errno):
      self.init("cannot remove the trust record '\(Visible.text(path))': \(errno)")
    }
  }

  /// The line that removes what is in the place of a record.
  static func removing(_ path: FilePath) -> String {
    let kind = (try? FileStatus(notFollowing: path))?.kind
    return (kind == .directory ? "rm -r " : "rm ") + Wording.shellQuoted(path)
  }
}
