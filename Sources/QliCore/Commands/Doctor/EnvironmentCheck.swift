/// The variables that decide where qli looks.
enum EnvironmentCheck {
  private static let pathVariables = [
    "HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME",
    "XDG_RUNTIME_DIR",
  ]

  static func findings(_ environment: Environment) -> [Finding] {
    var findings: [Finding] = []
    for name in pathVariables {
      if let value = environment.nonEmpty(name), !FilePath(value).isAbsolute {
        findings.append(
          .warning(
            name, "'\(Visible.text(value))' is relative, and ignored",
            help: [Remedy.setting(name, to: "/an/absolute/path")]))
      }
    }
    if environment.nonEmpty("HOME") == nil {
      let consequence =
        XDGDirectories.value(of: "XDG_DATA_HOME", in: environment) == nil
        ? "only the system's groups are found"
        : "'~' and the defaults of the XDG folders can't be used"
      findings.append(
        .warning("HOME", "isn't set: \(consequence)", help: [Remedy.settingHome]))
    }
    for entry in XDGDirectories.dataDirectoryEntries(in: environment)
    where !entry.isEmpty && !FilePath(entry).isAbsolute {
      findings.append(
        .warning("XDG_DATA_DIRS", "the entry '\(Visible.text(entry))' is relative, and ignored"))
    }
    if environment.nonEmpty("PATH") == nil {
      findings.append(
        .warning(
          "PATH", "isn't set: no program is found by its name",
          help: [Remedy.setting("PATH", to: "/usr/local/bin:/usr/bin:/bin")]))
    }
    for entry in (environment.nonEmpty("PATH") ?? "/").parts(separatedBy: UInt8(ascii: ":"))
    where !FilePath(entry).isAbsolute {
      findings.append(
        .warning(
          "PATH",
          "the entry '\(Visible.text(entry))' is empty or relative, and what qli starts gets PATH "
            + "without it"))
    }
    return findings.isEmpty
      ? [.ok("environment", "XDG folders and PATH are in order", .environment)] : findings
  }
}
