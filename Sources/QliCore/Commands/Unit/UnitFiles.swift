/// The unit of an extension or a service, and the timer that starts it, each under a comment that says
/// which file it belongs in.
struct UnitFiles {
  /// Why there is no unit.
  enum Failure: Error {
    /// qli can't tell where it lies.
    case unknownProgram
    /// systemd starts nothing that lies there.
    case badProgram(FilePath)
    /// What isn't UTF-8 can't stand in a unit; with what it is.
    case notText(String)
    /// Everybody could read the value of a secret there; with what it stands in.
    case secret(String)
  }

  /// The variables that decide what qli finds, and so are for the unit what they are here. No other one
  /// is taken along: it could be a secret.
  private static let variables = [
    "HOME", "PATH", "XDG_DATA_HOME", "XDG_DATA_DIRS", "XDG_STATE_HOME", "XDG_CONFIG_HOME",
    "XDG_CACHE_HOME",
  ]
  /// How long it may take until a service is started, and to end it beyond its own grace, in seconds.
  private static let margins: (start: Int64, stop: Int64) = (60, 10)
  private static let folder = "~/.config/systemd/user"

  private let id: ServiceID
  private let policy: Policy
  private let times: String?
  /// How long a service may take to be ready, in place of what the manifest says.
  private let readyLimit: RunDuration?
  private let command: String
  /// The line that prints all this.
  private let ownLine: String
  /// The lines that fix the variables.
  private let environment: [String]

  init(
    _ request: RunRequest, _ line: UnitCommand.Line, _ environment: Environment,
    hiding redaction: Redaction
  ) throws(Failure) {
    policy = request.policy
    times = line.times
    readyLimit = line.run.lockPatience
    id = ServiceID(
      group: request.group.name, extension: request.extension.name, instance: line.instance)
    let words = Words(redaction)
    command = try words.program() + words.line(id, policy, line.run)
    ownLine = Words.ownLine(id, line)
    self.environment = try words.environment(Self.variables, in: environment)
  }

  /// What the manifest reads from variables that the unit doesn't have.
  var missingVariables: [String] {
    var names = policy.requirements.map { $0.name.text }
    for secret in policy.secrets where secret.provider == .environment {
      names.append(secret.reference)
    }
    var missing: [String] = []
    for name in names where !Self.variables.contains(name) && !missing.contains(name) {
      missing.append(name)
    }
    return missing.map { Visible.text($0) }
  }

  // MARK: - The files

  private var name: String {
    // The first dash that is one tells where the second name begins.
    let group = UnitWord.inName(id.group.text).split(
      separator: "-", omittingEmptySubsequences: false)
    return "qli-" + group.joined(separator: "\\x2d") + "-" + UnitWord.inName(id.name)
  }

  /// What the unit is called.
  var serviceName: String { name + ".service" }
  private var timerName: String { name + ".timer" }

  /// All of it.
  var text: String {
    guard let times else {
      return comment(of: serviceName, saving: nil, enabling: serviceName) + "\n" + service + """

        [Install]
        WantedBy=default.target

        """
    }
    return comment(of: serviceName, saving: splitting, enabling: timerName) + "\n" + service
      + "\n# \(Self.folder)/\(timerName)\n\n" + timer(times)
  }

  /// Writes each unit to the file that the comment above it names.
  private var splitting: String {
    """
    #   mkdir -p \(Self.folder)
    #   \(ownLine) |
    #     awk '/^# ~/ { file = ENVIRON["HOME"] substr($2, 2) } { print >file }'

    """
  }

  private func comment(of file: String, saving: String?, enabling unit: String) -> String {
    let note = Wording.shellNote(for: [ownLine]).map { "# (\($0))\n" } ?? ""
    return """
      # \(Self.folder)/\(file)
      #
      # \(saving == nil ? "To save this there, and start it" : "To save both units, and start the timer"):
      \(saving ?? "#   mkdir -p \(Self.folder)\n#   \(ownLine) >\(Self.folder)/\(shell(file))\n")\
      #   systemctl --user daemon-reload
      #   systemctl --user enable --now \(shell(unit))
      # So that it goes on while you aren't logged in: loginctl enable-linger
      \(note)
      """
  }

  private func shell(_ word: String) -> String { Wording.shellQuoted(word) }

  private var service: String {
    let what = policy.isService ? "a service" : "an extension"
    return """
      [Unit]
      Description=\(id.description), \(what) of qli

      [Service]
      \(startLines.joined(separator: "\n"))
      ExecStart=\(command)
      \(environment.joined(separator: "\n"))
      KillMode=mixed
      TimeoutStopSec=\(Self.seconds(policy.run.grace.milliseconds) + Self.margins.stop)

      """
  }

  private func timer(_ times: String) -> String {
    """
    [Unit]
    Description=When \(id.description) is started

    [Timer]
    OnCalendar=\(times)
    Unit=\(serviceName)

    [Install]
    WantedBy=timers.target

    """
  }

