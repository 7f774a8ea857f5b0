/// What the files of a folder are to the group that it has become.
struct FolderReport {
  /// The extensions, sorted by name.
  private(set) var extensions: [String] = []
  private let directory: FilePath
  /// The names of the others, by what there is to say of them.
  private var notExecutable: [ByteString] = []
  private var unnamable: [ByteString] = []
  private var skipped: [(reason: String, names: [ByteString])] = []
  /// The extensions that are several files.
  private var doubled: [String] = []
  /// Those that have a file of their very name.
  private var plain: [String] = []
  /// The files of extensions that somebody else could change, so that they are refused.
  private var changeable: [ByteString] = []
  /// Scripts of other languages that don't say so.
  private var underShell: [ByteString] = []

  /// Looks at the folder; nothing is said of one that can't be read.
  ///
  /// - Parameter manifest: the group's, or nil if it can't be used.
  init(_ directory: FilePath, _ manifest: Manifest?) {
    self.directory = directory
    for name in (try? Directory.names(in: directory)) ?? [] where !name.equals(Manifest.fileName) {
      add(FolderFile(name, in: directory, manifest), name)
    }
    for rule in manifest?.extensions ?? [] where rule.command != nil { add(rule.name) }
    extensions.sort()
  }

  private mutating func add(_ file: FolderFile, _ name: ByteString) {
    switch file {
    case .extension(let called):
      add(called)
      if name.equals(called.text) { plain.append(called.text) }
      if ExtensionFile.languageUnsaid(at: directory.appending(name)) != nil {
        underShell.append(name)
      }
      if (try? PathSafety().require(directory.appending(name))) == nil { changeable.append(name) }
    case .notExecutable: notExecutable.append(name)
    // Made executable, they would be one file too many.
    case .besideExtension:
      skip(name, "as another file, or a command, is the extension of their name")
    case .unnamable: unnamable.append(name)
    case .hidden: skip(name, "by their names")
    case .ignored: skip(name, "as the manifest ignores them")
    case .folder: skip(name, "as they are folders")
    case .other: skip(name, "as they are neither executable nor begin with '#!'")
    case .dangling: skip(name, "as they are links to nothing")
    case .special: skip(name, "as they are no files")
    }
  }

  private mutating func add(_ name: ExtensionName) {
    guard extensions.contains(name.text) else { return extensions.append(name.text) }
    if !doubled.contains(name.text) { doubled.append(name.text) }
  }

  private mutating func skip(_ name: ByteString, _ reason: String) {
    if let place = skipped.firstIndex(where: { $0.reason == reason }) {
      skipped[place].names.append(name)
    } else {
      skipped.append((reason, [name]))
    }
  }

  /// A line each kind; none is broken within a name or a command.
  func text(_ lines: Lines) -> String {
    var text = ""
    let add = { (line: String) in text += lines.text(line, behind: 0) + "\n" }
    let usable = extensions.filter { !doubled.contains($0) || plain.contains($0) }
    add("extensions: \(usable.isEmpty ? "none" : usable.joined(separator: ", "))")
    for name in doubled {
      let which = plain.contains(name) ? "only the one without a suffix" : "none of them"
      add("several files are '\(name)', and \(which) runs: keep one of them")
    }
    if !changeable.isEmpty {
      add("refused, as somebody else could change them: \(list(changeable)); see: qli doctor")
    }
    if !underShell.isEmpty {
      add(
        "run under /bin/sh, as they have no '#!' line: \(list(underShell)); see: qli doctor")
    }
    if !notExecutable.isEmpty {
      add("scripts without an execute bit, and so no extensions yet: \(list(notExecutable))")
      let paths = notExecutable.map { Wording.shellQuoted(directory.appending($0)) }
      text += "  make them some: chmod +x \(paths.joined(separator: " "))\n"
    }
    if !unnamable.isEmpty {
      add("no extension can be called so: \(list(unnamable)); \(RootCheck.nameRule)")
    }
    for (reason, names) in skipped { add("skipped, \(reason): \(list(names))") }
    return text
  }

  private func list(_ names: [ByteString]) -> String {
    names.map { Wording.shellQuoted($0.lossyText) }.joined(separator: ", ")
  }
}
