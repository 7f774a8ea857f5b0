extension CopyFailure {
  /// What failed and why, without a full stop.
  func sentence(_ target: CopyTarget, at path: FilePath) -> String {
    let socket = "'\(Visible.text(path))'"
    let why =
      switch self {
      case .missing: "there is no \(socket)"
      case .unheard: "nobody listens at \(socket)"
      case .full: "whoever listens at \(socket) has taken nothing for a second"
      case .tooLong(let count): "\(socket) takes no message of \(count) bytes"
      case .noSocket(let kind): "\(socket) is \(kind.name), not a socket"
      case .unsafe(let unsafe): ErrorReport(unsafe, effect: "take the records").headline
      case .system(let errno): "\(socket): \(errno)"
      }
    return "cannot copy the record to \(target.words): \(why)"
  }

  /// What can be done about it.
  func help(_ target: CopyTarget, at path: FilePath) -> [String] {
    switch (self, target) {
    case (.missing, .journal), (.unheard, .journal):
      ["see whether it runs: systemctl status systemd-journald"]
    case (.missing, .syslog), (.unheard, .syslog):
      ["see whether it runs: systemctl status syslog"]
    case (.full, _): ["see who listens, and doesn't read: fuser -v \(Wording.shellQuoted(path))"]
    case (.tooLong, _): ["the journal takes records of any length: audit_copy = \"journal\""]
    case (.unsafe(let unsafe), _): unsafe.help
    case (.noSocket, _), (.system, _):
      ["mend the path, or change 'audit_copy' in the group's manifest"]
    }
  }
}
