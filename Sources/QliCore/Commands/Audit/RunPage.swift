/// All that is known of a run, for a person: what its records say, a line each.
struct RunPage {
  /// Where the values begin.
  private static let column = 16

  private let run: TrailRun
  private let style: Style
  private let lines: Lines
  private var text = ""

  /// The page of `run`, for a terminal of so many columns.
  static func text(_ run: TrailRun, _ style: Style, columns: Int?) -> String {
    var page = RunPage(run: run, style: style, lines: Lines(columns: columns))
    page.write()
    return page.text
  }

  private init(run: TrailRun, style: Style, lines: Lines) {
    self.run = run
    self.style = style
    self.lines = lines
  }

  private mutating func write() {
    var calendar = LocalCalendar()
    let names = [AuditMember.group, .extension].map { member in
      run.string(member).map { RecordText.visible($0) } ?? "?"
    }
    text = "\(style.bold(names.joined(separator: " ")))  "
    text += "\(run.styledOutcome(run.fullOutcomeText, style))\n\n"
    if let start = run.start { add("began", calendar.text(start.time)) }
    if let end = run.end {
      let duration = run.durationText
      add("ended", calendar.text(end.time) + (duration.isEmpty ? "" : ", after \(duration)"))
    }
    for member in AuditMember.allCases { add(member) }
  }

  /// What the records say of a member that isn't told by the lines before. Each has its place here.
  private mutating func add(_ member: AuditMember) {
    switch member {
    case .event, .timestamp, .group, .extension, .argsBase64, .uid, .sudoUser, .step, .duration,
      .service, .traceParent, .log, .number, .previous:
      return
    case .runID: add("run", value(member))
    case .parentRunID: add("started by", value(member).map { "run \($0)" })
    case .user: add("user", user(run.start ?? run.end))
    case .host: add("host", value(member))
    case .pid: add("process", value(member).map { "\($0), of qli" })
    case .cwd: add("folder", value(member))
    case .path: add("file", value(member))
    case .command: add("command", each: member, ifNone: "none")
    case .args: add("arguments", each: member, ifNone: "none")
    case .reason: add("reason", words: run.start?.string(.reason).map { RecordText.visible($0) })
    case .variableNames: add("secrets", each: member, ifNone: "none")
    case .write: add("may write to", each: member, ifNone: "nothing")
    case .delegatedFrom: add("handed on by", value(member).map { "run \($0)" })
    case .traceID: add("trace", value(member))
    case .parentSpanID: add("span", value(member))
    case .cause: add("cause", value(member))
    case .exitCode: add("exit code", value(member))
    case .signal: add("signal", value(member))
    case .error: add("error", words: error)
    case .timeLimit: add("time limit", milliseconds(member))
    case .survivors: add("left over", each: member, ifNone: "nothing")
    case .instance: add("instance", value(member))
    case .endpoint: add("endpoint", value(member))
    case .serviceVersion: add("version", value(member))
    case .checksum: add("sha256", value(member))
    case .manifestChecksum: add("of manifest", value(member))
    case .traceState: add("trace state", value(member))
    case .readyTime: add("ready after", milliseconds(member))
    case .mainProcess: add("main process", value(member))
    case .restarts: add("restarts", value(member))
    case .pause: add("pause", milliseconds(member))
    // Of what somebody has closed, nobody knows who has ended it.
    case .endedBy: add(run.end?.event == .closed ? "closed by" : "ended by", words: closer)
    }
  }

  /// What people have written, or are to read.
  private mutating func add(_ label: String, words: String?) {
    add(label, words.map { lines.text($0, behind: Self.column) })
  }

  private mutating func add(_ label: String, _ value: String?) {
    guard let value else { return }
    let padding = String(repeating: " ", count: max(1, Self.column - 2 - label.count))
    text += "  \(style.dim(label))\(padding)\(value)\n"
  }

  /// The elements of a list, each on a line.
  private mutating func add(_ label: String, each member: AuditMember, ifNone none: String) {
    guard let list = run[member] else { return }
    let elements = Self.elements(list)
    add(label, elements.first ?? style.dim(none))
    let indent = String(repeating: " ", count: Self.column)
    for element in elements.dropFirst() { text += "\(indent)\(element)\n" }
  }

  /// Strings as they would be typed in a shell; of an object its values, with spaces between them.
  private static func elements(_ list: UnsafeBufferPointer<UInt8>) -> [String] {
    guard let document = try? JSON.parse(list), case .array(let values) = document else {
      return []
    }
    return values.map { value in
      switch value {
      case .string(let text): Wording.shellQuoted(text)
      case .number(let number): number.text
      case .object(let object):
        object.members.map { member in
          switch member.value {
          case .string(let text): Visible.text(text)
          case .number(let number): number.text
          default: ""
          }
        }.filter { !$0.isEmpty }.joined(separator: " ")
      case .null, .boolean, .array: ""
      }
    }
  }

  private func value(_ member: AuditMember) -> String? {
    if let string = run.string(member) { return RecordText.visible(string) }
    guard let value = run[member], value.first?.isDecimalDigit == true || value.first == .minus
    else { return nil }
    return String(decoding: value, as: UTF8.self)
  }

  private func milliseconds(_ member: AuditMember) -> String? {
    run[member].flatMap { Int64(String(decoding: $0, as: UTF8.self)) }.map { Wording.duration($0) }
  }

  private var error: String? {
    let words = [AuditMember.step, .error].compactMap { run.end?.string($0) }
    if words.isEmpty { return nil }
    return words.map { RecordText.visible($0) }.joined(separator: ": ")
  }

  /// Who `record` says, with the number and who became that user by sudo(8).
  private func user(_ record: TrailRecord?) -> String? {
    guard let record else { return nil }
    let number = record[.uid].map { "uid \(String(decoding: $0, as: UTF8.self))" }
    var text = record.string(.user).map { RecordText.visible($0) }
    if let name = text, let number { text = "\(name) (\(number))" } else { text = text ?? number }
    guard let sudoUser = record.string(.sudoUser) else { return text }
    return "\(text ?? "?"), by sudo of \(RecordText.visible(sudoUser))"
  }

  /// Who has stopped or closed it, and why.
  private var closer: String? {
    guard let end = run.end, end.event == .stopped || end.event == .closed else { return nil }
    if end.string(.endedBy).map({ RecordText.visible($0) }) == "idle" {
      return "nobody was connected to it"
    }
    let why = end.string(.reason).map { ": \(RecordText.visible($0))" } ?? ""
    return (user(end) ?? "?") + why
  }
}
