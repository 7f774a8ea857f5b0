/// Where the records of a policy go: a file, or one for each day or month.
struct AuditPlace {
  let policy: AuditPolicy
  private let files: Files
  private let safety: PathSafety

  private enum Files: Equatable {
    case one(FilePath)
    /// In this folder those whose names have a day or a month between these.
    case dated(LogTemplate.Period, in: FilePath, head: ByteString, tail: ByteString)

    /// Whether the name has a placeholder that isn't the manifest's own.
    var hasOtherPeriod: Bool {
      switch self {
      case .one(let path): LogTemplate.Period.first(in: path.lastComponent.bytes) != nil
      case .dated(_, _, let head, let tail):
        LogTemplate.Period.first(in: head.bytes) != nil
          || LogTemplate.Period.first(in: tail.bytes) != nil
      }
    }
  }

  /// - Throws: why there is no such path.
  init(
    _ policy: AuditPolicy, in environment: Environment, _ safety: PathSafety = PathSafety()
  ) throws(AuditError) {
    self.policy = policy
    // What a group of users shares is judged apart: nothing else may be theirs.
    self.safety = policy.mode == .shared ? PathSafety(isShared: true) : safety
    files = try converting({ AuditError(path: FilePath(policy.log.path.source), reason: $0) }) {
      () throws(AuditError.Reason) in
      let files = try Self.files(policy.log, environment)
      // By the name of a chain it is known which files it has.
      if policy.isChained, files.hasOtherPeriod { throw .periodOfVariable }
      return files
    }
  }

  private static func files(
    _ template: LogTemplate, _ environment: Environment
  ) throws(AuditError.Reason) -> Files {
    do throws(PathTemplate.ExpansionError) {
      guard let period = template.period else {
        return .one(try template.path.expanded(in: environment))
      }
      let (path, place) = try template.path.expanded(in: environment, without: period.rawValue)
      let string = path.string
      let tail = string.part(place..<string.count)
      let name = (string.bytes.prefix(place).lastIndex(of: .slash) ?? 0) + 1
      if !tail.bytes.contains(.slash) {
        return .dated(period, in: path.parent, head: string.part(name..<place), tail: tail)
      }
    } catch {
      throw .expansion(error)
    }
    throw .periodOfFolder
  }

  /// The log for records of `time`.
  func log(at time: Timestamp) -> AuditLog {
    AuditLog(
      path: path(at: time), isSynced: policy.isSynced, isChained: policy.isChained,
      chainName: isDated ? shown.lastComponent : nil, mode: policy.mode, safety: safety)
  }

  /// Whoever gets a copy of each record, if anyone does.
  var copy: AuditCopy? { policy.copy.map { AuditCopy(to: $0, safety) } }

  private func path(at time: Timestamp) -> FilePath {
    switch files {
    case .one(let path): return path
    case .dated(let period, let folder, var name, let tail):
      name.append(period.text(of: time))
      name.append(tail)
      return folder.appending(name)
    }
  }
}

// MARK: - Which files are there

extension AuditPlace {
  /// The folder that they are in.
  var folder: FilePath {
    switch files {
    case .one(let path): path.parent
    case .dated(_, let folder, _, _): folder
    }
  }

  /// What stands for all of them.
  var shown: FilePath {
    switch files {
    case .one(let path): return path
    case .dated(let period, let folder, var name, let tail):
      name.append(period.rawValue)
      name.append(tail)
      return folder.appending(name)
    }
  }

  /// Whether there is a file for each day or month.
  private var isDated: Bool {
    if case .dated = files { true } else { false }
  }

  /// What judges files of other users who share them, if any do.
  var sharing: PathSafety? { policy.mode == .shared ? safety : nil }

  /// Whether both are the same files.
  func isSamePlace(as other: AuditPlace) -> Bool { files == other.files }

  /// The files that are there, the oldest first; the one of all records whether it is there or not.
  ///
  /// - Parameter since: only the last of those that end before it is among them: a run that has ended later
  ///   may have begun there.
  func paths(since: Timestamp? = nil) throws(AuditError) -> [FilePath] {
    switch files {
    case .one(let path): return [path]
    case .dated(let period, let folder, let head, let tail):
      var dates: [ByteString] = []
      do throws(Errno) {
        try Directory.forEachEntry(in: folder) { entry in
          if let date = Self.date(period, in: entry.name, head, tail) { dates.append(date) }
        }
      } catch {
        let error = AuditError(path: folder, reason: .open(error))
        if error.isAbsence { return [] }
        throw error
      }
      dates.sort { $0.bytes.lexicographicallyPrecedes($1.bytes) }
      if let since {
        let first = Array(period.text(of: since).utf8)
        let older = dates.prefix { $0.bytes.lexicographicallyPrecedes(first) }.count
        dates.removeFirst(max(0, older - 1))
      }
      return dates.map { date in
        var name = head
        name.append(date)
        name.append(tail)
        return folder.appending(name)
      }
    }
  }
  /// The day or month that stands between `head` and `tail`, and is all of `name` with them; else nil.
  private static func date(
    _ period: LogTemplate.Period, in name: UnsafeBufferPointer<UInt8>, _ head: ByteString,
    _ tail: ByteString
  ) -> ByteString? {
    guard name.count == head.count + period.length + tail.count, name.starts(with: head.bytes),
      name.suffix(tail.count).elementsEqual(tail.bytes)
    else { return nil }
    let text = name[head.count..<(head.count + period.length)]
    return period.isDate(text) ? ByteString(text) : nil
  }
}
