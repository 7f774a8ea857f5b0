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

  /// Whether there may be any: looked up by every run, so that root's path isn't put together for it.
  func mayHaveRecords(in environment: Environment) -> Bool {
    switch self {
    case .root: FileAccess.mayBeThere("/etc/qli/trust")
    case .user: records(in: environment).map { FileAccess.mayBeThere($0) } ?? false
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
