/// The files in a group's folder.
enum ExtensionCheck {
  /// - Parameter manifest: the group's, or nil if it can't be used.
  static func findings(
    _ directory: FilePath, _ manifest: Manifest?, _ environment: Environment
  ) -> [Finding] {
    do throws(Errno) {
      return try Directory.names(in: directory).flatMap {
        findings($0, in: directory, manifest, environment)
      }
    } catch {
      return [
        .error(
          Visible.text(directory), "cannot be read: \(error)",
          help: error == .permissionDenied ? [Remedy.opening(directory)] : [])
      ]
    }
  }

  private static func findings(
    _ name: ByteString, in directory: FilePath, _ manifest: Manifest?, _ environment: Environment
  ) -> [Finding] {
    let path = directory.appending(name)
    let place = Visible.text(path)
    switch FolderFile(name, in: directory, manifest) {
    // A text or a library that lies beside the extensions is none, and nothing that is wrong; nor is what an
    // extension would have two files with.
    case .hidden, .ignored, .folder, .other, .besideExtension: return []
    case .dangling: return [.error(place, "is a link to a file that isn't there")]
    case .special(let kind): return [.warning(place, "is \(kind.name), and so no extension")]
    case .unnamable:
      return [
        .warning(
          place, "can't be an extension's name, and is skipped",
          help: [RootCheck.nameRule] + leavingOut(name))
      ]
    case .notExecutable:
      return [
        .warning(
          place, "has no execute bit, and so can't be run",
          help: Remedy.makingExecutable(path) + leavingOut(name))
      ]
    case .extension(let called):
      return PermissionCheck.findings(path)
        + runFindings(path, manifest?.policy(for: called), environment)
        + completionFindings(path, manifest?.rule(for: called)?.completion)
    }
  }

  /// How a file is no extension, and no warning, where none is meant.
  private static func leavingOut(_ name: ByteString) -> [String] {
    let text = Visible.text(name)
    // As a manifest has it, where that is how it is shown.
    guard name.equals(text), !text.utf8.contains(where: { $0 == .quote || $0 == .backslash })
    else { return [] }
    return [
      "or, where none is meant, leave it out above the first '[' of the manifest: "
        + "ignore = [\"\(text)\"]"
    ]
  }

  /// What only a run would show: the interpreter, and what it does at Tab.
  static func runFindings(
    _ path: FilePath, _ policy: Policy?, _ environment: Environment
  ) -> [Finding] {
    // Where the folder isn't known, the check of the guards says so.
    let directory = policy?.run.directory.flatMap { try? $0.expanded(in: environment) }
    return interpreterFindings(path, in: directory, environment)
      + safetyFindings(path, in: directory, environment)
  }

  private static func safetyFindings(
    _ path: FilePath, in directory: FilePath?, _ environment: Environment
  ) -> [Finding] {
    do throws(LookupError) {
      let safety = PathSafety()
      try InterpreterSafety.require(path, in: directory, environment, safety)
      return PermissionCheck.sharedFindings(safety)
    } catch {
      return [.error(Visible.text(path), ErrorReport(error))]
    }
  }

  /// The largest script that is searched for a word, in bytes.
  private static let searchLimit = 1 << 20

  /// Whether a script that is run at Tab could know that it is to complete, and not to work.
  static func completionFindings(
    _ path: FilePath, _ library: CompletionProtocol? = nil
  ) -> [Finding] {
    let completes = CommentBlock(readingFrom: path)?.completes == true
    guard library != nil || completes,
      let file = try? OwnedDescriptor(opening: path, for: .reading),
      let bytes = try? file.number.readAll(limit: searchLimit), let text = ByteString(bytes)
    else { return [] }
    let looksItself = text.contains("QLI_COMPLETE".utf8)
    if let library { return libraryFindings(path, library, text, looksItself: looksItself) }
    if looksItself { return [] }
    return [
      .warning(
        Visible.text(path),
        "says 'qli: complete', but never mentions QLI_COMPLETE: at Tab it would do its work, "
          + "unguarded",
        help: ["let it look at QLI_COMPLETE first, see COMPLETION in man qli"])
    ]
  }

  /// Whether a program that a library completes could have that library, and leaves it to that.
  private static func libraryFindings(
    _ path: FilePath, _ library: CompletionProtocol, _ text: ByteString, looksItself: Bool
  ) -> [Finding] {
    if looksItself {
      return [
        .warning(
          Visible.text(path),
          "looks at QLI_COMPLETE itself, and so 'complete' never comes to \(library.rawValue)",
          help: ["take that out of it, or 'complete' out of the manifest"])
      ]
    }
    guard text.hasPrefix("#!"), !text.contains(library.rawValue.utf8) else { return [] }
    return [
      .warning(
        Visible.text(path),
        "'complete' says that \(library.rawValue) completes it, which it never mentions: at Tab it would "
          + "do its work, unguarded",
        help: ["let it hand over to the library first, see COMPLETION in man qli"])
    ]
  }

