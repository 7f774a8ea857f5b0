extension AuditCommand {
  /// Which runs are asked for, and how they are shown.
  struct Line: Equatable {
    let group: ByteString?
    let `extension`: ByteString?
    var since: Since?
    let onlyFailed: Bool
    var runID: RunID.Prefix?
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
    group = line.operand(0)
    `extension` = line.operand(1)
    onlyFailed = line.has(.failed)
    follows = line.has(.follow)
    isJSON = line.has(.json)
    if let given = line.last(.since), let text = given.value?.lossyText {
      guard let time = PastTime(text) else {
        throw line.error(.badTime(text, option: given.spelling))
      }
      since = Since(text: text, time: time)
    }
    if let given = line.last(.runID), let text = given.value?.lossyText {
      guard let prefix = RunID.Prefix(text) else {
        throw line.error(.badRunID(text, option: given.spelling))
      }
      runID = prefix
    }
  }
}
