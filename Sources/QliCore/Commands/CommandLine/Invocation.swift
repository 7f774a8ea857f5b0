/// What was asked of qli.
struct Invocation: Equatable {
  enum Command: Equatable {
    case run(RunLine)
    /// A group without an extension; `isHelp` where `--help` stood with it.
    case group(ByteString, isHelp: Bool)
    case list(group: ByteString?, isJSON: Bool)
    case which(group: ByteString, extension: ByteString, isJSON: Bool)
    /// A run that is only explained.
    case explain(RunLine, isJSON: Bool)
    case sources(SourcesLine)
    case new(NewLine)
    /// Elsewhere in memory: a run's line, which is copied about, needn't have room for it.
    indirect case audit(AuditLine)
    case doctor(isJSON: Bool)
    case completions(CompletionShell)
    /// What a shell asks while a line is typed: the shell, and the words.
    case complete(Arguments)
    case help(topic: ByteString?)
    case extensionHelp(group: ByteString, extension: ByteString)
    case commandHelp(BuiltIn)
    case version
  }

  /// A run as it was typed.
  struct RunLine: Equatable {
    let group: ByteString
    let `extension`: ByteString
    let arguments: Arguments
    var answers = GivenAnswers()
    /// In place of the manifest's time limit.
    var timeLimit: RunDuration?
    /// What the output is, where it is kept and reported as JSON; nil where it isn't.
    var shape: OutputShape?
    /// Where a program wants to be told how the run ended.
    var status = StatusTarget()
  }

  /// The places of `--status-fd` and `--status-file`.
  struct StatusTarget: Equatable {
    var descriptor: Int32?
    var file: ByteString?
  }

  /// What is to be done with source plugins.
  enum SourcesLine: Equatable {
    case list(isJSON: Bool)
    case check(name: ByteString, reference: ByteString?)
    case pin(name: ByteString, isConfirmed: Bool, forbidsAsking: Bool)
    case reset(name: ByteString)
  }

  /// What is to be begun.
  enum NewLine: Equatable {
    case group(ByteString, isGuarded: Bool)
    case `extension`(ByteString, of: ByteString, ScriptTemplate)
  }

  /// Which runs are asked for, and how they are shown.
  struct AuditLine: Equatable {
    var group: ByteString?
    var `extension`: ByteString?
    var since: Since?
    var onlyFailed = false
    var runID: RunID.Prefix?
    var follows = false
    var isJSON = false

    /// A moment, and how it was typed.
    struct Since: Equatable {
      let text: String
      let time: PastTime
    }
  }

  var command: Command
  var isQuiet = false
  var color = ColorMode.auto
}
