/// The logs of groups that are chained: by their manifests, or as a head lies beside them.
struct ChainedLogs {
  struct Log {
    let files: ChainFiles
    /// Whether a manifest says so.
    fileprivate(set) var isDeclared: Bool
  }

  private(set) var logs: [Log] = []
  /// Why others aren't known.
  private(set) var problems: [ErrorReport]

  /// Those of all groups, or of the one that was typed.
  init(ofGroup group: ByteString?, _ context: RunContext) throws(LookupError) {
    let catalog = ExtensionCatalog(context.environment)
    let all = TrailLogs(of: try catalog.entries(named: group), ofAll: group == nil, catalog)
    problems = all.problems
    for place in all.places { add(place, at: context.clock.wallTime()) }
  }

  private mutating func add(_ place: AuditPlace, at time: Timestamp) {
    var log = place.log(at: time)
    // Whoever doesn't chain it may share it with somebody who does.
    if place.shown != log.path { log.chainName = place.shown.lastComponent }
    let files = log.chainFiles
    if let index = logs.firstIndex(where: { $0.files.log == files.log }) {
      if log.isChained { logs[index].isDeclared = true }
    } else if log.isChained || (try? FileStatus(notFollowing: files.headPath)) != nil {
      logs.append(Log(files: files, isDeclared: log.isChained))
    }
  }

  /// Says that there are none, and ends so.
  static func tellNone(_ group: ByteString?, _ context: RunContext) -> ExitStatus {
    let subject = group.map { "group '\(Visible.text($0))' keeps" } ?? "no group keeps"
    let object = group == nil ? "a chained audit log" : "no chained audit log"
    context.console.report(
      ErrorReport(
        "\(subject) \(object)",
        help: ["set 'audit_chain = true' in its manifest; see: qli help manifest"]))
    return ExitStatus(.notFound)
  }
}
