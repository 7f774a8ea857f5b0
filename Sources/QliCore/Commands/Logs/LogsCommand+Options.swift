extension LogsCommand {
  /// What of a log is asked for, and how it is shown.
  struct Options: Equatable {
    var follows = false
    /// So many of the last lines; nil for all.
    var lines: Int?
    var since: AuditCommand.Line.Since?
    /// The one stream that is wanted.
    var stream: LogStream?
    var hasTimestamps = false
    var isJSON = false

    /// Whether what came from `stream` is asked for. What qli says of the service is shown only
    /// where each line says where it is from.
    func wants(_ stream: LogStream) -> Bool {
      if let only = self.stream { return stream == only }
      return stream != .qli || hasTimestamps || isJSON
    }
  }
}

extension LogsCommand.Options {
  /// A stream of the service, by what is typed.
  private enum Typed: String {
    case out, err
  }

  init(_ line: CommandLine) throws(UsageError) {
    follows = line.has(.follow)
    hasTimestamps = line.has(.timestamps)
    isJSON = line.has(.json)
    switch try line.choice(.stream, Typed.self) {
    case .out: stream = .output
    case .err: stream = .errors
    case nil: break
    }
    if let given = line.last(.lines), let text = given.value?.lossyText {
      guard let count = Self.count(text) else {
        throw line.error(.badCount(text, option: given.spelling))
      }
      lines = count
    }
    if let given = line.last(.since), let text = given.value?.lossyText {
      guard let time = PastTime(text) else {
        throw line.error(.badTime(text, option: given.spelling))
      }
      since = AuditCommand.Line.Since(text: text, time: time)
    }
  }

  /// Digits, and nothing else.
  private static func count(_ text: String) -> Int? {
    text.utf8.allSatisfy { $0.isDecimalDigit } ? Int(text) : nil
  }
}
