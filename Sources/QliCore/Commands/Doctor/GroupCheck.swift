/// One group: its manifest, its permissions, and what its guards need.
enum GroupCheck {
  static func findings(
    _ entry: ExtensionCatalog.Entry, _ catalog: ExtensionCatalog, _ context: RunContext
  ) -> [Finding] {
    let environment = context.environment
    let place = Visible.text(entry.directory)
    let shadowed = entry.shadowed.map {
      Finding.warning(Visible.text($0), "is shadowed by \(place): nothing in it is ever used")
    }
    do throws(Errno) {
      _ = try FileStatus(following: entry.directory)
    } catch .noSuchFile {
      return [RootCheck.deadLink(entry.directory)] + shadowed
    } catch {
      return [.error(place, "cannot be read: \(error)")] + shadowed
    }
    var findings = PermissionCheck.findings(entry.directory)
    let manifestPath = entry.directory.appending(Manifest.fileName)
    var extensions: [Extension] = []
    var manifest: Manifest?
    do throws(ManifestError) {
      let file = try ManifestFile(reading: manifestPath)
      manifest = file.manifest
      extensions = catalog.extensions(of: entry, manifest)
      findings += PermissionCheck.findings(manifestPath)
      findings += GuardCheck(entry.name, in: entry.directory, context).findings(
        file.manifest, extensions.map { $0.name })
      if (try? FileAccess.checkReading(entry.directory)) != nil {
        findings += ruleFindings(file.manifest, entry, extensions.map { $0.name }, catalog.finder)
        findings += ignoreFindings(file.manifest, entry, extensions)
      }
    } catch {
      extensions = catalog.extensions(of: entry, nil)
      findings.append(.error(Visible.text(manifestPath), ErrorReport(error)))
    }
    findings += shadowed
    findings += extensions.filter { !$0.rivals.isEmpty }.map { found in
      let manifest = entry.directory.appending(Manifest.fileName)
      let error =
        found.command == nil
        ? LookupError.severalFiles(found.name, [found.path] + found.rivals, group: entry.name)
        : .commandAndFile(found.name, found.rivals[0], group: entry.name, manifest: manifest)
      return .error(Visible.text(found.command == nil ? found.path : manifest), ErrorReport(error))
    }
    if let manifest {
      findings += commandFindings(extensions, entry, manifest, environment)
      findings += aliasFindings(extensions, entry, manifest, environment)
      findings += groupAliasFindings(extensions, entry, catalog)
      findings += ServiceCheck.findings(entry.name, extensions, manifest, context)
    }
    findings += ExtensionCheck.findings(entry.directory, manifest, environment)
    for found in extensions where found.origin == .path {
      findings += pathFindings(found.path, manifest?.policy(for: found.name), environment)
    }
    let trust = TrustedCheck.findings(entry, environment)
    if findings.allSatisfy({ $0.level == .ok }) {
      let count = Wording.count(extensions.count, "extension")
      let untrusted = trust.isEmpty ? ", untrusted" : ""
      findings.insert(
        .ok(place, count + untrusted, .group, "\(entry.name) (\(count))"), at: 0)
    }
    return findings + trust
  }

  /// An extension on `PATH`: others must not be able to change it, or to put another before it.
  private static func pathFindings(
    _ path: FilePath, _ policy: Policy?, _ environment: Environment
  ) -> [Finding] {
    var findings = PermissionCheck.findings(path.parent) + PermissionCheck.findings(path)
    do throws(LookupError) {
      let safety = PathSafety()
      try SearchPath(environment).require(path, safety)
      findings += PermissionCheck.sharedFindings(safety)
    } catch {
      findings.append(.error(Visible.text(path), ErrorReport(error)))
    }
    return findings + ExtensionCheck.runFindings(path, policy, environment)
      + ExtensionCheck.completionFindings(path)
  }

  /// Extensions that are commands: their programs have to be there, and safe from others.
  private static func commandFindings(
    _ extensions: [Extension], _ entry: ExtensionCatalog.Entry, _ manifest: Manifest,
    _ environment: Environment
  ) -> [Finding] {
    extensions.compactMap { found in
      guard let command = found.command else { return nil }
      // Where the folder isn't known, the check of the guards says so.
      let directory = manifest.policy(for: found.name).run.directory
        .flatMap { try? $0.expanded(in: environment) }
      do throws(ProgramError) {
        _ = try SearchPath.program(
          named: command.program, in: directory, environment, PathSafety())
        return nil
      } catch {
        let place = Visible.text(entry.directory.appending(Manifest.fileName))
        let report = ErrorReport(LookupError.command(found.name, error, group: entry.name))
        // What isn't there may be installed by the next time.
        if case .unsafe = error { return .error(place, report) }
        return .warning(place, report)
      }
    }
  }

