/// Why a run doesn't get what it claims.
enum ClaimRefusal: Error {
  /// Another run has some of it; and where its qli is gone, the process that still holds that.
  case held(ClaimNote, leftBehind: ProcessID?)
  /// It is started inside a claiming run, and these aren't that one's.
  case notWithin([FilePath], ClaimNote)
  /// Somebody has held the gate all the time.
  case gateHeld(FilePath, seconds: Int)
  /// qli was told to stop while it waited.
  case interrupted(Signal)
  /// Neither XDG_STATE_HOME nor HOME says where claims are.
  case noStateFolder
  /// Somebody else could change who has what.
  case unsafe(FilePath, UnsafePath)
  /// The claim's file can't be used.
  case system(FilePath, Errno)

  init(_ path: FilePath, _ error: PathError) {
    switch error {
    case .unsafe(let unsafe): self = .unsafe(path, unsafe)
    case .unreadable(_, let errno): self = .system(path, errno)
    }
  }

  init(_ path: FilePath, _ failure: Gate.Failure) {
    switch failure {
    case .path(let error): self.init(path, error)
    case .system(let errno): self = .system(path, errno)
    case .held(let seconds): self = .gateHeld(path, seconds: seconds)
    case .interrupted(let signal): self = .interrupted(signal)
    }
  }
}

extension ErrorReport {
  /// The words for a claim that isn't granted.
  init(_ refusal: ClaimRefusal) {
    switch refusal {
    case .held(let note, let leftBehind):
      let run = "'\(note.group) \(note.extension)'"
      let claimed = "another run has claimed \(Self.list(note.paths))"
      guard let leftBehind else {
        self.init(
          "\(claimed): \(run), process \(note.process.rawValue) since \(note.since), "
            + "run \(note.runID)",
          help: ["wait until it has ended, and try again", "see who has what: qli status"])
        return
      }
      let program = leftBehind.programName.map { " (\(Visible.text($0)))" } ?? ""
      self.init(
        "\(claimed): process \(leftBehind.rawValue)\(program), which \(run), run \(note.runID) of "
          + "\(note.since), has left behind",
        help: ["wait until it has ended, or end it: kill \(leftBehind.rawValue)"])
    case .notWithin(let paths, let parent):
      self.init(
        "\(Self.list(paths)) is not within what the run around this one has claimed, "
          + "\(Self.list(parent.paths)): '\(parent.group) \(parent.extension)', process "
          + "\(parent.process.rawValue) since \(parent.since), run \(parent.runID)",
        help: [
          "claim a part of that: --write \(Wording.shellQuoted(parent.paths.first ?? "/"))",
          "or start it from outside of that run",
        ])
    case .gateHeld(let path, let seconds):
      self.init(
        "cannot compare claims: another process has held '\(Visible.text(path))' for "
          + "\(seconds) seconds",
        help: ["find who holds it: fuser -v \(Wording.shellQuoted(path))"])
    case .interrupted(let signal): self.init("the wait for other claims was ended by \(signal)")
    case .noStateFolder:
      self.init(
        "the claim of this extension has no place: "
          + "neither XDG_STATE_HOME nor HOME is set to an absolute path",
        help: [Remedy.settingHome])
    case .unsafe(let path, let unsafe):
      let report = ErrorReport(unsafe, effect: "change who has claimed what")
      self.init(
        "cannot claim anything in '\(Visible.text(path))': \(report.headline)",
        details: report.details, help: report.help)
    case .system(let path, let errno):
      self.init("cannot write the claim '\(Visible.text(path))': \(errno)")
    }
  }

  private static func list(_ paths: [FilePath]) -> String {
    if paths.isEmpty { return "nothing" }
    return Wording.list(paths.map { "'\(Visible.text($0))'" }, "and")
  }
}
