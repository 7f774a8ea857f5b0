/// The source plugins: their sidecars, their programs, and how often they have crashed.
enum SourceCheck {
  static func findings(_ environment: Environment, _ clock: Clock) -> [Finding] {
    let catalog = SourceCatalog(environment)
    let history = SourceHistory(environment, clock: clock)
    let entries = catalog.all()
    return catalog.roots.flatMap { findings(root: $0, entries, environment) }
      + entries.flatMap { findings(SourceStatus($0, history), environment) }
  }

  /// The plugins called `names`, as far as they are there.
  static func findings(
    of names: [ExtensionName], _ environment: Environment, _ clock: Clock
  ) -> [Finding] {
    if names.isEmpty { return [] }
    let history = SourceHistory(environment, clock: clock)
    return SourceCatalog(environment).all().filter { names.contains($0.name) }
      .flatMap { findings(SourceStatus($0, history), environment) }
  }

  // MARK: - The folders

  /// What lies in a folder of sources; one that isn't there is nothing to talk about.
  private static func findings(
    root: FilePath, _ entries: [SourceCatalog.Entry], _ environment: Environment
  ) -> [Finding] {
    let place = Visible.text(root)
    do throws(Errno) {
      let names = try Directory.names(in: root)
      var findings = PermissionCheck.findings(root)
      for name in names { findings += self.findings(name, in: root) }
      let count = Wording.count(
        entries.count { $0.sidecar.parent == root }, "source plugin")
      let short = GroupListing.shortened(root, environment)
      return findings.isEmpty
        ? [.ok(place, count, .sourceFolder, "\(short) (\(count))")] : findings
    } catch .noSuchFile {
      return []
    } catch {
      return [.error(place, "cannot be read: \(error)")]
    }
  }

  /// A file that was meant for a plugin, and is none.
  private static func findings(_ name: ByteString, in root: FilePath) -> [Finding] {
    guard let meant = SourceCatalog.meaning(of: name) else { return [] }
    let path = root.appending(name)
    switch meant {
    case .sidecar(nil):
      return [
        .warning(
          Visible.text(path), "can't be a plugin's name, and is skipped",
          help: [RootCheck.nameRule])
      ]
    case .sidecar(let name?):
      guard SecretDeclaration.Provider.builtInNames.contains(name.text) else { return [] }
      return [
        .warning(
          Visible.text(path), "'\(name)' is a provider of qli's own; the plugin is never used")
      ]
    case .program(let name):
      let sidecar = SourceCatalog.sidecar(of: name, in: root)
      let isSidecarThere = (try? FileStatus(notFollowing: sidecar)) != nil
      guard !isSidecarThere, let status = try? FileStatus(following: path),
        status.kind == .regular
      else { return [] }
      return [
        .warning(
          Visible.text(path),
          "has no sidecar '\(sidecar.lastComponent.lossyText)', and so is no source plugin",
          help: ["man 7 qli-source"])
      ]
    }
  }

  // MARK: - One plugin

  private static func findings(_ status: SourceStatus, _ environment: Environment) -> [Finding] {
    let entry = status.entry
    let place = Visible.text(entry.sidecar)
    var findings: [Finding] = []
    switch entry.definition {
    case .success(let definition):
      findings += PermissionCheck.findings(entry.sidecar)
      findings += programFindings(definition, environment)
      findings += crashFindings(status, definition)
      if findings.isEmpty { findings.append(ready(definition)) }
    case .failure(let error): findings.append(.error(place, ErrorReport(error)))
    }
    return findings
      + entry.shadowed.map {
        .warning(Visible.text($0), "is shadowed by \(place), and never used")
      }
  }

  private static func ready(_ definition: SourceDefinition) -> Finding {
    let place = Visible.text(definition.sidecar)
    let version = "version \(Visible.text(definition.version))"
    guard definition.checksum == nil else {
      return .ok(place, "\(version), pinned", .source, "\(definition.name) (\(version), pinned)")
    }
    return Finding(
      level: .ok, place: place, message: "\(version), not pinned: its program may change unnoticed",
      help: ["qli sources pin \(definition.name)"], kind: .source,
      item: "\(definition.name) (\(version), not pinned)")
  }

  private static func programFindings(
    _ definition: SourceDefinition, _ environment: Environment
  ) -> [Finding] {
    let place = Visible.text(definition.sidecar)
    let safety = PathSafety()
    do throws(SourceProgramError) {
      _ = try SourceProgram.verify(definition, safety)
    } catch {
      return [.error(place, ErrorReport(error))]
    }
    var findings = PermissionCheck.sharedFindings(safety)
    let folder = definition.program.parent
    if folder != definition.sidecar.parent { findings += PermissionCheck.findings(folder) }
    return findings + ExtensionCheck.interpreterFindings(definition.program, environment)
  }

  private static func crashFindings(
    _ status: SourceStatus, _ definition: SourceDefinition
  ) -> [Finding] {
    let place = Visible.text(definition.sidecar)
    let reset = "qli sources reset \(definition.name)"
    if let obstacle = status.obstacle {
      let report = ErrorReport(
        SourceError(source: definition.name, reason: .io(.history(obstacle))),
        subject: "source '\(definition.name)' can't be started")
      return [.error(place, report)]
    }
    let error = (try? status.record.get())?.lastError
    let last = error.map { "; the last error: \(Visible.text($0))" } ?? ""
    let count = Wording.count(status.crashCount, "time")
    switch status.state {
    case .idle, nil: return []
    case .recovering:
      return [
        .warning(
          place,
          "crashed \(count) within \(definition.lifetime.restartWindow); it is disabled after "
            + "\(definition.lifetime.restartCap)\(last)",
          help: ["qli sources check \(definition.name)"])
      ]
    case .disabled:
      return [
        .error(
          place, "is disabled, because it crashed too often\(last)",
          help: ["mend it, then: \(reset)"])
      ]
    }
  }
}
