extension AuditCommand {
  /// Which runs are asked for, and how they are shown.
  struct Line: Equatable {
    let group: ByteString?
    let `extension`: ByteString?
    var since: Since?
    let onlyFailed: Bool
    var runID: RunID.Prefix?
    /// The run that is shown with all that it has started.
    var tree: RunID.Prefix?
    var host: ByteString?
    /// The files that are read in place of the groups' logs.
    var files: [FilePath] = []
    let follows: Bool
    let isJSON: Bool

    /// A moment, and how it was typed.
    struct Since: Equatable {
      let text: String
      let time: PastTime
    }
  }
}

extension AuditCommand.Line {
  init(_ line: CommandLine) throws(UsageError) {
    var names = line.operands(from: 0)
    if line.has(.log) { files = Self.takeFiles(from: &names) + line.all(.log).map { FilePath($0) } }
    if let word = names.dropFirst(2).first {
      throw line.error(.tooManyOperands(word.lossyText, command: .audit))
    }
    group = names.first
    `extension` = names.dropFirst().first
    host = line.last(.host)?.value
    onlyFailed = line.has(.failed)
    follows = line.has(.follow)
    isJSON = line.has(.json)
    if let given = line.last(.since), let text = given.value?.lossyText {
      guard let time = PastTime(text) else {
        throw line.error(.badTime(text, option: given.spelling))
      }
      since = Since(text: text, time: time)
    }
    runID = try Self.prefix(.runID, line)
    tree = try Self.prefix(.tree, line)
    if files.contains(where: { $0.string.isEmpty }) {
      throw line.error(.emptyPath(option: "--log"))
    }
    try refuseContradictions(line)
  }

  private static func prefix(
    _ option: Option, _ line: CommandLine
  ) throws(UsageError) -> RunID.Prefix? {
    guard let given = line.last(option), let text = given.value?.lossyText else { return nil }
    guard let prefix = RunID.Prefix(text) else {
      throw line.error(.badRunID(text, option: given.spelling))
    }
    return prefix
  }

  /// What a shell makes of `--log *.jsonl`: a name of a group has no `/`, and is that of no file here.
  private static func takeFiles(from words: inout [ByteString]) -> [FilePath] {
    var files: [FilePath] = []
    words.removeAll { word in
      let path = FilePath(word)
      let kind = try? FileStatus(following: path).kind
      let isFile = word.bytes.contains(.slash) || kind.map { $0 != .directory } ?? false
      if isFile { files.append(path) }
      return isFile
    }
    return files
  }

  private func refuseContradictions(_ line: CommandLine) throws(UsageError) {
    if !files.isEmpty, follows { throw line.error(.contradiction("--log", "--follow")) }
    guard tree != nil else { return }
    for option in [Option.runID, .failed, .since, .follow, .host] where line.has(option) {
      throw line.error(.contradiction("--tree", option.spellings.last ?? ""))
    }
  }
}
