/// A key of a manifest's table `[extensions.NAME.service]`.
enum ServiceKey: UInt8, DocumentKey {
  case ready, readyCommand, readyTimeout, endpoint, endpointByOthers, idleTimeout, stopSignal,
    stopMain, restart, maxRestarts, restartWindow, logSize, programRoot, checksums, versionCommand,
    minVersion, versions

  var entry: KeyEntry {
    switch self {
    case .ready:
      KeyEntry(
        name: "ready", example: "\"endpoint\"",
        summary: """
          how 'qli start' knows that it is ready: somebody accepts connections at its endpoint; or \
          "after:500ms", "notify", "file:PATH", "line:PATTERN", "exit"
          """)
    case .readyCommand:
      KeyEntry(
        name: "ready_command", example: "[\"pg_isready\"]",
        summary: "or: it is ready when this program exits with 0", isAlternative: true)
    case .readyTimeout:
      KeyEntry(
        name: "ready_timeout", example: "\"30s\"",
        summary: "how long it may take to be ready, before it is ended")
    case .endpoint:
      KeyEntry(
        name: "endpoint", example: "\"tcp:127.0.0.1:8080\"",
        summary: """
          where it accepts connections: "tcp:HOST:PORT" or "unix:PATH", {instance} is replaced in \
          a path; with auto for PORT or PATH qli chooses
          """)
    case .endpointByOthers:
      KeyEntry(
        name: "endpoint_by_others", example: "false",
        summary: "true: a process that isn't the service's may listen there")
    case .idleTimeout:
      KeyEntry(
        name: "idle_timeout", example: "\"30m\"", summary: "so long without connections: stop it")
    case .stopSignal:
      KeyEntry(name: "stop_signal", example: "\"SIGTERM\"", summary: "what asks it to end")
    case .stopMain:
      KeyEntry(
        name: "stop_main", example: "false", summary: "true: only its main process is asked")
    case .restart:
      KeyEntry(
        name: "restart", example: "\"on-failure\"",
        summary: "\"on-failure\" or \"always\": when it is started again; never without this")
    case .maxRestarts:
      KeyEntry(
        name: "max_restarts", example: "5", summary: "how often that is done, before it is given up"
      )
    case .restartWindow:
      KeyEntry(
        name: "restart_window", example: "\"10m\"", summary: "the time in which so many count")
    case .logSize:
      KeyEntry(
        name: "log_size", example: "\"4MiB\"", summary: "the size of each of its two log files")
    case .programRoot:
      KeyEntry(
        name: "program_root", example: "\"$HOME/opt\"",
        summary: "the folder below which the file that runs has to lie")
    case .checksums:
      KeyEntry(
        name: "sha256",
        example: "[\"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\"]",
        summary: "the checksums that the file that runs may have")
    case .versionCommand:
      KeyEntry(
        name: "version_command", example: "[\"--version\"]",
        summary: "the arguments with which it prints its version")
    case .minVersion:
      KeyEntry(
        name: "min_version", example: "\"1.10\"", summary: "the oldest version that it may have")
    case .versions:
      KeyEntry(name: "versions", example: "[\"1.10.2\"]", summary: "the versions that it may have")
    }
  }
}
