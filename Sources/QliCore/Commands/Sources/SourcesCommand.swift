/// `qli sources`: the source plugins, and what is done with one of them.
enum SourcesCommand {
  static var description: CommandDescription {
    CommandDescription(
      summary: "show the plugins that fetch secrets, and look after one",
      operands: "[ACTION NAME [REF]]",
      operandCounts: 0...3,
      operandKinds: [.verb, .name { SourceCatalog($0).names }],
      options: [.json, .yes, .noInput, .askTimeout],
      verbs: SourcesAction.allCases.map { $0.verb }
    ) { line throws(UsageError) in
      let asked = try Line(line)
      return { run(asked, $0) }
    }
  }

  /// What is to be done with source plugins.
  enum Line: Equatable {
    case list(isJSON: Bool)
    case check(name: ByteString, reference: ByteString?)
    case pin(name: ByteString, GivenAnswers)
    case reset(name: ByteString)

    init(_ line: CommandLine) throws(UsageError) {
      guard let word = line.operand(0) else {
        try line.refuseOptions(but: [.json], of: BuiltIn.sources.rawValue)
        self = .list(isJSON: line.has(.json))
        return
      }
      guard let action = SourcesAction(rawValue: word.lossyText) else {
        throw line.error(.unknownAction(word.lossyText))
      }
      try line.refuseOptions(but: action.options, of: action.line)
      try line.checkOperands(
        action.operandCounts, from: 1, of: .sources, missing: .missingOperandsOfAction(action))
      let name = line.required(1)
      switch action {
      case .check: self = .check(name: name, reference: line.operand(2))
      case .pin:
        self = .pin(name: name, try line.answers())
      case .reset: self = .reset(name: name)
      }
    }
  }

  static func run(_ line: Line, _ context: RunContext) -> ExitStatus {
    switch line {
    case .list(let isJSON): list(isJSON: isJSON, context)
    case .check(let name, let reference):
      SourceCheckCommand.run(name.lossyText, reference, context)
    case .pin(let name, let answers): SourcePinCommand.run(name.lossyText, answers, context)
    case .reset(let name): SourceResetCommand.run(name.lossyText, context)
    }
  }

  private static func list(isJSON: Bool, _ context: RunContext) -> ExitStatus {
    let console = context.console
    let history = SourceHistory(context.environment, clock: context.clock)
    let entries = SourceCatalog(context.environment).all().map { SourceStatus($0, history) }
    if entries.isEmpty {
      console.note(ErrorReport("there are no source plugins yet", help: ["man 7 qli-source"]))
    }
    if isJSON { return ResultWriter.write(json(entries), console) }
    if let columns = console.output.columns {
      let style = console.output.style
      let text = entries.map {
        SourceListing.text($0, context.environment, style, columns: columns)
      }
      return ResultWriter.write(CommandResult(text.joined(separator: "\n")), console)
    }
    return ResultWriter.write(console) { table(entries, to: &$0) }
  }

  /// A line for each plugin: name, state, version and sidecar, with a tab between them.
  private static func table(_ entries: [SourceStatus], to buffer: inout ByteBuffer) {
    for status in entries {
      let version = Visible.text(status.definition?.version ?? "")
      buffer.append("\(status.entry.name)\t\(status.stateName)\t\(version)\t")
      buffer.append(status.entry.sidecar.string)
      buffer.append(.lineFeed)
    }
  }

  private static func json(_ entries: [SourceStatus]) -> CommandResult {
    CommandResult(json: { writer in
      writer.name("sources")
      writer.array { writer in
        for status in entries { writer.object { write(status, to: &$0) } }
      }
    })
  }

  private static func write(_ status: SourceStatus, to writer: inout JSONWriter) {
    writer.member("name", status.entry.name.text)
    writer.member("state", status.stateName)
    switch status.entry.definition {
    case .success(let definition):
      writer.member("version", definition.version)
      writer.member("program", definition.program.string)
      writer.member("pinned", definition.checksum != nil)
    case .failure(let error): writer.member("error", ErrorReport(error).headline)
    }
    writer.member("sidecar", status.entry.sidecar.string)
    if let record = try? status.record.get() {
      write(record, crashes: status.crashCount, to: &writer)
    }
    if let obstacle = status.obstacle { writer.member("record_error", obstacle.message) }
  }

  private static func write(
    _ record: SourceRecord, crashes: Int, to writer: inout JSONWriter
  ) {
    writer.member("crashes", Int64(crashes))
    if let time = record.lastCrash { writer.member("last_crash", RFC3339.text(time)) }
    if let error = record.lastError { writer.member("last_error", error) }
    if let version = record.pluginVersion { writer.member("plugin_version", version) }
    if let capabilities = record.capabilities {
      writer.member("capabilities", capabilities.names)
      writer.member("capabilities_bits", Int64(capabilities.rawValue))
    }
  }
}
