/// The logs of the groups, each once.
struct TrailLogs {
  /// The paths that manifests give, with those of the extensions' own rules.
  private(set) var paths: [FilePath] = []
  /// Why others aren't known.
  private(set) var problems: [ErrorReport] = []

  /// Those of the groups called `names`, whose manifests are read here.
  init(of names: [ExtensionName], _ finder: ExtensionFinder) {
    for name in names {
      do throws(LookupError) {
        add(try finder.group(name.text).manifest, finder.environment)
      } catch {
        var report = ErrorReport(error)
        report.details.insert("  the runs of group '\(name)' aren't known", at: 0)
        problems.append(report)
      }
    }
  }

  private mutating func add(_ manifest: Manifest, _ environment: Environment) {
    let templates = ([manifest.policy] + manifest.extensions.map { $0.policy }).compactMap {
      $0.auditLog
    }
    for template in templates {
      do throws(AuditError) {
        let path = try AuditLog(template, in: environment).path
        if !paths.contains(path) { paths.append(path) }
      } catch {
        let report = ErrorReport(reading: error)
        if !problems.contains(where: { $0.headline == report.headline }) { problems.append(report) }
      }
    }
  }

  /// Opens those that are there; a file that two paths lead to once.
  ///
  /// - Parameter failure: is given why one that is there can't be read.
  func open(_ failure: (AuditError) -> Void) -> [TrailReader] {
    var readers: [TrailReader] = []
    for (number, path) in paths.enumerated() {
      do throws(AuditError) {
        readers.add(try TrailReader(path, number: number))
      } catch {
        if !error.isAbsence { failure(error) }
      }
    }
    return readers
  }
}

extension [TrailReader] {
  /// Adds a reader, unless another one reads the same file.
  mutating func add(_ reader: TrailReader) {
    if !contains(where: { $0.status.isSameFile(as: reader.status) }) { append(reader) }
  }
}
