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

  /// Where qli keeps its own state; nil where neither XDG_STATE_HOME nor HOME says.
  static func stateFolder(in environment: Environment) -> FilePath? {
    value(of: "XDG_STATE_HOME", in: environment).map { FilePath($0).appending("qli") }
  }

  /// Where a user tells qli what it is to go by; nil where neither XDG_CONFIG_HOME nor HOME says.
  static func configFolder(in environment: Environment) -> FilePath? {
    value(of: "XDG_CONFIG_HOME", in: environment).map { FilePath($0).appending("qli") }
  }

  /// Where qli keeps what goes with the session; nil where XDG_RUNTIME_DIR doesn't say.
  static func runtimeFolder(in environment: Environment) -> FilePath? {
    guard let runtime = environment.nonEmpty("XDG_RUNTIME_DIR"), FilePath(runtime).isAbsolute else {
      return nil
    }
    return FilePath(runtime).appending("qli")
  }

  /// `$HOME`, unless it is unset, empty or relative.
  static func home(in environment: Environment) -> FilePath? {
    guard let value = environment.nonEmpty("HOME") else { return nil }
    let path = FilePath(value)
    return path.isAbsolute ? path : nil
  }

  /// The entries of XDG_DATA_DIRS, in order, as they stand there.
  static func dataDirectoryEntries(in environment: Environment) -> ByteString.Parts {
    let list = environment.nonEmpty("XDG_DATA_DIRS") ?? ByteString(defaultDataDirectories)
    return list.parts(separatedBy: UInt8(ascii: ":"))
  }

  /// What `body` makes of the first root, in which groups are looked for, that it makes anything
  /// of. The most important root comes first; relative ones are left out.
  static func firstExtensionRoot<Value, Failure: Error>(
    in environment: Environment, _ body: (FilePath) throws(Failure) -> Value?
  ) throws(Failure) -> Value? {
    if let home = value(of: "XDG_DATA_HOME", in: environment) {
      // Absolute, or it would not be the variable's value.
      if let value = try body(extensionRoot(in: FilePath(home))) { return value }
    }
    for entry in dataDirectoryEntries(in: environment) {
      let directory = FilePath(entry)
      guard directory.isAbsolute else { continue }
      if let value = try body(extensionRoot(in: directory)) { return value }
    }
    return nil
  }

  /// All such roots, each once.
  static func extensionRoots(in environment: Environment) -> [FilePath] {
    var roots: [FilePath] = []
    _ = firstExtensionRoot(in: environment) { root -> Never? in
      if !roots.contains(root) { roots.append(root) }
      return nil
    }
    return roots
  }

  /// The folders in which source plugins are looked for, in the same order.
  static func sourceRoots(in environment: Environment) -> [FilePath] {
    extensionRoots(in: environment).map { $0.parent.appending("sources") }
  }

  static func extensionRoot(in dataDirectory: FilePath) -> FilePath {
    dataDirectory.appending("qli/extensions")
  }
}