  /// Other names of extensions that have stricter rules.
  private static func aliasFindings(
    _ extensions: [Extension], _ entry: ExtensionCatalog.Entry, _ manifest: Manifest,
    _ environment: Environment
  ) -> [Finding] {
    // The program of a command that isn't there has only its name.
    extensions.filter { $0.command == nil || $0.path.isAbsolute }.compactMap { found in
      ExtensionAlias.stricter(
        found.name, at: found.path, entry.name, in: entry.directory, manifest, environment
      ).map { other in
        .error(
          Visible.text(found.path),
          ErrorReport(
            LookupError.alias(
              found.name, of: other.name, other.keys, group: entry.name,
              manifest: entry.directory.appending(Manifest.fileName))))
      }
    }
  }

  /// Extensions that lie in another group's folder, and have weaker rules here.
  private static func groupAliasFindings(
    _ extensions: [Extension], _ entry: ExtensionCatalog.Entry, _ catalog: ExtensionCatalog
  ) -> [Finding] {
    let finder = catalog.finder
    return extensions.compactMap { found in
      guard found.command == nil, let place = try? found.path.resolved(), place != found.path,
        ExtensionName(place.parent.lastComponent) != entry.name,
        let other = catalog.entries.first(where: {
          $0.name != entry.name && (try? $0.directory.resolved()) == place.parent
        }),
        let own = try? finder.group(entry.name.text),
        let group = try? finder.group(other.name.text),
        let obstacle = GroupAlias.obstacle(found.name, at: place, of: own, in: group)
      else { return nil }
      return .error(Visible.text(found.path), ErrorReport(obstacle))
    }
  }

  /// Whether a file of that name is there, and its own check says why it can't be run.
  private static func isReported(
    _ name: ExtensionName, in directory: FilePath, _ manifest: Manifest
  ) -> Bool {
    guard let path = ExtensionFile.path(of: name, in: directory, manifest) else { return false }
    return switch FolderFile(path.lastComponent, in: directory, manifest) {
    case .notExecutable, .dangling, .special: true
    default: false
    }
  }

  /// Names of extensions among what is to be left out, which takes the names of files.
  private static func ignoreFindings(
    _ manifest: Manifest, _ entry: ExtensionCatalog.Entry, _ extensions: [Extension]
  ) -> [Finding] {
    manifest.ignored.compactMap { pattern in
      guard let found = extensions.first(where: { $0.name.text.hasSameBytes(as: pattern) }),
        found.origin == .group, found.command == nil,
        !FileAccess.mayBeThere(entry.directory.appending(pattern))
      else { return nil }
      let file = Visible.text(found.path.lastComponent)
      return .warning(
        Visible.text(entry.directory.appending(Manifest.fileName)),
        "'ignore' has '\(pattern)', and no file is called so: the extension runs",
        help: ["name its file: ignore = [\"\(file)\"]"])
    }
  }

  /// Rules for extensions that aren't there.
  private static func ruleFindings(
    _ manifest: Manifest, _ entry: ExtensionCatalog.Entry, _ names: [ExtensionName],
    _ finder: ExtensionFinder
  ) -> [Finding] {
    let place = Visible.text(entry.directory.appending(Manifest.fileName))
    var (findings, lost): ([Finding], [ExtensionName]) = ([], [])
    if let group = try? finder.group(entry.name.text) {
      for name in names {
        do throws(LookupError) { try LostRule.refuse(for: name, of: group, finder) } catch {
          guard case .lostRule(let rule, _, _, _) = error else { continue }
          findings.append(.error(place, ErrorReport(error)))
          lost.append(rule)
        }
      }
    }
    for rule in manifest.extensions where !names.contains(rule.name) && !lost.contains(rule.name) {
      if isReported(rule.name, in: entry.directory, manifest) { continue }
      findings.append(
        .warning(
          place,
          "[extensions.\(rule.name)] is for an extension that isn't there"
            + Suggestion.clause(for: rule.name.text, among: names.map { $0.text })))
    }
    return findings
  }
}