  /// Whether what the `#!` line of `path` names is there.
  ///
  /// - Parameter directory: the folder that it runs in, or nil for the current one.
  static func interpreterFindings(
    _ path: FilePath, in directory: FilePath? = nil, _ environment: Environment
  ) -> [Finding] {
    let place = Visible.text(path)
    let forecast = StartForecast(path, in: directory)
    switch forecast.verdict {
    case .fails(let failure): return [.error(place, ErrorReport(failure))]
    case .foreign:
      return [
        .warning(
          place,
          "is neither a script nor a binary of this machine: an emulator would have to run it",
          help: ["see what it is: file \(Wording.shellQuoted(path))"])
      ]
    case .starts, .startsUnderShell, .unknown: break
    }
    guard let head = forecast.head else { return [unreadable(path)] }
    if let finding = firstLineFinding(head, path) { return [finding] }
    if case .startsUnderShell = forecast.verdict,
      let language = ExtensionFile.languageUnsaid(at: path)
    {
      return [
        .warning(
          place, "it has no '#!' line, and so runs under /bin/sh, whatever its suffix says",
          help: [Remedy.beginning(with: language)])
      ]
    }
    if let words = forecast.shebang?.wordsOfEnv {
      return [
        .error(
          place, "its first line makes env look for a program called '\(Visible.text(words))'",
          help: ["let env split it: #!/usr/bin/env -S \(Visible.text(words))"])
      ]
    }
    guard case (let program, nil)? = forecast.programOfEnv(in: environment) else {
      return forecast.shebang?.handsOverCarriageReturn == true ? [carriageReturn(path)] : []
    }
    return [envFinding(program, of: path)]
  }

  /// What the system passes over when it starts a file that begins with `head`, and a shell doesn't.
  private static func firstLineFinding(_ head: [UInt8], _ path: FilePath) -> Finding? {
    let place = Visible.text(path)
    if Shebang.isTooLate(head) {
      return .warning(
        place, "its '#!' line isn't its first, and so it runs under /bin/sh",
        help: ["move that line to the top: nothing may stand before it"])
    }
    if Shebang.isIndented(head) {
      return .warning(
        place, "blanks stand before its '#!', and so it runs under /bin/sh",
        help: ["sed -i '1s/^[[:blank:]]*//' \(Wording.shellQuoted(path))"])
    }
    guard Shebang.hidesFirstWord(head) else { return nil }
    return .warning(
      place, "it begins with a byte order mark, which /bin/sh takes for a part of its first word",
      help: ["sed -i '1s/^\\xef\\xbb\\xbf//' \(Wording.shellQuoted(path))"])
  }

  /// One that this user may execute, but not read: no interpreter could.
  private static func unreadable(_ path: FilePath) -> Finding {
    .warning(
      Visible.text(path), "it can't be read, and so can't run if it is a script",
      help: ["\(Remedy.sudo(for: path))chmod +r \(Wording.shellQuoted(path))"])
  }

  /// What is wrong with a `program` of env(1) that isn't found.
  private static func envFinding(_ program: EnvArgument.Program, of path: FilePath) -> Finding {
    let place = Visible.text(path)
    switch program {
    case .name(let name) where name.utf8.last == .carriageReturn:
      return .error(place, ErrorReport(SpawnFailure.carriageReturn(path)))
    case .path(let program) where program.string.bytes.last == .carriageReturn:
      return .error(place, ErrorReport(SpawnFailure.carriageReturn(path)))
    case .name(let name):
      return .warning(
        place, "its interpreter '\(Visible.text(name))' isn't on PATH now",
        help: ["install the interpreter, or mend PATH"])
    case .path(let program):
      return .warning(
        place, "its interpreter '\(Visible.text(program))' can't be executed now",
        help: ["install the interpreter, or mend its path"])
    case .unknown:
      return .warning(
        place,
        "only env knows what its first line makes it execute, and so not whether others could "
          + "change that",
        help: ["name the program plainly: #!/usr/bin/env -S NAME ARGUMENT"])
    }
  }

  /// Few interpreters know what to do with it.
  private static func carriageReturn(_ path: FilePath) -> Finding {
    let report = ErrorReport(SpawnFailure.carriageReturn(path))
    return .warning(
      Visible.text(path),
      "its first line ends in a carriage return (Windows line ends), which its interpreter gets",
      help: report.help)
  }
}
