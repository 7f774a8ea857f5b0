/// Why a run doesn't get what it claims.
enum ClaimRefusal: Error {
  /// Another run has some of it; and where its qli is gone, the process that still holds that.
  case held(ClaimNote, leftBehind: ProcessID?)
  /// It is started inside a claiming run, and these aren't that one's.
  case notWithin([FilePath], ClaimNote)
  /// What this file claims isn't known: a newer qli has written it, or somebody has damaged it.
  case unknown(FilePath)
  /// Claims can't be compared.
  case lock(LockFailure)
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
        help: ["narrow it by --write to a part of that, or start it from outside of that run"])
    case .unknown(let path):
      self.init(
        "another run has claimed what isn't known: a newer qli has written '\(Visible.text(path))', or it "
          + "is damaged",
        help: ["find who has it: fuser -v \(Wording.shellQuoted(path))"])
    case .lock(let failure):
      self.init(failure, of: "the claim of this extension", effect: "change who has claimed what")
    }
  }

  private static func list(_ paths: [FilePath]) -> String {
    if paths.isEmpty { return "nothing" }
    return Wording.list(paths.map { "'\(Visible.text($0))'" }, "and")
  }
}
