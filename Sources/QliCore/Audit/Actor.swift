/// Who runs something, and where.
enum Actor {
  /// Writes the members that say it.
  static func write(_ environment: Environment, to writer: inout JSONWriter) {
    writer.member(.user, Accounts.userName(of: Host.userID))
    writer.member(.uid, Int64(Host.userID))
    if let user = environment.nonEmpty("SUDO_USER") { writer.member(.sudoUser, user) }
    writer.member(.host, Host.name)
    writer.member(.pid, Int64(ProcessID.current.rawValue))
  }
}
