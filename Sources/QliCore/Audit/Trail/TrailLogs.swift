/// The logs of the groups, each once.
struct TrailLogs {
  /// Where manifests have them, with those of the extensions' own rules.
  private(set) var places: [AuditPlace] = []
  /// Why others aren't known.
  var problems: [ErrorReport] = []

  /// None.
  init() {}

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
    let policies = ([manifest.policy] + manifest.extensions.map { $0.policy }).compactMap {
      $0.audit
    }
    for policy in policies {
      do throws(AuditError) {
        let place = try AuditPlace(policy, in: environment)
        guard let index = places.firstIndex(where: { $0.isSamePlace(as: place) }) else {
          places.append(place)
          continue
        }
        // A log is chained as soon as somebody says so.
        if policy.isChained, !places[index].policy.isChained { places[index] = place }
      } catch {
        let report = ErrorReport(reading: error)
        if !problems.contains(where: { $0.headline == report.headline }) { problems.append(report) }
      }
    }
  }

  /// Opens those that are there; a file that two paths lead to once.
  ///
  /// - Parameter since: files that can only hold what is older are left out.
  /// - Parameter failure: is given why one that is there can't be read.
  func open(since: Timestamp? = nil, _ failure: (AuditError) -> Void) -> [TrailReader] {
    var readers: [TrailReader] = []
    for (number, place) in places.enumerated() {
      do throws(AuditError) {
        if let reader = try TrailReader(
          place.paths(since: since), number: number, sharedBy: place.sharing)
        {
          readers.add(reader)
        }
      } catch {
        if !error.isAbsence { failure(error) }
      }
    }
    return readers
  }
}

extension TrailLogs {
  /// What the logs were renamed to, as by logrotate(8): records that aren't read with them.
  var rotated: [FilePath] {
    var rotated: [FilePath] = []
    for place in places {
      let read = (try? place.paths()) ?? []
      for path in (try? ChainFiles(of: place.shown).paths()) ?? []
      where !read.contains(path) && !rotated.contains(path) {
        rotated.append(path)
      }
    }
    return rotated
  }
}

extension [TrailReader] {
  /// Adds a reader, unless another one reads the same file.
  mutating func add(_ reader: TrailReader) {
    if !contains(where: { $0.status.isSameFile(as: reader.status) }) { append(reader) }
  }
}
