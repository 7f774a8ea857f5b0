/// The files in a group's folder.
enum ExtensionCheck {
  static func findings(_ directory: FilePath, _ environment: Environment) -> [Finding] {
    do throws(Errno) {
      return try Directory.names(in: directory).flatMap { findings($0, in: directory, environment) }
    } catch {
      return [.error(Visible.text(directory), "cannot be read: \(error)")]
    }
  }

  private static func findings(
    _ name: ByteString, in directory: FilePath, _ environment: Environment
  ) -> [Finding] {
    let path = directory.appending(name)
    let place = Visible.text(path)
    if name.hasPrefix(".") || name.hasPrefix("_") { return [] }
    guard let status = try? FileStatus(following: path) else {
      return [.error(place, "is a link to a file that isn't there")]
    }
    if status.kind == .directory { return [] }
    guard status.kind == .regular else {
      return [.warning(place, "is \(status.kind.name), and so no extension")]
    }
    guard ExtensionName(name) != nil else {
      return [
        .warning(place, "can't be an extension's name, and is skipped", help: [RootCheck.nameRule])
      ]
    }
    guard status.hasExecuteBit else {
      return [
        .warning(
          place, "has no execute bit, and so can't be run",
          help: [
            "chmod +x \(Wording.shellQuoted(path))",
            "or let its name begin with '_' if it isn't meant to be run",
          ])
      ]
    }
    return PermissionCheck.findings(path) + interpreterFindings(path, environment)
      + completionFindings(path)
  }

  /// The largest script that is searched for a word, in bytes.
  private static let searchLimit = 1 << 20

  /// Whether a script that is run at Tab could know that it is to complete, and not to work.
  static func completionFindings(_ path: FilePath) -> [Finding] {
    guard CommentBlock(readingFrom: path)?.completes == true,
      let file = try? OwnedDescriptor(opening: path, for: .reading),
      let text = try? file.number.readAll(limit: searchLimit),
      ByteString(text)?.contains("QLI_COMPLETE".utf8) == false
    else { return [] }
    return [
      .warning(
        Visible.text(path),
        "says 'qli: complete', but never mentions QLI_COMPLETE: at Tab it would do its work, "
          + "unguarded",
        help: ["let it look at QLI_COMPLETE first, see COMPLETION in man qli"])
    ]
  }

  /// Whether what the `#!` line of `path` names is there.
  static func interpreterFindings(_ path: FilePath, _ environment: Environment) -> [Finding] {
    let place = Visible.text(path)
    if case .fails(let failure) = StartForecast(path, in: nil) {
      return [.error(place, ErrorReport(failure))]
    }
    guard let shebang = Shebang(readingFrom: path) else { return [] }
    if shebang.endsInCarriageReturn {
      return [.error(place, ErrorReport(SpawnFailure.carriageReturn(path)))]
    }
    guard let program = shebang.programOfEnv, SearchPath(environment).find(program) == nil else {
      return []
    }
    return [
      .warning(
        place, "its interpreter '\(Visible.text(program))' isn't on PATH now",
        help: ["install the interpreter, or mend PATH"])
    ]
  }
}
