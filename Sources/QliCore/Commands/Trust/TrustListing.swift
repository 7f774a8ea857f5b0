/// `qli trust --list`: the groups that somebody has looked at.
enum TrustListing {
  private struct Row {
    let group: ExtensionName
    let place: TrustPlace
    let state: TrustState
  }

  static func run(isJSON: Bool, _ context: RunContext) -> ExitStatus {
    let console = context.console
    let rows: [Row]
    do throws(LookupError) {
      rows = try self.rows(context.environment)
    } catch {
      console.report(ErrorReport(error))
      return ExitStatus(Outcome(error))
    }
    if rows.isEmpty {
      console.note(
        ErrorReport(
          "no group is trusted yet, so each runs as it is", help: ["look at one: qli trust GROUP"]))
    }
    if isJSON { return ResultWriter.write(json(rows), console) }
    if console.output.isTerminal {
      return ResultWriter.write(CommandResult(text(rows, console.output)), console)
    }
    return ResultWriter.write(console) { table(rows, to: &$0) }
  }

  /// A group for which root's record holds stands there once.
  private static func rows(_ environment: Environment) throws(LookupError) -> [Row] {
    let ofRoot = try TrustRecord.groups(in: .root, environment)
    let ofUser = try TrustRecord.groups(in: .user, environment).filter { !ofRoot.contains($0) }
    let rows =
      ofRoot.map { Row(group: $0, place: .root, state: TrustState(of: $0, in: environment)) }
      + ofUser.map { Row(group: $0, place: .user, state: TrustState(of: $0, in: environment)) }
    return rows.sorted { $0.group < $1.group }
  }

  /// For a person: each group, how it is, and who has looked at it how long ago.
  private static func text(_ rows: [Row], _ output: OutputStream) -> String {
    let (style, columns) = output.look
    let lines = Lines(columns: columns)
    let width = rows.map { $0.group.text.count }.max() ?? 0
    var text = ""
    for row in rows {
      text += style.bold(row.group.text)
      text += String(repeating: " ", count: width - row.group.text.count + 2)
      let name = row.state.name
      switch row.state {
      case .trusted: text += style.good(name)
      case .changed: text += style.error(name)
      case .untrusted, .gone: text += style.warning(name)
      case .unusable(let error):
        let why = "\(name): \(ErrorReport(error).headline)"
        text += style.error(lines.text(why, behind: width + 2))
      }
      if let record = row.state.holding?.record {
        text += String(repeating: " ", count: max(0, stateWidth - name.utf8.count) + 2)
        text += lines.text(look(record, row.place), behind: width + stateWidth + 4)
      }
      text += "\n"
    }
    return text
  }

  /// The longest states with a record are `trusted` and `changed`.
  private static let stateWidth = 7

  private static func look(_ record: TrustRecord, _ place: TrustPlace) -> String {
    let who = place == .root ? "root, for everyone" : "you"
    let signer = record.signer.map { ", signed by \(Visible.text($0))" } ?? ""
    return "looked at by \(who), \(Moment.since(record.since))\(signer)"
  }

  /// A line for each group: name, state, whose record it is and since when, with a tab between them.
  private static func table(_ rows: [Row], to buffer: inout ByteBuffer) {
    for row in rows {
      let since = row.state.holding?.record.since ?? ""
      buffer.append("\(row.group)\t\(row.state.name)\t\(row.place.rawValue)\t\(since)\n")
    }
  }

  private static func json(_ rows: [Row]) -> CommandResult {
    CommandResult(json: { writer in
      writer.name("groups")
      writer.array { writer in
        for row in rows { writer.object { write(row, to: &$0) } }
      }
    })
  }

  private static func write(_ row: Row, to writer: inout JSONWriter) {
    writer.member("name", row.group.text)
    writer.member("state", row.state.name)
    writer.member("by", row.place.rawValue)
    if let record = row.state.holding?.record {
      writer.member("since", record.since)
      if let signer = record.signer { writer.member("signer", signer) }
    }
    if case .changed(_, _, let changes) = row.state {
      writer.member("changes", changes.map { "\($0.kind.rawValue) \($0.name)" })
    }
    if case .unusable(let error) = row.state {
      writer.member("error", ErrorReport(error).headline)
    }
  }
}