  /// How it is started, and what counts as success.
  private var startLines: [String] {
    guard let service = policy.service else { return ["Type=oneshot"] }
    let readyLimit = readyLimit ?? service.readyTimeout
    let limit = readyLimit.milliseconds + policy.run.grace.milliseconds
    // Whatever makes it ready: qli says so. Told to stop, qli ends with the code of the service.
    var codes = [128 + Signal.terminate.rawValue]
    let code = 128 + service.stopSignal.rawValue
    if !codes.contains(code) { codes.append(code) }
    var lines = [
      "Type=notify", "NotifyAccess=main",
      "TimeoutStartSec=\(Self.seconds(limit) + Self.margins.start)",
      "SuccessExitStatus=" + codes.map { "\($0)" }.joined(separator: " "),
    ]
    // qli starts the service again itself; systemd does so where qli was killed.
    if service.restart != .never { lines.append("Restart=on-abnormal") }
    return lines
  }

  private static func seconds(_ milliseconds: Int64) -> Int64 { (milliseconds + 999) / 1000 }
}

/// The words that come from elsewhere, each looked at before it is let in.
private struct Words {
  private let redaction: Redaction

  init(_ redaction: Redaction) { self.redaction = redaction }

  private func quoted(
    _ word: ByteString, _ place: UnitWord.Place, _ what: @autoclosure () -> String
  ) throws(UnitFiles.Failure) -> String {
    if redaction.occurs(in: word) { throw .secret(what()) }
    guard let quoted = UnitWord.quoted(word, place) else { throw .notText(what()) }
    return quoted
  }

  /// This qli, by the path of its file.
  func program() throws(UnitFiles.Failure) -> String {
    guard let path = Host.executable else { throw .unknownProgram }
    let isRefused = { (byte: UInt8) in
      byte < 0x20 || byte == 0x7f || byte == .quote || byte == .apostrophe || byte == .backslash
    }
    if path.string.bytes.contains(where: isRefused) { throw .badProgram(path) }
    return try quoted(path.string, .elsewhere, "the path of qli")
  }

  /// What stands behind the program. A group can be called like a command that there isn't yet.
  func line(
    _ id: ServiceID, _ policy: Policy, _ run: RunCommand.Line
  ) throws(UnitFiles.Failure) -> String {
    var line = policy.isService ? " start --foreground" : " run"
    line += " --no-input"
    if run.answers.isConfirmed { line += " --yes" }
    if let word = run.answers.word {
      line += " --confirm " + (try quoted(word, .argument, "the word of '--confirm'"))
    }
    if let reason = run.answers.reason {
      line += " --reason " + (try quoted(ByteString(reason), .argument, "the reason"))
    }
    if let limit = run.timeLimit { line += " --timeout \(limit)" }
    if let limit = run.lockPatience { line += " --wait \(limit)" }
    for path in run.writablePaths {
      line += " --write " + (try quoted(path.string, .argument, "the path of '--write'"))
    }
    // Behind `--` it is none of qli's own.
    let arguments = (0..<run.arguments.count).map { run.arguments[$0] }
    if policy.isService, arguments.contains(where: { Option.instance.isTyped(as: $0) }) {
      line += " --"
    }
    line += " \(id)"
    for (index, argument) in arguments.enumerated() {
      line += " " + (try quoted(argument, .argument, "argument \(index + 1)"))
    }
    return line
  }

  /// The line that prints the unit, as a shell takes it; all of its words have been looked at.
  static func ownLine(_ id: ServiceID, _ line: UnitCommand.Line) -> String {
    let (answers, arguments) = (line.run.answers, line.run.arguments)
    var words = "qli unit"
    if answers.isConfirmed { words += " --yes" }
    if let word = answers.word { words += " --confirm " + Wording.shellQuoted(word) }
    if let reason = answers.reason { words += " --reason " + Wording.shellQuoted(reason) }
    if let limit = line.run.timeLimit { words += " --timeout \(limit)" }
    if let limit = line.run.lockPatience { words += " --wait \(limit)" }
    for path in line.run.writablePaths { words += " --write " + Wording.shellQuoted(path) }
    if let times = line.times { words += " --timer " + Wording.shellQuoted(times) }
    words += " \(id)"
    if arguments.count > 0 { words += " --" }
    for index in 0..<arguments.count { words += " " + Wording.shellQuoted(arguments[index]) }
    return words
  }

  /// The lines that give the variables `names` the values that they have here. Those that aren't set
  /// aren't in the unit either, whatever the user's manager has.
  func environment(
    _ names: [String], in environment: Environment
  ) throws(UnitFiles.Failure) -> [String] {
    var lines: [String] = []
    var unset: [String] = []
    for name in names {
      if let value = environment[name] {
        var entry = ByteString("\(name)=")
        entry.append(value)
        lines.append("Environment=" + (try quoted(entry, .elsewhere, name)))
      } else {
        unset.append(name)
      }
    }
    if !unset.isEmpty { lines.append("UnsetEnvironment=" + unset.joined(separator: " ")) }
    return lines
  }
}

extension ErrorReport {
  /// The words for a unit that can't be printed.
  init(_ failure: UnitFiles.Failure) {
    switch failure {
    case .unknownProgram: self.init("cannot tell where this qli lies")
    case .badProgram(let path):
      self.init(
        "systemd starts no program with a quote, a backslash or a control character in its path: "
          + "'\(Visible.text(path))'")
    case .notText(let what):
      self.init("a unit has to be UTF-8, and \(what) isn't")
    case .secret(let what):
      self.init(
        "\(what) has the value of a secret, which everybody could read in a unit",
        help: ["leave it to the manifest: the extension gets its secrets from there"])
    }
  }
}
