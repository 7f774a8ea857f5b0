/// Who wants a service to end: what `qli stop` leaves for whoever watches over it, in `stop.json`.
struct StopRequest: Equatable {
  let user: String?
  let userID: Int64
  let sudoUser: String?
  /// The process that stops it.
  let process: Int64
  let reason: String?
  /// Whether it gets no time to end by itself.
  let isKill: Bool
  /// The run that is meant: a request that somebody left behind is none for the next.
  let runID: String

  /// As this process.
  init(runID: String, reason: String?, isKill: Bool, _ environment: Environment) {
    user = Accounts.userName(of: Host.userID)?.lossyText
    userID = Int64(Host.userID)
    sudoUser = environment.nonEmpty("SUDO_USER")?.lossyText
    process = Int64(ProcessID.current.rawValue)
    self.reason = reason
    self.isKill = isKill
    self.runID = runID
  }

  /// Who that is.
  var name: String { user ?? "uid \(userID)" }

  /// The same, as the closing record says it.
  func endedBy(hiding redaction: Redaction) -> EndedBy {
    let isHidden = reason.map { redaction.occurs(in: ByteString($0)) } ?? false
    return .person(
      EndedBy.Person(
        user: user, userID: userID, sudoUser: sudoUser,
        reason: isHidden ? Secret.redaction : reason))
  }

  /// Leaves it in `folder`.
  func write(to folder: ServiceFolder) throws(Errno) {
    var writer = JSONWriter()
    writer.object { writer in
      writer.member("user", user)
      writer.member("uid", userID)
      writer.member("sudo_user", sudoUser)
      writer.member("pid", process)
      writer.member("reason", reason)
      writer.member("kill", isKill)
      writer.member("run_id", runID)
    }
    try FileReplacement.swap(writer.endLine(), to: folder.stop, mode: 0o600)
  }

  /// The one in `folder` that is meant for the run `runID`; nil where there is none.
  init?(reading folder: ServiceFolder, for runID: RunID) {
    guard let object = ServiceFolder.object(in: folder.stop), let run = object.text("run_id"),
      run == runID.text, let userID = object.integer("uid"),
      let process = object.integer("pid"), case .boolean(let isKill) = object["kill"]
    else { return nil }
    user = object.text("user")
    self.userID = userID
    sudoUser = object.text("sudo_user")
    self.process = process
    reason = object.text("reason")
    self.isKill = isKill
    self.runID = run
  }
}
