/// Who does something, and where.
struct Actor {
  let user: ByteString?
  let userID: UInt32
  /// Who has become that user by sudo(8), if somebody has.
  let sudoUser: ByteString?
  let host: ByteString

  /// Whoever runs this process.
  init(_ environment: Environment) {
    userID = Host.userID
    user = Accounts.userName(of: userID)
    sudoUser = environment.nonEmpty("SUDO_USER")
    host = Host.name
  }

  /// Writes the members that say it, those of `person` in place of its own.
  ///
  /// - Parameter process: the qli whose run it is. What the extension writes under that run's number is no
  ///   end of it.
  func write(_ process: ProcessID, insteadOf person: EndedBy.Person?, to writer: inout JSONWriter) {
    if let person {
      person.write(to: &writer)
    } else {
      writer.member(.user, user)
      writer.member(.uid, Int64(userID))
      if let sudoUser { writer.member(.sudoUser, sudoUser) }
    }
    writer.member(.host, host)
    writer.member(.pid, Int64(process.rawValue))
  }
}
