extension ErrorReport {
  /// The words for a file that couldn't be executed.
  init(_ failure: SpawnFailure) {
    switch failure {
    case .vanished(let path):
      self.init("cannot execute '\(Visible.text(path))': it was deleted since it was looked up")
    case .missingInterpreter(let path, let interpreter):
      self.init(
        "cannot execute '\(Visible.text(path))': "
          + "its interpreter '\(Visible.text(interpreter))' isn't there",
        help: ["install the interpreter, or mend the first line of the script"])
    case .carriageReturn(let path):
      self.init(
        "cannot execute '\(Visible.text(path))': "
          + "its first line ends in a carriage return (Windows line ends)",
        help: ["sed -i 's/\\r$//' \(Wording.shellQuoted(path))"])
    case .emptyInterpreter(let path):
      self.init(
        "cannot execute '\(Visible.text(path))': its '#!' line names no program that can run",
        help: ["write '#!/bin/sh' or another interpreter in its first line"])
    case .missingLoader(let path):
      self.init(
        "cannot execute '\(Visible.text(path))': the loader that the binary needs isn't there",
        help: ["it was built for another system: file \(Wording.shellQuoted(path))"])
    case .notExecutableFormat(let path):
      self.init(
        "cannot execute '\(Visible.text(path))': "
          + "it is a binary of another machine, or a broken one",
        help: ["see what it is: file \(Wording.shellQuoted(path))"])
    case .byteOrderMark(let path):
      self.init(
        "cannot execute '\(Visible.text(path))': a byte order mark stands before its '#!' line",
        help: ["sed -i '1s/^\\xef\\xbb\\xbf//' \(Wording.shellQuoted(path))"])
    case .unreadable(let path):
      self.init(
        "cannot execute '\(Visible.text(path))': "
          + "it is no binary of this system, and may not be read as a script",
        help: ["chmod +r \(Wording.shellQuoted(path))"])
    case .noExecMount(let path, let place):
      self.init(
        "cannot execute '\(Visible.text(path))': "
          + "\(place == path ? "it" : "'\(Visible.text(place))'") lies on a file system that is "
          + "mounted 'noexec'",
        help: ["see which: findmnt -T \(Wording.shellQuoted(place))"])
    case .permissionDenied(let path):
      self.init(
        "cannot execute '\(Visible.text(path))': permission denied to it or to its interpreter",
        help: [
          (try? FileAccess.checkReading(path)) == nil
            ? Remedy.reading(path, andExecuting: true) : "ls -l \(Wording.shellQuoted(path))"
        ])
    case .busy(let path):
      self.init(
        "cannot execute '\(Visible.text(path))': another process is writing to it",
        help: ["wait until that is done, and try again"])
    case .tooManyLinks(let path):
      self.init(
        "cannot execute '\(Visible.text(path))': too many links, or interpreters in a circle")
    case .argumentsTooLong(let path):
      self.init(
        "cannot execute '\(Visible.text(path))': the arguments and the environment are too long",
        help: ["hand long input over in a file or through a pipe"])
    case .directory(let path, let directory, let errno):
      let report = ErrorReport(directory: directory, errno)
      self.init(
        "cannot execute '\(Visible.text(path))': \(report.headline)", help: report.help)
    case .directoryTemplate(let path, .unset(let name)):
      self.init(
        "cannot execute '\(Visible.text(path))': "
          + "'cwd' in the manifest needs the variable '\(name)', which isn't set",
        help: [Remedy.setting(name)])
    case .directoryTemplate(let path, .notAbsolute(let directory)):
      self.init(
        "cannot execute '\(Visible.text(path))': "
          + "'cwd' in the manifest is '\(Visible.text(directory))', which isn't absolute")
    case .noNull(let path, let errno):
      self.init("cannot execute '\(Visible.text(path))': '/dev/null' can't be opened: \(errno)")
    case .fence(let path, .argumentListTooLong):
      self.init(
        "cannot execute '\(Visible.text(path))': it is nested in as many fences ('write' in the "
          + "manifest) as the kernel keeps, which are 16")
    case .fence(let path, let errno):
      self.init(
        "cannot execute '\(Visible.text(path))': the kernel doesn't keep what it may write to: "
          + "\(errno)")
    case .other(let path, .wouldBlock):
      self.init(
        "cannot execute '\(Visible.text(path))': no more processes can be made",
        help: ["see how many this user may have: ulimit -u"])
    case .other(let path, let errno):
      self.init("cannot execute '\(Visible.text(path))': \(errno)")
    }
  }

  /// The words for a folder that no program can run in.
  init(directory: FilePath, _ errno: Errno) {
    self.init(
      "the folder '\(Visible.text(directory))' that it is to run in: \(errno)",
      help: (errno == .noSuchFile ? ["mkdir -p \(Wording.shellQuoted(directory))"] : [])
        + ["change 'cwd' in the manifest"])
  }
}
