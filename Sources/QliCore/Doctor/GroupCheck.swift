/// One group: its manifest, its permissions, and what its guards need.
enum GroupCheck {
  static func findings(
    _ entry: ExtensionCatalog.Entry, _ catalog: ExtensionCatalog, _ environment: Environment
  ) -> [Finding] {
    let place = Visible.text(entry.directory)
    let shadowed = entry.shadowed.map {
      Finding.warning(Visible.text($0), "is shadowed by \(place): nothing in it is ever used")
    }
    do throws(Errno) {
      _ = try FileStatus(following: entry.directory)
    } catch .noSuchFile {
      // A link that leads nowhere: the check of its root has said so.
      return shadowed
    } catch {
      return [.error(place, "cannot be read: \(error)")] + shadowed
    }
    var findings = PermissionCheck.findings(entry.directory)
    let manifestPath = entry.directory.appending(Manifest.fileName)
    do throws(ManifestError) {
      let file = try ManifestFile(reading: manifestPath)
      findings += PermissionCheck.findings(manifestPath)
      findings += GuardCheck.findings(file.manifest, group: entry.name, environment)
      findings += ruleFindings(file.manifest, entry, catalog)
    } catch {
      findings.append(.error(Visible.text(manifestPath), ErrorReport(error)))
    }
    findings += shadowed
    findings += ExtensionCheck.findings(entry.directory, environment)
    let extensions = catalog.extensions(of: entry)
    for found in extensions where found.origin == .path {
      findings += pathFindings(found.path, environment)
    }
    if findings.isEmpty {
      findings = [.ok(place, Wording.count(extensions.count, "extension"))]
    }
    return findings
  }

  /// An extension on `PATH`: others must not be able to change it, or to put another before it.
  private static func pathFindings(_ path: FilePath, _ environment: Environment) -> [Finding] {
    var findings = PermissionCheck.findings(path) + PermissionCheck.findings(path.parent)
    for earlier in SearchPath(environment).directories(before: path) {
      do throws(LookupError) {
        try FileSafety.checkIfPresent(earlier)
      } catch {
        findings.append(.error(Visible.text(path), ErrorReport(error)))
      }
    }
    return findings + ExtensionCheck.interpreterFindings(path, environment)
      + ExtensionCheck.completionFindings(path)
  }

  /// Rules for extensions that aren't there.
  private static func ruleFindings(
    _ manifest: Manifest, _ entry: ExtensionCatalog.Entry, _ catalog: ExtensionCatalog
  ) -> [Finding] {
    guard !manifest.extensions.isEmpty else { return [] }
    let names = catalog.extensions(of: entry).map(\.name.text)
    return manifest.extensions.filter { !names.contains($0.name.text) }.map { rule in
      .warning(
        Visible.text(entry.directory.appending(Manifest.fileName)),
        "[extensions.\(rule.name)] is for an extension that isn't there"
          + Suggestion.clause(for: rule.name.text, among: names))
    }
  }
}
