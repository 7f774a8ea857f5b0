/// The roots, and what lies in them that is no group.
enum RootCheck {
  static func findings(_ catalog: ExtensionCatalog) -> [Finding] {
    catalog.finder.roots.flatMap { findings(root: $0, catalog) }
  }

  private static func findings(root: FilePath, _ catalog: ExtensionCatalog) -> [Finding] {
    let place = Visible.text(root)
    let short = GroupListing.shortened(root, catalog.finder.environment)
    let names: [ByteString]
    do throws(Errno) {
      names = try Directory.names(in: root)
    } catch .noSuchFile {
      do throws(LookupError) { try PathSafety().requireNothingPlanted(in: root) } catch {
        return [.error(place, ErrorReport(error))]
      }
      return [.ok(place, "isn't there", .root, "\(short) (isn't there)")]
    } catch {
      let help = error == .permissionDenied ? [Remedy.opening(root)] : []
      return [.error(place, "cannot be read: \(error)", help: help)]
    }
    var findings = PermissionCheck.findings(root)
    for name in names { findings += self.findings(name, in: root) }
    let count = Wording.count(catalog.entries.count { $0.root == root }, "group")
    return findings.isEmpty ? [.ok(place, count, .root, "\(short) (\(count))")] : findings
  }

  private static func findings(_ name: ByteString, in root: FilePath) -> [Finding] {
    let path = root.appending(name)
    let place = Visible.text(path)
    if name.hasPrefix(".") || name.hasPrefix("_") { return [] }
    guard let status = try? FileStatus(following: path) else { return [deadLink(path)] }
    guard status.kind == .directory else {
      return [.warning(place, "isn't a folder, and so no group")]
    }
    guard let group = ExtensionName(name) else {
      return [.warning(place, "can't be a group's name, and is skipped", help: [nameRule])]
    }
    if !GroupOwnership.isOwned(group.text, in: [root]) {
      return [
        .warning(
          place, "has no \(Manifest.fileName), and so is no group",
          help: ["write one: qli new \(group) --from \(Wording.shellQuoted(path))"])
      ]
    }
    guard BuiltIn.reserves(group.text) else { return [] }
    return [
      .warning(
        place, "is called like a command of qli's, which 'qli \(group)' is",
        help: ["run its extensions so: \(BuiltIn.line(for: group)) EXTENSION"])
    ]
  }

  /// What there is to say of a link that leads nowhere. It may be a group all the same.
  static func deadLink(_ path: FilePath) -> Finding {
    .error(
      Visible.text(path), "is a link that leads nowhere",
      help: ["ls -l \(Wording.shellQuoted(path))", Remedy.linkingAnew(path)])
  }

  /// What a name may be.
  static let nameRule =
    "names are letters, digits, '.', '_', '+' and '-', not beginning with punctuation, at most "
    + "\(ExtensionName.maximumLength) bytes"
}
