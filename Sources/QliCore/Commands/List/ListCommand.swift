/// `qli list [--groups] [GROUP]`.
enum ListCommand {
  static var description: CommandDescription {
    CommandDescription(
      summary: "show the groups and their extensions",
      operands: "[GROUP]",
      operandCounts: 0...1,
      operandKinds: [.group],
      options: [.groups, .json]
    ) { line throws(UsageError) in
      let group = line.operand(0)
      if line.has(.groups), line.has(.json) {
        throw line.error(.contradiction("--groups", "--json"))
      }
      let form: Form = line.has(.json) ? .json : line.has(.groups) ? .groups : .extensions
      return { run(group: group, form, $0) }
    }
  }

  /// What is shown of each group.
  enum Form {
    /// All of it, with a line for each extension.
    case extensions
    /// One line.
    case groups
    case json
  }

  /// Lists all groups, or the one called `name`.
  static func run(group name: ByteString?, _ form: Form, _ context: RunContext) -> ExitStatus {
    let console = context.console
    let catalog = ExtensionCatalog(context.environment)
    let entries: [ExtensionCatalog.Entry]
    do throws(LookupError) {
      entries = try catalog.entries(named: name)
    } catch {
      console.report(ErrorReport(error, of: .list, near: catalog))
      return ExitStatus(Outcome(error))
    }
    warnOfHidden(entries, catalog, console)
    if entries.isEmpty, catalog.unreadableRoots.isEmpty {
      console.note(ErrorReport("there are no groups yet", help: ErrorReport.firstSteps))
    }
    let areUsable = entries.allSatisfy { (try? catalog.finder.group($0.name.text)) != nil }
    if form == .json {
      var result = json(entries, catalog)
      result.code = areUsable ? .success : .qliFailed
      return ResultWriter.write(result, console)
    }
    guard let columns = console.output.columns else {
      // A line of the table doesn't say which groups can't be used.
      var broken: [ErrorReport] = []
      let status = ResultWriter.write(console) {
        broken =
          form == .groups
          ? GroupTable.table(entries, catalog, to: &$0) : table(entries, catalog, to: &$0)
      }
      for report in broken { console.report(report) }
      return broken.isEmpty || status != ExitStatus(.success) ? status : ExitStatus(.qliFailed)
    }
    let style = console.output.style
    var text =
      form == .groups
      ? GroupTable.text(entries, catalog, style, columns: columns)
      : entries.map {
        GroupListing.text($0, catalog, context.environment, style, columns: columns)
      }.joined(separator: "\n")
    text += hint(below: text, form, entries, console)
    return ResultWriter.show(CommandResult(text, code: areUsable ? .success : .qliFailed), context)
  }

  /// How to see less, or more, where there is much.
  private static func hint(
    below text: String, _ form: Form, _ entries: [ExtensionCatalog.Entry], _ console: Console
  ) -> String {
    guard entries.count > 1, !console.isQuiet, let columns = console.output.columns else {
      return ""
    }
    let style = console.output.style
    if form == .groups { return "\n" + style.dim("see one: qli list GROUP") + "\n" }
    guard let rows = console.output.rows,
      ScreenLines.count(of: Array(text.utf8), columns: columns) >= rows
    else { return "" }
    return "\n" + style.dim("see one: qli list GROUP") + "\n"
      + style.dim("a line each: qli list --groups") + "\n"
  }

  /// Says where there may be groups that aren't shown.
  private static func warnOfHidden(
    _ entries: [ExtensionCatalog.Entry], _ catalog: ExtensionCatalog, _ console: Console
  ) {
    if let reason = Remedy.reasonForNoOwnGroups(in: catalog.finder.environment) {
      console.warn(
        ErrorReport(
          "\(reason), and so only the system's groups are shown", help: [Remedy.settingHome]))
    }
    for root in catalog.unreadableRoots { console.warn(ErrorReport(hidden: root, "shown")) }
    for entry in entries {
      do throws(Errno) { try FileAccess.checkReading(entry.directory) } catch {
        console.warn(
          ErrorReport(
            "the extensions in '\(Visible.text(entry.directory))' aren't shown: it cannot be read: "
              + "\(error)",
            help: error == .permissionDenied ? [Remedy.opening(entry.directory)] : []))
      }
    }
  }

