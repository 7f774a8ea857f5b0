/// What a run needs to know, all of it found and checked.
struct RunRequest {
  let runID: RunID
  let group: Group
  let `extension`: Extension
  /// The group's rules and the extension's own, merged.
  let policy: Policy
  /// What is handed to the extension, byte for byte.
  let arguments: Arguments
  /// What the command line says in advance.
  let answers: GivenAnswers
  /// The run that this one is nested in.
  let parent: RunID?
  /// The trace that it belongs to.
  let trace: TraceContext?
  /// Where the extension's output is kept, while it runs in a session of its own with nothing to
  /// read; or nil, and it has qli's own streams and the terminal.
  let capture: OutputCapture?
  /// The extension's file, where what runs has to be what was looked at, or what is recorded.
  var pinned: PinnedProgram?
  /// How long it waits while another run has the extension to itself; nil for not at all.
  var lockPatience: RunDuration?
}

extension RunRequest {
  /// The line that asks for this run, without its arguments.
  ///
  /// - Parameter options: the words that stand before the group.
  func line(_ options: [String] = []) -> String {
    "\(BuiltIn.line(for: group.name, options)) \(`extension`.name)"
  }

  /// What its program gets.
  var programArguments: Arguments { programArguments(arguments) }

  /// What its program gets where the extension is to get `arguments`.
  func programArguments(_ arguments: Arguments) -> Arguments {
    let first = `extension`.firstArguments
    return first.isEmpty
      ? arguments : Arguments(first + (0..<arguments.count).map { arguments[$0] })
  }

  /// What is recorded of it, if that is wanted.
  var digests: RunDigests? {
    guard let pinned else { return nil }
    return RunDigests(
      file: pinned.digest.description,
      manifest: SHA256.digest(of: group.manifestFile.bytes).description)
  }

  /// What is executed; its argument 0 is the path of the extension, or of its command's program.
  var program: FilePath { pinned?.program ?? `extension`.program }

  /// Refuses to start what isn't what was looked at any more. To be called immediately before it is
  /// started.
  func checkUnchanged() throws(Outcome) {
    guard let pinned else { return }
    try converting({ Outcome.failed(.lookup($0)) }) { () throws(LookupError) in
      try TrustCheck.requireUnchanged(pinned, of: group.name)
    }
  }
}
