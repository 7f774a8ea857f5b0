/// A variable of the environment that means something to qli or to its extensions.
struct EnvironmentVariable {
  let name: String
  let meaning: String
}

extension EnvironmentVariable {
  /// Those that qli reads, beside what a manifest names.
  static let read = [
    EnvironmentVariable(
      name: "XDG_DATA_HOME",
      meaning: "where groups and source plugins are looked for first (~/.local/share)"),
    EnvironmentVariable(
      name: "XDG_DATA_DIRS", meaning: "where they are looked for next (/usr/local/share:/usr/share)"
    ),
    EnvironmentVariable(
      name: "XDG_CONFIG_HOME",
      meaning: "where it is recorded which groups are trusted (~/.config)"),
    EnvironmentVariable(
      name: "XDG_STATE_HOME",
      meaning: "where locks, claims, services and crashes are kept (~/.local/state)"),
    EnvironmentVariable(
      name: "HOME", meaning: "the default of XDG folders, and '~' in a manifest"),
    EnvironmentVariable(
      name: "PATH",
      meaning: "where qli-GROUP-EXTENSION, required commands and 'op' of 1Password are"),
    EnvironmentVariable(
      name: "NO_COLOR", meaning: "no colours if it isn't empty, unless --color is given"),
    EnvironmentVariable(
      name: "CLICOLOR_FORCE", meaning: "else colours, also in a file, if it isn't empty or 0"),
    EnvironmentVariable(name: "TERM", meaning: "else no colours if it is 'dumb'"),
    EnvironmentVariable(
      name: "QLI_PAGER",
      meaning: "what shows what is longer than the screen, and 'qli trust'; empty or 'cat': nothing"
    ),
    EnvironmentVariable(name: "PAGER", meaning: "the same, without QLI_PAGER (less)"),
    EnvironmentVariable(
      name: "LESS", meaning: "the options of less, given by qli if unset (FRX, FRX+G)"),
    EnvironmentVariable(
      name: "LESSCHARSET", meaning: "its encoding, given by qli if unset (utf-8)"),
    EnvironmentVariable(name: "TZ", meaning: "where times on a terminal are local"),
    EnvironmentVariable(name: "TZDIR", meaning: "the folder of the zones (/usr/share/zoneinfo)"),
    EnvironmentVariable(
      name: "QLI_NO_INPUT", meaning: "never ask, also in inner runs, if it isn't empty or 0"),
    EnvironmentVariable(
      name: "QLI_ASK_TIMEOUT",
      meaning: "how long a question waits, as --ask-timeout (2m if only stdin is a terminal)"),
    EnvironmentVariable(name: "SUDO_USER", meaning: "recorded in the audit log as sudo_user"),
    EnvironmentVariable(
      name: "QLI_RUN_ID", meaning: "recorded as parent_run_id: the run around this one"),
    EnvironmentVariable(name: "QLI_DEPTH", meaning: "how many runs are around this one"),
    EnvironmentVariable(name: "QLI_GROUP", meaning: "named where such a one keeps a variable back"),
    EnvironmentVariable(name: "QLI_EXTENSION", meaning: "the same"),
    EnvironmentVariable(
      name: "QLI_WRITE", meaning: "what the runs around this one may write to"),
    EnvironmentVariable(
      name: "QLI_CLAIM", meaning: "the ids of those of them that claim"),
    EnvironmentVariable(
      name: "TMPDIR", meaning: "where the temporary folders of runs are made (/tmp)"),
    EnvironmentVariable(
      name: "TRACEPARENT", meaning: "the trace that a run belongs to; recorded"),
    EnvironmentVariable(name: "TRACESTATE", meaning: "the same; recorded for a service"),
    EnvironmentVariable(
      name: "RUNNER_TRACKING_ID", meaning: "by it a CI runner knows what ends with the job"),
    EnvironmentVariable(
      name: "XDG_RUNTIME_DIR", meaning: "where the sockets of 'endpoint = \"unix:auto\"' lie"),
    EnvironmentVariable(
      name: "NOTIFY_SOCKET", meaning: "told by 'start --foreground' that the service is ready"),
  ]

  /// Those that an extension gets.
  static let given = [
    EnvironmentVariable(name: "QLI", meaning: "the path of this qli"),
    EnvironmentVariable(name: "QLI_GROUP", meaning: "the group's name"),
    EnvironmentVariable(name: "QLI_EXTENSION", meaning: "the extension's name"),
    EnvironmentVariable(name: "QLI_GROUP_DIR", meaning: "the group's folder"),
    EnvironmentVariable(name: "QLI_RUN_ID", meaning: "the number of this run (a UUID)"),
    EnvironmentVariable(
      name: "QLI_DEPTH", meaning: "how many runs are nested here, with this one (at most 32)"),
    EnvironmentVariable(
      name: "TRACEPARENT", meaning: "the trace around it, or its own, with this run as the span"),
    EnvironmentVariable(name: "QLI_REASON", meaning: "why it is run, if a reason was given"),
    EnvironmentVariable(
      name: "QLI_WRITE", meaning: "what it may write to alone, a line for each path"),
    EnvironmentVariable(name: "QLI_CLAIM", meaning: "the claiming runs around it, and its own"),
    EnvironmentVariable(name: "TMPDIR", meaning: "its own folder, if 'write' has \"$TMPDIR\""),
  ]
}
