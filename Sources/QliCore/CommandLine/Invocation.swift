/// What was asked of qli.
struct Invocation: Equatable {
  enum Command: Equatable {
    case run(group: ByteString, extension: ByteString, arguments: Arguments, isConfirmed: Bool)
    /// A group without an extension; `isHelp` where `--help` stood with it.
    case group(ByteString, isHelp: Bool)
    case list(group: ByteString?, isJSON: Bool)
    case which(group: ByteString, extension: ByteString, isJSON: Bool)
    case doctor(isJSON: Bool)
    case help(topic: ByteString?)
    case commandHelp(BuiltIn)
    case version
  }

  var command: Command
  var isQuiet = false
  var color = ColorMode.auto
}
