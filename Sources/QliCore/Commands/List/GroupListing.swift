/// A group and its extensions, for a person.
enum GroupListing {
  /// The group's name, description, guards and folder, and a line for each extension.
  ///
  /// - Parameter columns: those of the terminal; nil where nothing is to be wrapped.
  static func text(
    _ entry: ExtensionCatalog.Entry, _ catalog: ExtensionCatalog, _ environment: Environment,
    _ style: Style, columns: Int?
  ) -> String {
    var text = style.bold(entry.name.text)
    let fitted = Lines(columns: columns)
    let lines = { (text: String, indent: Int) in fitted.text(text, behind: indent) }
    var known: Manifest?
    do throws(LookupError) {
      let manifest = try catalog.finder.group(entry.name.text).manifest
      known = manifest
      let guards = manifest.policy.guardNames
      text += "  " + lines(Visible.text(manifest.description), entry.name.text.count + 2) + "\n"
      text +=
        "  guards: " + lines(guards.isEmpty ? "none" : guards.joined(separator: ", "), 10) + "\n"
      if let limit = manifest.policy.run.timeLimit {
        text += "  \(RunKey.timeout.name): \(limit)\n"
      }
    } catch {
      let why = "can't be used: \(ErrorReport(error).headline)"
      text += "  " + style.error(lines(why, entry.name.text.count + 2)) + "\n"
      text += "  " + style.hint("see: qli doctor \(entry.name)") + "\n"
    }
    text += "  in \(shortened(entry.directory, environment))\n"
    let extensions = catalog.extensions(of: entry, known)
    let width = extensions.map { $0.name.text.count }.max() ?? 0
    for found in extensions {
      var remarks = Remarks(column: width + 6, columns: columns)
      if let description = ExtensionSummary.line(found, known) {
        remarks.add(lines(Visible.text(description), remarks.column))
      } else if let command = found.command {
        remarks.add(style.dim(lines(command.text, remarks.column)))
      }
      if let known {
        let policy = known.policy(for: found.name)
        // That it is a service stands behind it.
        var own = policy.ownGuardNames(beside: known.policy)
          .filter { $0 != ManifestKey.service.name }
        if let limit = policy.run.timeLimit, limit != known.policy.run.timeLimit {
          own.append("\(RunKey.timeout.name) \(limit)")
        }
        if !own.isEmpty {
          let mark = lines("[+ \(own.joined(separator: ", "))]", remarks.column)
          let end = mark.split(separator: "\n").last ?? ""
          remarks.add(style.warning(mark), width: DisplayWidth.columns(of: String(end)))
        }
        if policy.isService {
          remarks.add(
            service(entry.name, found.name, environment, style), width: "(service, ready)".count)
        }
      }
      if let rival = found.rivals.first {
        let mark = "(and \(Visible.text(rival.lastComponent)): keep one)"
        remarks.add(style.error(mark), width: DisplayWidth.columns(of: mark))
      }
      if found.origin == .path {
        let path = shortened(found.path, environment)
        remarks.add(style.dim("  \(path)"), gap: "", width: DisplayWidth.columns(of: path))
      }
      text += "    \(found.name)"
      if !remarks.text.isEmpty {
        text += String(repeating: " ", count: width - found.name.text.count) + remarks.text
      }
      text += "\n"
    }
    if extensions.isEmpty {
      let isReadable = (try? FileAccess.checkReading(entry.directory)) != nil
      text += isReadable ? "    (no extensions)\n" : "    (its folder can't be read)\n"
    }
    return text
  }

  /// That it is a service, and how it is if it was started.
  private static func service(
    _ group: ExtensionName, _ name: ExtensionName, _ environment: Environment, _ style: Style
  ) -> String {
    let folder = ServiceFolder(ServiceID(group: group, extension: name), in: environment)
    guard let status = folder.map({ ServiceStatus(of: $0) }), status.phase != .never else {
      return style.dim("(service)")
    }
    return style.dim("(service, ") + ServiceTable.styled(status, style) + style.dim(")")
  }

  /// The path with `~` for the home folder.
  static func shortened(_ path: FilePath, _ environment: Environment) -> String {
    guard let home = XDGDirectories.home(in: environment) else { return Visible.text(path) }
    let prefix = home.string.bytes + [UInt8(ascii: "/")]
    guard home.string.count > 1, path.string.bytes.starts(with: prefix),
      let rest = ByteString(path.string.bytes.dropFirst(prefix.count))
    else { return Visible.text(path) }
    return "~/" + Visible.text(rest)
  }
}

/// What stands beside an extension's name, on further lines where one has no room.
private struct Remarks {
  /// Where they begin.
  let column: Int
  private let columns: Int?
  private(set) var text = ""
  /// How far the last line goes.
  private var used: Int

  init(column: Int, columns: Int?) {
    self.column = column
    self.columns = columns
    used = column - 2
  }

  /// Adds `remark`, whose last line has so many columns.
  mutating func add(_ remark: String, gap: String = "  ", width: Int? = nil) {
    let width =
      width
      ?? DisplayWidth.columns(
        of: String(remark.split(separator: "\n").last ?? ""))
    if let columns, used > column, used + 2 + width > columns {
      text += "\n" + String(repeating: " ", count: column - 2)
      used = column - 2
    }
    text += gap + remark
    used = (remark.utf8.contains(.lineFeed) ? column - 2 : used) + 2 + width
  }
}
