/// The folders of the XDG base directory specification.
enum XDGDirectories {
  /// Where the folder of the variable `name` is below the home folder, or nil if it has no such
  /// default.
  private static func homeDefault(_ name: String) -> String? {
    switch name {
    case "XDG_DATA_HOME": ".local/share"
    case "XDG_CONFIG_HOME": ".config"
    case "XDG_STATE_HOME": ".local/state"
    case "XDG_CACHE_HOME": ".cache"
    default: nil
    }
  }

  /// `/usr/local/share` and `/usr/share`: where data lies if XDG_DATA_DIRS doesn't say.
  private static let defaultDataDirectories = "/usr/local/share:/usr/share"

  /// The variable `name`, or its XDG default; nil if it is unset or empty and has none.
  ///
  /// A relative path in an XDG variable is invalid, and counts as unset.
  static func value(of name: String, in environment: Environment) -> ByteString? {
    let value = environment.nonEmpty(name)
    guard let fallback = homeDefault(name) else { return value }
    if let value, FilePath(value).isAbsolute { return value }
    return home(in: environment)?.appending(fallback).string
  }

  /// `$HOME`, unless it is unset, empty or relative.
  static func home(in environment: Environment) -> FilePath? {
    guard let value = environment.nonEmpty("HOME") else { return nil }
    let path = FilePath(value)
    return path.isAbsolute ? path : nil
  }

  /// The entries of XDG_DATA_DIRS, in order, as they stand there.
  static func dataDirectoryEntries(in environment: Environment) -> [ByteString] {
    var entries: [ByteString] = []
    let list = environment.nonEmpty("XDG_DATA_DIRS") ?? ByteString(defaultDataDirectories)
    list.forEachPart(separatedBy: UInt8(ascii: ":")) { entry in
      if !entry.isEmpty { entries.append(entry) }
    }
    return entries
  }

  /// Where data is looked for, the most important first. Relative entries are left out.
  static func dataDirectories(in environment: Environment) -> [FilePath] {
    var result: [FilePath] = []
    func add(_ path: FilePath) {
      if path.isAbsolute, !result.contains(path) { result.append(path) }
    }
    if let home = value(of: "XDG_DATA_HOME", in: environment) { add(FilePath(home)) }
    for entry in dataDirectoryEntries(in: environment) { add(FilePath(entry)) }
    return result
  }

  /// The roots in which groups are looked for, the most important first.
  static func extensionRoots(in environment: Environment) -> [FilePath] {
    dataDirectories(in: environment).map { $0.appending("qli/extensions") }
  }
}
