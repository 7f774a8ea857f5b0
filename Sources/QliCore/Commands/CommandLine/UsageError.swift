/// A command line that qli doesn't understand.
struct UsageError: Error, Equatable {
  enum Reason: Equatable {
    case noCommand
    case unknownOption(String)
    /// The option exists, but not here.
    case misplacedOption(String, command: String)
    case missingValue(String)
    case badValue(String, option: String, allowed: String)
    case badReason(option: String)
    /// No path at all.
    case emptyPath(option: String)
    /// No number of a descriptor that a program could have opened for it.
    case badDescriptor(String, option: String)
    case badStatusFile(ByteString, FileStatus.Kind)
    /// It holds something else, which would be lost.
    case foreignStatusFile(ByteString)
    /// Somebody else could change it, or what is written there.
    case unsafeStatusFile(ByteString, UnsafePath)
    case unwritableStatusFile(ByteString, Errno)
    case badDuration(String, option: String, RunDuration.SyntaxError)
    /// No moment of the past.
    case badTime(String, option: String)
    case futureTime(String, option: String)
    /// No number of lines.
    case badCount(String, option: String, least: Int = 0)
    case badRunID(String, option: String)
    /// No whole id of a run.
    case badParentRun(String, option: String)
    case badInstance(String)
    /// No record's number and digest.
    case badPosition(String, option: String)
    /// No times that come again.
    case badTimer(String, option: String)
    /// Two options that don't go together.
    case contradiction(String, String)
    case unexpectedValue(String)
    /// `--instance`, with its value, behind the extension's name, where all is the extension's.
    case instanceBehindName([ByteString], isAlone: Bool)
    case needsOption(String, needed: String)
    /// One that has to stand with it isn't there; with a line that has it.
    case withoutOption(String, needed: String, line: String)
    /// Nothing but a file or a pipe is handed on.
    case terminalInput(option: String)
    case tooManyOperands(String, command: BuiltIn)
    case missingOperands(BuiltIn)
    /// Help for programs knows commands alone.
    case noCommandOfHelp(String)
    case unknownAction(String)
    case unknownShell(String)
    case missingOperandsOfAction(SourcesAction)
  }

  let reason: Reason
  /// Whether the line is a run, whose exit codes are the extension's.
  let isRun: Bool
  /// How the line wants it shown, as far as it was read.
  var isQuiet = false
  var color = ColorMode.auto
  /// The command of the line, and its first plain words, as far as they were read.
  var command: BuiltIn?
  var operands: [ByteString] = []
  /// Where the line wants to be told how the run ended.
  var statusFile: ByteString?

  /// 125 for a run: 2 is a common code of the extensions themselves.
  var exitCode: ExitCode { isRun ? .qliFailed : .usage }
}
