/// The file that says that a service is ready: only the service, the user and root may have made it.
enum ReadyFile {
  /// Where it is; nil where something else says it.
  static func path(
    _ policy: ServicePolicy, _ folder: ServiceFolder, _ context: RunContext
  ) throws(ServiceRefusal) -> FilePath? {
    guard case .file(let template) = policy.readiness else { return nil }
    do throws(PathTemplate.ExpansionError) {
      return try template.expanded(
        in: context.environment,
        replacing: (EndpointTemplate.placeholder, folder.id.instanceName))
    } catch {
      throw .readyFile(template.source, ErrorReport(error.sentence))
    }
  }

  /// Refuses what is there already, unless it is a file that an earlier start has left, and what somebody
  /// else could put there.
  static func check(_ path: FilePath, _ safety: PathSafety) throws(ServiceRefusal) {
    let text = path.string.lossyText
    if let danger = KeptFile.danger(at: path, safety) {
      throw .readyFile(text, ErrorReport(danger, effect: "say that it is ready"))
    }
    guard let status = try? FileStatus(notFollowing: path), status.kind != .regular else { return }
    throw .readyFile(
      text,
      ErrorReport(
        "\(status.kind.name) is there", help: ["look at it: ls -ld \(Wording.shellQuoted(path))"]))
  }

  /// Removes what an earlier life has left, which says nothing of this one.
  static func remove(_ path: FilePath) throws(ServiceRefusal) {
    try check(path, PathSafety())
    do throws(Errno) { try FileReplacement.remove(path) } catch .noSuchFile {} catch {
      throw .readyFile(path.string.lossyText, ErrorReport("it can't be removed: \(error)"))
    }
  }

  /// Whether it is there, and nobody else can have made it.
  static func isThere(_ path: FilePath) -> Bool {
    (try? FileStatus(following: path)) != nil && KeptFile.danger(at: path, PathSafety()) == nil
  }
}
