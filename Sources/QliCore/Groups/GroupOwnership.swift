/// Which root owns a group.
///
/// The first root whose folder of that name holds a manifest owns the group whole, even where the
/// manifest is broken: falling through to a copy further down could mean weaker guards.
enum GroupOwnership {
  /// The manifest of a group, or the fact that there is none, in one root.
  enum Finding: ~Copyable {
    case absent
    case manifest(OwnedDescriptor)
  }

  /// Looks for the group `name` in `root`, and opens its manifest.
  ///
  /// - Throws: where the root owns the group, but the manifest can't be opened.
  static func look(for name: String, in root: FilePath) throws(LookupError) -> Finding {
    let directory = root.appending(name)
    let path = directory.appending(Manifest.fileName)
    do throws(Errno) {
      return .manifest(try OwnedDescriptor(opening: path, for: .reading))
    } catch .noSuchFile, .notDirectory {
      try refuseDanglingLinks(directory, path)
      return .absent
    } catch {
      throw .manifest(ManifestError(path: path, reason: .unreadable(error)))
    }
  }

  /// Whether one of `roots` owns the group `name`.
  static func isOwned(_ name: String, in roots: [FilePath]) -> Bool {
    roots.contains { root in
      do throws(LookupError) {
        switch try look(for: name, in: root) {
        case .absent: return false
        case .manifest: return true
        }
      } catch {
        return true
      }
    }
  }

  /// A link that leads nowhere, such as one to a checkout that isn't mounted, owns its group too.
  private static func refuseDanglingLinks(
    _ directory: FilePath, _ manifest: FilePath
  ) throws(LookupError) {
    if (try? FileStatus(notFollowing: manifest)) != nil {
      throw .manifest(ManifestError(path: manifest, reason: .unreadable(.noSuchFile)))
    }
    guard let status = try? FileStatus(notFollowing: directory), status.kind == .symbolicLink else {
      return
    }
    if (try? FileStatus(following: directory)) == nil { throw .danglingGroup(directory) }
  }
}
