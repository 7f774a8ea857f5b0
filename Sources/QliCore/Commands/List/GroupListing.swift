/// A group and its extensions, for a person.
enum GroupListing {
  /// The group's name, description, guards and folder, and a line for each extension.
  static func text(
    _ entry: ExtensionCatalog.Entry, _ catalog: ExtensionCatalog, _ environment: Environment,
    _ style: Style
  ) -> String {
    var text = style.bold(entry.name.text)
    var known: Manifest?
    do throws(LookupError) {
      let manifest = try catalog.finder.group(entry.name.text).manifest
      known = manifest
      let guards = manifest.policy.guardNames
      text += "  \(Visible.text(manifest.description))\n"
      text += "  guards: \(guards.isEmpty ? "none" : guards.joined(separator: ", "))\n"
    } catch {
      text += "  " + style.error("can't be used: \(ErrorReport(error).headline)") + "\n"
      text += "  " + style.hint("see: qli doctor") + "\n"
    }
    text += "  in \(shortened(entry.directory, environment))\n"
    let extensions = catalog.extensions(of: entry)
    let width = extensions.map { $0.name.text.count }.max() ?? 0
    for found in extensions {
      var remarks = ""
      if let description = ExtensionSummary.line(found, known) {
        remarks += "  \(Visible.text(description))"
      }
      if let known, known.policy(for: found.name).isService {
        remarks += "  " + service(entry.name, found.name, environment, style)
      }
      if found.origin == .path {
        remarks += style.dim("  \(shortened(found.path, environment))")
      }
      text += "    \(found.name)"
      if !remarks.isEmpty {
        text += String(repeating: " ", count: width - found.name.text.count) + remarks
      }
      text += "\n"
    }
    if extensions.isEmpty { text += "    (no extensions)\n" }
    return text
  }

  /// That it is a service, and how it is if it was started.
  private static func service(
    _ group: ExtensionName, _ name: ExtensionName, _ environment: Environment, _ style: Style
  ) -> String {
    let folder = ServiceFolder(ServiceID(group: group, extension: name), in: environment)
    let phase = folder.map { ServiceStatus(of: $0).phase } ?? .never
    if phase == .never { return style.dim("(service)") }
    return style.dim("(service, ") + ServiceTable.styled(phase, style) + style.dim(")")
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
