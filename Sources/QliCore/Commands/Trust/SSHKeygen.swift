/// ssh-keygen(1), asked what a signature is worth. Only root's: whoever chose another would answer in its
/// place.
struct SSHKeygen {
  /// Where it may lie.
  static let places: [FilePath] = ["/usr/bin", "/bin", "/usr/local/bin"]
  /// How long it may take: a key may be on a token.
  private static let limit = RunDuration.seconds(30)
  private static let outputLimit = 64 << 10

  private let program: FilePath
  private let context: RunContext
  private let loop: EventLoop

  /// Finds it in one of `places`, where nobody but root may write.
  init(
    in places: [FilePath] = SSHKeygen.places, _ context: RunContext, _ loop: EventLoop
  ) throws(SignatureError) {
    program = try Self.find(in: places)
    self.context = context
    self.loop = loop
  }

  static func find(in places: [FilePath]) throws(SignatureError) -> FilePath {
    for place in places {
      let path = place.appending("ssh-keygen")
      guard FileAccess.mayBeThere(path) else { continue }
      return try converting(SignatureError.program) { () throws(LookupError) in
        try PathSafety(user: 0).requireFound(path)
      }
    }
    throw .noProgram(places)
  }

  /// What it has said.
  struct Answer {
    let isGood: Bool
    /// Its standard output, line by line.
    let output: [String]
    /// Its standard error likewise.
    let errors: [String]

    /// Whether `words` are in what it said on standard error.
    func said(_ words: String) -> Bool {
      errors.contains { ByteString($0).contains(words.utf8) }
    }
  }

  /// What it says to `question` about the file `name` of `folder` and the signature beside it.
  func ask(
    _ question: ByteString, _ arguments: [ByteString], about name: String, in folder: FilePath
  ) throws(SignatureError) -> Answer {
    let signature = folder.appending(ChecksumList.signatureName).string
    let input = try converting({ SignatureError.unreadable(folder, $0) }) { () throws(Errno) in
      try OwnedDescriptor(opening: folder.appending(name), for: .reading)
    }
    // Of the caller's variables it gets those alone by which it tells the time.
    let variables = ChildEnvironment(
      context.environment, keepingOnly: [.name("TZ"), .name("TZDIR")])
    let launch = Launch(
      program: program, arguments: Arguments(["-Y", question] + arguments + ["-s", signature]),
      environment: variables, input: .descriptor(input.number), signalMask: loop.callerMask)
    let process = HelperProcess(
      launch, Limits(time: Self.limit), outputLimit: Self.outputLimit, loop)
    var isGood = true
    do throws(HelperRun.Failure) { try HelperRun.finish([process], loop) } catch {
      switch error {
      case .interrupted(let signal): throw .interrupted(signal)
      case .system(let error): throw .failed("\(error)")
      case .failed:
        guard case .unsuccessful(.exited, _)? = process.failure else {
          throw .failed(process.failure?.words ?? "it failed")
        }
        isGood = false
      }
    }
    withExtendedLifetime(input) {}
    return Answer(
      isGood: isGood, output: Self.lines(Array(process.output.bytes)),
      errors: Self.lines(process.errors.bytes))
  }

  /// It ends a line of standard error in CR LF.
  private static func lines(_ bytes: [UInt8]) -> [String] {
    bytes.split(separator: .lineFeed).map { line in
      String(decoding: line.last == .carriageReturn ? line.dropLast() : line, as: UTF8.self)
    }
  }
}
