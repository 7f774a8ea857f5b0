/// Where it is written what somebody has looked at. Root's place holds for everyone, so that it is asked
/// first, and alone where it has a record.
enum TrustPlace: String, CaseIterable {
  case root, user

  /// Root's own folder, where nobody else can write.
  private static let rootFolder: FilePath = "/etc/qli"

  /// Where such records and what belongs to them lie; nil where it isn't known. A user's are where the
  /// environment says and, where it says nothing, in the home folder that `/etc/passwd` has.
  func folder(in environment: Environment) -> FilePath? {
    switch self {
    case .root: Self.rootFolder
    case .user:
      XDGDirectories.configFolder(in: environment)
        ?? Accounts.home(of: Host.effectiveUserID)?.appending(".config/qli")
    }
  }

  /// Where the records are.
  func records(in environment: Environment) -> FilePath? {
    folder(in: environment)?.appending("trust")
  }

  /// Whether there may be any, if only behind a link that leads nowhere. Every run asks, so that it makes no
  /// path for that.
  func mayHaveRecords(in environment: Environment) -> Bool {
    switch self {
    case .root:
      return FileAccess.mayBeBehind("/qli/trust", below: "/etc", closing, from: "/etc".utf8.count)
    case .user:
      // As `XDGDirectories` has it.
      return environment.withValue(of: "XDG_CONFIG_HOME") { folder in
        if let folder, folder[0] == CChar(UInt8.slash) {
          return FileAccess.mayBeBehind("/qli/trust", below: folder, closing)
        }
        return environment.withValue(of: "HOME") { home in
          if let home, home[0] == CChar(UInt8.slash) {
            return FileAccess.mayBeBehind("/.config/qli/trust", below: home, closing)
          }
          return records(in: environment).map { mayHold($0) } ?? false
        }
      }
    }
  }

  /// Whether something may be at `path`, which lies in this place.
  func mayHold(_ path: FilePath) -> Bool { FileAccess.mayBeBehind(path, closing) }

  private var closing: FileAccess.Closing { self == .root ? .anyone : .own }

  /// The record of `group`, whether it is there or not.
  func record(of group: ExtensionName, in environment: Environment) -> FilePath? {
    records(in: environment)?.appending("\(group)\(TrustRecord.suffix)")
  }

  /// Where a record of `group` is written: root's, where root looks at a group of the machine's. One that
  /// root alone has is as private as anybody's.
  static func own(of group: Group, in environment: Environment) -> TrustPlace {
    Host.effectiveUserID == 0 && !isPrivate(group, in: environment) ? .root : .user
  }

  /// Whether `group` lies where only this user's are looked for.
  static func isPrivate(_ group: Group, in environment: Environment) -> Bool {
    let home = XDGDirectories.value(of: "XDG_DATA_HOME", in: environment)
    return home.map { XDGDirectories.extensionRoot(in: FilePath($0)) == group.root } ?? false
  }
}
