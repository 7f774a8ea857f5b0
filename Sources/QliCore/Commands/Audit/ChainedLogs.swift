/// The logs of groups that are chained: by their manifests, or as a head lies beside them.
struct ChainedLogs {
  struct Log {
    let files: ChainFiles
    /// Whether a manifest says so.
    let isDeclared: Bool
  }

  private(set) var logs: [Log] = []
  /// Why others aren't known.
  private(set) var problems: [ErrorReport]

  /// Those of all groups, or of the one that was typed.
  init(ofGroup group: ByteString?, _ context: RunContext) throws(LookupError) {
    let catalog = ExtensionCatalog(context.environment)
    let names = try catalog.entries(named: group).map { $0.name }
    let all = TrailLogs(of: names, catalog.finder)
    problems = all.problems
    for place in all.places {
      let log = place.log(at: context.clock.wallTime())
      let files = log.chainFiles
      let isChained =
        log.isChained || (try? FileStatus(notFollowing: files.headPath)) != nil
      if isChained, !logs.contains(where: { $0.files.log == files.log }) {
        logs.append(Log(files: files, isDeclared: log.isChained))
      }
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
