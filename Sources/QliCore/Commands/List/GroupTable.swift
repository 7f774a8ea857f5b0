/// `qli list --groups`: a line for each group.
enum GroupTable {
  /// One group in few words.
  private struct Row {
    let name: String
    let count: String
    let description: String
    let guards: [String]
    let error: LookupError?

    init(_ entry: ExtensionCatalog.Entry, _ catalog: ExtensionCatalog) {
      name = entry.name.text
      var manifest: Manifest?
      do throws(LookupError) {
        let read = try catalog.finder.group(entry.name.text).manifest
        (manifest, error) = (read, nil)
        description = Visible.text(read.description)
        guards = read.policy.guardNames
      } catch {
        (description, guards, self.error) = ("", [], error)
      }
      count = "\(catalog.extensions(of: entry, manifest).count)"
    }
  }

  /// For a person: name, number of extensions, description, and the guards, or how many, as there is room.
  ///
  /// - Parameter columns: those of the terminal.
  static func text(
    _ entries: [ExtensionCatalog.Entry], _ catalog: ExtensionCatalog, _ style: Style, columns: Int
  ) -> String {
    let rows = entries.map { Row($0, catalog) }
    let nameWidth = rows.map { $0.name.utf8.count }.max() ?? 0
    let countWidth = rows.map { $0.count.utf8.count }.max() ?? 0
    var text = ""
    for row in rows {
      let gap = nameWidth - row.name.utf8.count + 2 + countWidth - row.count.utf8.count
      text += style.bold(row.name) + String(repeating: " ", count: gap) + row.count + "  "
      let room = max(1, columns - nameWidth - countWidth - 4)
      if row.error != nil {
        text += style.error(cut("can't be used: qli doctor \(row.name)", to: room))
      } else {
        text += words(of: row, style, room)
      }
      text += "\n"
    }
    return text
  }

  private static func words(of row: Row, _ style: Style, _ room: Int) -> String {
    let guards = row.guards.isEmpty ? "" : "  (\(row.guards.joined(separator: ", ")))"
    let width = DisplayWidth.columns(of: row.description)
    if width + guards.utf8.count <= room { return row.description + style.dim(guards) }
    // That there are some is seen even so.
    let number = row.guards.isEmpty ? "" : "  (\(Wording.count(row.guards.count, "guard")))"
    let rest = room - number.utf8.count
    if rest < leastDescription { return cut(row.description, to: room) }
    return cut(row.description, to: rest) + style.dim(number)
  }

  /// Less than this says nothing of a group.
  private static let leastDescription = 6

  private static func cut(_ text: String, to columns: Int) -> String {
    DisplayWidth.cut(text, to: columns, mark: "…")
  }

  /// For programs: name, number of extensions, guards, description and folder, with a tab between them.
  /// Of a group that can't be used the guards are `error`, and the description says why.
  ///
  /// - Returns: what is wrong with those.
  static func table(
    _ entries: [ExtensionCatalog.Entry], _ catalog: ExtensionCatalog, to buffer: inout ByteBuffer
  ) -> [ErrorReport] {
    var broken: [ErrorReport] = []
    for entry in entries {
      let row = Row(entry, catalog)
      if let error = row.error { broken.append(ErrorReport(unusable: entry.name, error)) }
      let guards = row.error == nil ? row.guards.joined(separator: ",") : "error"
      let words = row.error.map { ErrorReport($0).headline } ?? row.description
      buffer.append("\(row.name)\t\(row.count)\t\(guards)\t\(words)\t")
      buffer.append(entry.directory.string)
      buffer.append(.lineFeed)
    }
    return broken
  }
}
