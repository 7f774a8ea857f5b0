/// The services for a person, a line each; below one that has failed, why, and what it wrote last.
struct ServiceTable {
  private let services: [ServiceStatus]
  private let style: Style
  private let width: Int
  private let now: Timestamp

  /// - Parameter width: the columns of the terminal.
  init(_ services: [ServiceStatus], _ style: Style, width: Int, now: Timestamp) {
    self.services = services
    self.style = style
    self.width = width
    self.now = now
  }

  /// The longest state is `restarting`.
  private static let stateWidth = 10
  /// The longest span of time is `59m59s`.
  private static let timeWidth = 7

  /// All of them, with their newlines.
  var text: String {
    let names = services.map { "\($0.id)" }
    let column = names.map { DisplayWidth.columns(of: $0) }.max() ?? 0
    let lines = Lines(columns: width)
    var text = ""
    for (service, name) in zip(services, names) {
      text += style.bold(name) + Self.spaces(column - DisplayWidth.columns(of: name) + 2)
      let phase = service.phase.rawValue
      text += Self.styled(service, style) + Self.spaces(Self.stateWidth - phase.count + 2)
      let time = time(of: service)
      text += Self.spaces(Self.timeWidth - time.count) + style.dim(time)
      let used = column + 2 + Self.stateWidth + 2 + Self.timeWidth
      text += cut("  " + remark(service), to: width - used) + "\n"
      if let said = sentence(of: service) {
        text += "    " + style.dim(lines.help(said, behind: 4)) + "\n"
      } else {
        for line in details(of: service) { text += style.dim(cut("    " + line, to: width)) + "\n" }
      }
    }
    return text
  }

  /// The word for how a service is, set off by how bad that is.
  static func styled(_ service: ServiceStatus, _ style: Style) -> String {
    let text = service.phase.rawValue
    if hasEndedBadly(service) { return style.error(text) }
    return switch service.phase {
    case .ready: style.good(text)
    case .starting, .stopping, .restarting, .elsewhere: style.hint(text)
    case .ended, .never: style.dim(text)
    case .orphaned, .lost, .unknown: style.warning(text)
    case .failed: style.error(text)
    }
  }

  /// Whether it has ended by itself, and not with 0.
  private static func hasEndedBadly(_ service: ServiceStatus) -> Bool {
    guard service.phase == .ended, let state = service.state, state.endedBy == nil else {
      return false
    }
    return state.exitCode ?? 0 != 0
  }

  /// How long it has been so.
  private func time(of service: ServiceStatus) -> String {
    guard let state = service.state else { return "" }
    let moment = service.isAlive ? state.ready ?? state.started : state.ended ?? state.started
    guard let then = RFC3339.timestamp(moment) else { return "" }
    return Wording.duration(max(0, now.milliseconds - then.milliseconds))
  }

  private func remark(_ service: ServiceStatus) -> String {
    guard let state = service.state else { return "" }
    var words: [String] = []
    if service.isAlive {
      if let endpoint = state.endpoint { words.append(Visible.text(endpoint)) }
      if let process = state.process { words.append("pid \(process)") }
    } else if let code = state.exitCode {
      words.append(state.signal.map { Visible.text($0) } ?? "exit \(code)")
      if let by = state.endedBy { words.append("by \(Visible.text(by))") }
    }
    if state.restarts > 0 { words.append(Wording.count(Int(state.restarts), "restart")) }
    return words.joined(separator: "  ")
  }

  /// What qli itself has to say of one, which is never cut.
  private func sentence(of service: ServiceStatus) -> String? {
    if let problem = service.problem { return problem.headline }
    return switch service.phase {
    case .orphaned: "nobody watches over it any more; end it: qli stop \(service.id)"
    case .lost: "no end of it is on record, as after a restart of the machine"
    default: nil
    }
  }

  private func details(of service: ServiceStatus) -> [String] {
    switch service.phase {
    case .ended where !Self.hasEndedBadly(service): return []
    case .failed, .ended:
      var lines: [String] = []
      if let error = service.state?.error { lines.append(Visible.text(error)) }
      let started = service.state?.started ?? ""
      if let line = ServiceTail.lastLine(of: service.folder, since: started) { lines.append(line) }
      return lines
    case .elsewhere:
      return service.holder?.note.map { ["on '\(Visible.text($0.host))'"] } ?? []
    case .starting, .ready, .stopping, .restarting, .unknown, .never, .orphaned, .lost: return []
    }
  }

  private func cut(_ text: String, to columns: Int) -> String {
    guard columns > 0 else { return "" }
    guard DisplayWidth.columns(of: text) > columns else { return text }
    return DisplayWidth.cut(text, to: columns, mark: "…")
  }

  private static func spaces(_ count: Int) -> String {
    String(repeating: " ", count: max(0, count))
  }
}