  /// A line for each extension: group, name, origin and path, with a tab between them.
  ///
  /// - Returns: what is wrong with the groups that can't be used.
  private static func table(
    _ entries: [ExtensionCatalog.Entry], _ catalog: ExtensionCatalog, to buffer: inout ByteBuffer
  ) -> [ErrorReport] {
    var broken: [ErrorReport] = []
    for entry in entries {
      var manifest: Manifest?
      do throws(LookupError) {
        manifest = try catalog.finder.group(entry.name.text).manifest
      } catch {
        broken.append(ErrorReport(unusable: entry.name, error))
      }
      for found in catalog.extensions(of: entry, manifest) {
        buffer.append(entry.name.text)
        buffer.append(.tab)
        buffer.append(found.name.text)
        buffer.append(.tab)
        buffer.append(found.origin.rawValue)
        buffer.append(.tab)
        buffer.append(found.path.string)
        buffer.append(.lineFeed)
      }
    }
    return broken
  }

  private static func json(
    _ entries: [ExtensionCatalog.Entry], _ catalog: ExtensionCatalog
  ) -> CommandResult {
    CommandResult(json: { writer in
      writer.name("groups")
      writer.array { writer in
        for entry in entries { write(entry, catalog, to: &writer) }
      }
    })
  }

  private static func write(
    _ entry: ExtensionCatalog.Entry, _ catalog: ExtensionCatalog, to writer: inout JSONWriter
  ) {
    writer.object { writer in
      writer.member("name", entry.name.text)
      var known: Manifest?
      do throws(LookupError) {
        let manifest = try catalog.finder.group(entry.name.text).manifest
        known = manifest
        writer.member("description", manifest.description)
        writer.member("guards", manifest.policy.guardNames)
      } catch {
        writer.member("error", ErrorReport(error).headline)
      }
      writer.member("path", entry.directory.string)
      writer.name("extensions")
      writer.array { writer in
        for found in catalog.extensions(of: entry, known) {
          writer.object { write(found, in: entry.name, known, to: &$0) }
        }
      }
    }
  }

  private static func write(
    _ found: Extension, in group: ExtensionName, _ manifest: Manifest?,
    to writer: inout JSONWriter
  ) {
    writer.member("name", found.name.text)
    let comment = found.comment
    if let description = ExtensionSummary.line(found, comment, manifest) {
      writer.member("description", description)
    }
    if let usage = comment?.usage {
      let line = found.callingLine(in: group, manifest)
      writer.member("usage", found.usage(of: comment, line) ?? usage)
    }
    writer.member("origin", found.origin.rawValue)
    if let policy = manifest?.policy(for: found.name) {
      writer.member("guards", policy.guardNames)
      if let limit = policy.run.timeLimit { writer.member("timeout_ms", limit.milliseconds) }
      if policy.run.isExclusive {
        writer.member("exclusive", policy.run.isExclusiveOnMachine ? "machine" : "user")
      }
      if policy.isService { writer.member("service", true) }
    }
    writer.member("path", found.path.string)
    if let command = found.commandWords { writer.member("command", command) }
    if !found.rivals.isEmpty { writer.member("rivals", found.rivals) }
  }
}

extension ErrorReport {
  /// The words for a root whose groups aren't, what they would be.
  init(hidden root: ExtensionCatalog.UnreadableRoot, _ what: String) {
    self.init(
      "the groups in '\(Visible.text(root.path))' aren't \(what): it cannot be read: \(root.error)",
      help: root.error == .permissionDenied ? [Remedy.opening(root.path)] : [])
  }

  /// The words for a group that is listed all the same.
  init(unusable group: ExtensionName, _ error: LookupError) {
    self.init(
      "group '\(group)' can't be used: \(ErrorReport(error).headline)",
      help: ["qli doctor \(group)"])
  }
}
