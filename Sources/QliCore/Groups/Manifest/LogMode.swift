/// Who beside root and its owner may use a log, as `audit_log_mode` says: nobody, a group that may read it, or
/// one whose members write to it, whoever has made it. Never everybody.
enum LogMode: String, CaseIterable, Sendable {
  case own = "0600"
  case readable = "0640"
  case shared = "0660"

  /// The mode of a file that is made.
  var ofFile: UInt32 {
    switch self {
    case .own: 0o600
    case .readable: 0o640
    case .shared: 0o660
    }
  }

  /// The mode of a folder that is made for it: what is made in there is of the folder's group.
  var ofFolder: UInt32 {
    switch self {
    case .own: 0o700
    case .readable: 0o2750
    case .shared: 0o2770
    }
  }

  /// Whether it lets somebody in whom `other` keeps out.
  func isWider(than other: LogMode) -> Bool { ofFile & ~other.ofFile != 0 }
}
