/// Which file of a group's folder an extension is: one of its name, or a script of its name with the suffix of
/// its language. `deploy.sh` is the extension `deploy`, whatever it is written in tomorrow.
enum ExtensionFile {
  /// The suffixes of scripts, in the order in which they are looked for.
  static let suffixes = [
    "sh", "bash", "zsh", "fish", "py", "rb", "pl", "js", "mjs", "ts", "lua", "php", "swift",
  ]

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

  /// The file of that very name, if there is one, by lstat(2), that isn't ignored.
  static func path(
    _ file: ExtensionName, in directory: FilePath, _ manifest: Manifest?
  ) -> FilePath? {
    let path = directory.appending(file.text)
    return FileAccess.mayBeThere(path) && manifest?.ignores(file) != true ? path : nil
  }

  /// Whether a script comes before another one of the same name.
  static func isBefore(_ one: ExtensionName, _ other: ExtensionName) -> Bool {
    rank(of: one) < rank(of: other)
  }

  private static func rank(of file: ExtensionName) -> Int {
    let end = file.text.utf8.split(separator: UInt8(ascii: ".")).last ?? ""[...].utf8
    return suffixes.firstIndex { end.elementsEqual($0.utf8) } ?? suffixes.count
  }
}
