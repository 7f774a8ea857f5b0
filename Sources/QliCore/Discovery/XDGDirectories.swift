/// The folders of the XDG base directory specification.
enum XDGDirectories {
  /// The variables with a default below the home folder.
  private static let homeDefaults = [
    ("XDG_DATA_HOME", ".local/share"), ("XDG_CONFIG_HOME", ".config"),
    ("XDG_STATE_HOME", ".local/state"), ("XDG_CACHE_HOME", ".cache"),
  ]

  /// `/usr/local/share` and `/usr/share`: where data lies if XDG_DATA_DIRS doesn't say.
  private static let defaultDataDirectories = "/usr/local/share:/usr/share"

  /// The variable `name`, or its XDG default; nil if it is unset or empty and has none.
  ///
  /// A relative path in an XDG variable is invalid, and counts as unset.
  static func value(of name: String, in environment: Environment) -> ByteString? {
    let value = environment.nonEmpty(name)
    guard let fallback = homeDefaults.first(where: { $0.0 == name })?.1 else { return value }
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
    let list = environment.nonEmpty("XDG_DATA_DIRS") ?? ByteString(defaultDataDirectories)
    return list.bytes.split(separator: UInt8(ascii: ":")).compactMap { ByteString($0) }
  }

  /// Where data is looked for, the most important first. Relative entries are left out.
  static func dataDirectories(in environment: Environment) -> [FilePath] {
    var result: [FilePath] = []
    let candidates =
      [value(of: "XDG_DATA_HOME", in: environment)].compactMap { $0 }
      + dataDirectoryEntries(in: environment)
    for candidate in candidates {
      let path = FilePath(candidate)
      if path.isAbsolute, !result.contains(path) { result.append(path) }
    }
    return result
  }

  /// The roots in which groups are looked for, the most important first.
  static func extensionRoots(in environment: Environment) -> [FilePath] {
    dataDirectories(in: environment).map { $0.appending("qli/extensions") }
  }
}
