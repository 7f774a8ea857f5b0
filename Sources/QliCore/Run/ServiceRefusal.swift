/// Why a service isn't started.
enum ServiceRefusal: Error {
  /// It runs already, and otherwise than it is asked for.
  case running(otherwise: String, process: Int64?, since: String, String)
  /// It runs on another machine, or in another container.
  case elsewhere(host: String, since: String)
  /// Nobody has said in time what becomes of the start that is under way.
  case busy(FilePath)
  /// Processes of an earlier start are left, and nobody watches over them.
  case orphaned([ProcessID], service: String)
  /// As many services run as may.
  case tooMany(Int)
  /// It failed so often that it has to wait.
  case failedTooOften(count: Int, seconds: Int, lastError: String)
  /// What says whether it is ready can't be run.
  case readyCommand(ProgramError)
  /// Its file lies outside of where it has to be.
  case outsideRoot(FilePath, root: FilePath)
  /// Its file has another checksum than each of those that it may have.
  case otherChecksum(FilePath, String)
  /// What it says of its version isn't one, or can't be had.
  case noVersion(FilePath, String)
  /// Its version isn't one that the manifest takes.
  case otherVersion(FilePath, found: String, wanted: String)
  /// Its endpoint can't be used.
  case endpoint(String, String, help: [String])
  /// The file that is to say that it is ready can't.
  case readyFile(String, ErrorReport)
  /// What it is to make lies where it may not write.
  case write(WriteProblem)
  /// Neither XDG_STATE_HOME nor HOME says where its state is.
  case noStateFolder
  /// Somebody else could change what is known of it.
  case unsafeFolder(FilePath, UnsafePath)
  /// Its state can't be kept.
  case folder(FilePath, Errno)
  /// Several of these at once; the first one decides where it is refused.
  indirect case several(ServiceRefusal, [ServiceRefusal])

  init(_ path: FilePath, _ error: PathError) {
    switch error {
    case .unsafe(let danger): self = .unsafeFolder(path, danger)
    case .unreadable(_, let errno): self = .folder(path, errno)
    }
  }

  /// Where it is refused, as records and reports name the steps.
  var step: Step {
    switch self {
    case .running, .elsewhere, .busy, .orphaned: .exclusive
    case .tooMany: .limit
    case .failedTooOften: .startLimit
    case .readyCommand: .requiredCommands
    case .outsideRoot: .program
    case .otherChecksum: .checksum
    case .noVersion, .otherVersion: .version
    case .endpoint: .endpoint
    case .readyFile: .ready
    case .write: .write
    case .noStateFolder, .unsafeFolder, .folder: .supervisor
    case .several(let first, _): first.step
    }
  }

  /// All of `refusals` as one; nil where there is none.
  static func all(of refusals: [ServiceRefusal]) -> ServiceRefusal? {
    guard let first = refusals.first else { return nil }
    return refusals.count == 1 ? first : .several(first, Array(refusals.dropFirst()))
  }

  /// Whether a program isn't there, as long as it isn't installed.
  var isOfMissingProgram: Bool {
    switch self {
    case .readyCommand(.missing), .readyCommand(.absent): true
    default: false
    }
  }

  /// Whether qli itself has failed, and no requirement.
  var isFailure: Bool { step == .supervisor }
}

extension ErrorReport {
  /// The words for a service that isn't started.
  init(_ refusal: ServiceRefusal) {
    switch refusal {
    case .running(let otherwise, let process, let since, let service):
      let who = process.map { "process \($0) " } ?? ""
      self.init(
        "it runs already, with \(otherwise): \(who)since \(since)",
        help: ["end it first: qli stop \(service)"])
    case .elsewhere(let host, let since):
      self.init(
        "it runs on another machine or in another container: '\(Visible.text(host))' since \(since)",
        help: ["end it there"])
    case .busy(let path):
      self.init(
        "a start that is under way says nothing: '\(Visible.text(path))' is locked",
        help: ["find who holds it: fuser -v \(Wording.shellQuoted(path))"])
    case .orphaned(let processes, let service):
      let numbers = processes.prefix(8).map { "\($0.rawValue)" }.joined(separator: ", ")
      self.init(
        "processes of an earlier start are left, and nobody watches over them: \(numbers)",
        help: ["qli stop \(service)"])
    case .tooMany(let limit):
      self.init(
        "\(limit) services run, and no more may run at a time for one user",
        help: ["see them: qli status"])
    case .failedTooOften(let count, let seconds, let lastError):
      self.init(
        "it has failed to start \(count) times in 30s; the last time: \(lastError)",
        help: ["wait \(seconds)s, or mend it first: see qli logs GROUP EXTENSION"])
    case .readyCommand(let error):
      let report = ErrorReport(error)
      self.init(
        "cannot find out whether it is ready: \(report.headline)", details: report.details,
        help: report.help)
    case .outsideRoot(let path, let root):
      self.init(
        "'\(Visible.text(path))' lies outside of 'program_root', which is '\(Visible.text(root))'")
    case .otherChecksum(let path, let checksum):
      self.init(
        "'\(Visible.text(path))' has a checksum that the manifest doesn't list: \(checksum)",
        help: ["see it: sha256sum \(Wording.shellQuoted(path))"])
    case .noVersion(let path, let why):
      self.init("the version of '\(Visible.text(path))' isn't known: \(why)")
    case .otherVersion(let path, let found, let wanted):
      self.init("'\(Visible.text(path))' is version \(found), and the manifest wants \(wanted)")
    case .endpoint(let endpoint, let why, let help):
      self.init("its endpoint '\(Visible.text(endpoint))' can't be used: \(why)", help: help)
    case .readyFile(let path, let why):
      self.init(
        "'\(Visible.text(path))' can't say that it is ready: \(why.headline)",
        details: why.details, help: why.help)
    case .write(let problem): self.init(problem)
    case .noStateFolder:
      self.init(
        "the state of a service has no place: "
          + "neither XDG_STATE_HOME nor HOME is set to an absolute path",
        help: [Remedy.settingHome])
    case .unsafeFolder(let path, let danger):
      let report = ErrorReport(danger, effect: "change what is known of it")
      self.init(
        "cannot keep the state of the service in '\(Visible.text(path))': \(report.headline)",
        details: report.details, help: report.help)
    case .folder(let path, let errno):
      self.init(
        "cannot keep the state of the service in '\(Visible.text(path))': \(errno)",
        help: errno == .noLocks
          ? ["let XDG_STATE_HOME name a folder on a file system that has locks"] : [])
    case .several(let first, let others):
      let reports = ([first] + others).map { ErrorReport($0) }
      var help: [String] = []
      for line in reports.flatMap({ $0.help }) where !help.contains(line) { help.append(line) }
      self.init(
        reports.map { $0.headline }.joined(separator: "; "),
        details: reports.flatMap { $0.details }, help: help)
    }
  }
}
