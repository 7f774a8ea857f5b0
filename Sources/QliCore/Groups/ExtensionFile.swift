/// Which file of a group's folder an extension is: one of its name, or a script of its name with the suffix of
/// its language. `deploy.sh` is the extension `deploy`, whatever it is written in tomorrow.
enum ExtensionFile {
  /// The suffixes of scripts, in the order in which they are looked for.
  static let suffixes = [
    "sh", "bash", "zsh", "fish", "py", "rb", "pl", "js", "mjs", "ts", "lua", "php", "swift",
  ]

  /// The program that runs scripts with the suffix of `path`; nil for those that /bin/sh may run as well.
  static func language(of path: FilePath) -> String? {
    let bytes = path.lastComponent.bytes
    guard let dot = bytes.lastIndex(of: UInt8(ascii: ".")) else { return nil }
    return switch String(decoding: bytes[bytes.index(after: dot)...], as: UTF8.self) {
    case "zsh": "zsh"
    case "fish": "fish"
    case "py": "python3"
    case "rb": "ruby"
    case "pl": "perl"
    case "js", "mjs": "node"
    case "ts": "ts-node"
    case "lua": "lua"
    case "php": "php"
    case "swift": "swift"
    default: nil
    }
  }

  /// The program that would run the script at `path`, which doesn't say so in its first line; nil where it does, or
  /// /bin/sh may run it.
  static func languageUnsaid(at path: FilePath) -> String? {
    guard let language = language(of: path),
      let file = try? OwnedDescriptor(opening: path, for: .reading),
      (try? file.number.byte(at: 0)) != UInt8(ascii: "#")
        || (try? file.number.byte(at: 1)) != UInt8(ascii: "!")
    else { return nil }
    return language
  }

  /// The extension that a file called `file` is, and that is meant by whoever types that.
  static func name(of file: ExtensionName) -> ExtensionName {
    // With a suffix behind another one it is a name of its own, so that a name has none.
    guard let name = stem(of: file.text), stem(of: name.text) == nil else { return file }
    return name
  }

  /// The same of what was typed, which needn't be a name.
  static func name(of typed: ByteString) -> ByteString {
    ExtensionName(typed).map { ByteString(name(of: $0).text) } ?? typed
  }

  /// The name without its suffix; nil where it has none.
  private static func stem(of text: String) -> ExtensionName? {
    let bytes = text.utf8
    guard let dot = bytes.lastIndex(of: UInt8(ascii: ".")), dot != bytes.startIndex else {
      return nil
    }
    let end = bytes[bytes.index(after: dot)...]
    guard suffixes.contains(where: { end.elementsEqual($0.utf8) }) else { return nil }
    return ExtensionName(utf8: bytes[..<dot])
  }

  /// The files of the group's folder that are `name` with a suffix. A folder may hold thousands, so that it
  /// isn't read for that.
  static func scripts(
    of name: ExtensionName, in directory: FilePath, _ manifest: Manifest?
  ) -> [FilePath] {
    suffixes.compactMap { suffix in
      ExtensionName("\(name).\(suffix)").flatMap { path($0, in: directory, manifest) }
    }
  }

  /// What is in the place of the extension `name` in the group's folder, whatever it is; nil where nothing is.
  static func path(
    of name: ExtensionName, in directory: FilePath, _ manifest: Manifest?
  ) -> FilePath? {
    path(name, in: directory, manifest) ?? scripts(of: name, in: directory, manifest).first
  }

  /// All that a run of the extension `name` may take in the group's folder: the file of that very name alone,
  /// where that can be executed.
  static func places(
    of name: ExtensionName, in directory: FilePath, _ manifest: Manifest?
  ) -> [FilePath] {
    let plain = path(name, in: directory, manifest)
    if let plain, (try? FileStatus(following: plain))?.isExecutableFile == true { return [plain] }
    return [plain].compactMap { $0 } + scripts(of: name, in: directory, manifest)
  }

  /// The first one of `places` that can be executed.
  static func executable(
    of name: ExtensionName, in directory: FilePath, _ manifest: Manifest?
  ) -> FilePath? {
    places(of: name, in: directory, manifest).first { path in
      (try? FileStatus(following: path))?.isExecutableFile == true
    }
  }

  /// The programs on `PATH` that are the extension `name`: the one of that very name, and scripts of its name
  /// with a suffix.
  static func programs(
    of name: ExtensionName, _ group: ExtensionName, _ searchPath: SearchPath
  ) -> [FilePath] {
    let program = "qli-\(group)-\(name)"
    return ([program] + suffixes.map { "\(program).\($0)" }).compactMap { searchPath.find($0) }
  }

  /// The file of that very name, if there is one, by lstat(2), that isn't ignored.
  static func path(
    _ file: ExtensionName, in directory: FilePath, _ manifest: Manifest?
  ) -> FilePath? {
    let path = directory.appending(file.text)
    return FileAccess.mayBeThere(path) && manifest?.ignores(file) != true ? path : nil
  }

  /// Whether a file comes before another one of the same name: the one of that very name comes first.
  static func isBefore(_ one: ExtensionName, _ other: ExtensionName) -> Bool {
    rank(of: one) < rank(of: other)
  }

  private static func rank(of file: ExtensionName) -> Int {
    if name(of: file) == file { return -1 }
    let end = file.text.utf8.split(separator: UInt8(ascii: ".")).last ?? ""[...].utf8
    return suffixes.firstIndex { end.elementsEqual($0.utf8) } ?? suffixes.count
  }
}
