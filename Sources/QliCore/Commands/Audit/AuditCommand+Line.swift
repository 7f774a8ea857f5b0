extension AuditCommand {
  /// Which runs are asked for, and how they are shown.
  struct Line: Equatable {
    let group: ByteString?
    let `extension`: ByteString?
    var since: Since?
    var until: Since?
    var user: ByteString?
    /// So many of the last.
    var last: Int?
    /// Whether they are counted, and not shown.
    var isSummary = false
    /// The run that is acknowledged, and what is known of it.
    var closing: Closing?
    let onlyFailed: Bool
    var runID: RunID.Prefix?
    /// The run that is shown with all that it has started.
    var tree: RunID.Prefix?
    var host: ByteString?
    /// The files that are read in place of the groups' logs.
    var files: [FilePath] = []
    let follows: Bool
    let isJSON: Bool

    struct Closing: Equatable {
      let runID: RunID.Prefix
      let reason: String
    }

    /// Whether only some of the runs are asked for.
    var isChoice: Bool {
      since != nil || until != nil || onlyFailed || host != nil || user != nil
    }

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
    since = try Self.time(.since, line)
    until = try Self.time(.until, line)
    user = line.last(.user)?.value
    last = try Self.count(line)
    isSummary = line.has(.summary)
    closing = try Self.closing(line, names)
    runID = try Self.prefix(.runID, line)
    tree = try Self.prefix(.tree, line)
    if files.contains(where: { $0.string.isEmpty }) {
      throw line.error(.emptyPath(option: "--log"))
    }
    try refuseContradictions(line)
  }

  private static func time(
    _ option: Option, _ line: CommandLine
  ) throws(UsageError) -> Since? {
    guard let given = line.last(option), let text = given.value?.lossyText else { return nil }
    guard let time = PastTime(text) else {
      throw line.error(.badTime(text, option: given.spelling))
    }
    return Since(text: text, time: time)
  }

  private static func count(_ line: CommandLine) throws(UsageError) -> Int? {
    guard let given = line.last(.last), let text = given.value?.lossyText else { return nil }
    guard text.utf8.allSatisfy({ $0.isDecimalDigit }), let count = Int(text), count > 0 else {
      throw line.error(.badCount(text, option: given.spelling, least: 1))
    }
    return count
  }

  private static func closing(
    _ line: CommandLine, _ names: [ByteString]
  ) throws(UsageError) -> Closing? {
    let reason = try line.reason()
    guard let runID = try prefix(.close, line) else {
      if reason != nil { throw line.error(.needsOption("--reason", needed: "--close")) }
      return nil
    }
    guard let reason else {
      let whole = AuditCloseCommand.line(runID.text, of: names)
      throw line.error(.withoutOption("--close", needed: "--reason TEXT", line: whole))
    }
    return Closing(runID: runID, reason: reason)
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
    let chosen: [Option] = [
      .runID, .failed, .since, .follow, .host, .until, .user, .last, .summary,
    ]
    if tree != nil { try line.refuse(chosen, beside: .tree) }
    if isSummary { try line.refuse([.runID, .follow], beside: .summary) }
    if until != nil { try line.refuse([.follow], beside: .until) }
    // What was collected was run on other machines, and nothing is written to it.
    if closing != nil { try line.refuse(chosen + [.tree, .log, .json], beside: .close) }
  }
}

extension CommandLine {
  /// Refuses `options`, which mean nothing beside `option`.
  fileprivate func refuse(_ options: [Option], beside option: Option) throws(UsageError) {
    for other in options where other != option && has(other) {
      throw error(
        .contradiction(option.spellings.last ?? "", other.spellings.last ?? ""))
    }
  }
}
