extension TestHome {
  /// The prompt of the shells that `shell` starts.
  public static let prompt = "ready> "

  /// An interactive shell (`bash`, `dash`, `zsh`) without anybody's settings, for
  /// `startOnTerminal`; `qli` is on its PATH. Wait for `TestHome.prompt` before typing.
  public func shell(_ name: String) throws -> QliRun {
    if !exists("$BIN/qli") { try link("$BIN/qli", to: Products.qli) }
    let options =
      switch name {
      case "bash": ["--norc", "--noprofile", "--noediting", "-i"]
      case "zsh": ["-f", "-i", "+Z", "+o", "promptsp"]
      default: ["-i"]
      }
    return QliRun(self, program: Tools.path(name) ?? "/bin/\(name)").arguments(options)
      .environment(["PS1": Self.prompt, "TERM": "dumb", "HISTFILE": "/dev/null"])
  }
}
