/// Where it is written what somebody has looked at. Root's place holds for everyone, so that it is asked
/// first, and alone where it has a record.
enum TrustPlace: String, CaseIterable {
  case root, user

  /// Root's own folder, where nobody else can write.
  private static let rootFolder: FilePath = "/etc/qli"

  /// Where such records and what belongs to them lie; nil where the environment doesn't say.
  func folder(in environment: Environment) -> FilePath? {
    switch self {
    case .root: Self.rootFolder
    case .user: XDGDirectories.configFolder(in: environment)
    }
  }

  /// Where the records are.
  func records(in environment: Environment) -> FilePath? {
    folder(in: environment)?.appending("trust")
  }

  /// Whether there may be any. Every run asks, so that it makes no path for that.
  func mayHaveRecords(in environment: Environment) -> Bool {
    switch self {
    case .root: return FileAccess.mayBeThere("/etc/qli/trust")
    case .user:
      // As `XDGDirectories` has it.
      return environment.withValue(of: "XDG_CONFIG_HOME") { folder in
        if let folder, folder[0] == CChar(UInt8.slash) {
          return FileAccess.mayBeThere("/qli/trust", below: folder)
        }
        return environment.withValue(of: "HOME") { home in
          guard let home, home[0] == CChar(UInt8.slash) else { return false }
          return FileAccess.mayBeThere("/.config/qli/trust", below: home)
        }
      }
    }
  }

  /// The record of `group`, whether it is there or not.
  func record(of group: ExtensionName, in environment: Environment) -> FilePath? {
    records(in: environment)?.appending("\(group)\(TrustRecord.suffix)")
  }

  /// Where a record of `group` is written: root's, where root looks at a group of the machine's. One that
  /// root alone has is as private as anybody's.
  static func own(of group: Group, in environment: Environment) -> TrustPlace {
    guard Host.effectiveUserID == 0 else { return .user }
    let home = XDGDirectories.value(of: "XDG_DATA_HOME", in: environment)
    let isPrivate =
      home.map { XDGDirectories.extensionRoot(in: FilePath($0)) == group.root } ?? false
    return isPrivate ? .user : .root
  }
}
