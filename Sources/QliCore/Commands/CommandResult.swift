/// What a command of qli's own prints to standard output, and how it ends.
struct CommandResult {
  var output: [UInt8] = []
  var code = ExitCode.success

  init(_ text: String, code: ExitCode = .success) {
    output = Array(text.utf8)
    self.code = code
  }

  init(bytes: [UInt8]) { output = bytes }

  /// One JSON object, on one line.
  init(json body: (inout JSONWriter) -> Void, code: ExitCode = .success) {
    var writer = JSONWriter()
    writer.object { writer in
      // Raised when the meaning of a member changes; members may be added at any time.
      writer.member("version", 1)
      body(&writer)
    }
    output = writer.endLine()
    self.code = code
  }
}
