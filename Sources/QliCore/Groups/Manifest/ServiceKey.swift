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
        summary: "or this program exits with 0", isAlternative: true)
    case .readyTimeout:
      KeyEntry(name: "ready_timeout", example: "\"30s\"", summary: "not ready then: it is ended")
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
        summary: "or \"always\"; without this it isn't started again")
    case .maxRestarts:
      KeyEntry(name: "max_restarts", example: "5", summary: "more than so many")
    case .restartWindow:
      KeyEntry(name: "restart_window", example: "\"10m\"", summary: "in this time end it for good")
    case .logSize:
      KeyEntry(name: "log_size", example: "\"4MiB\"", summary: "of each of the two files of output")
    case .programRoot:
      KeyEntry(
        name: "program_root", example: "\"$HOME/opt\"",
        summary: "the file that runs has to lie below it")
    case .checksums:
      KeyEntry(
        name: "sha256",
        example: "[\"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\"]",
        summary: "the file that runs has one of these checksums")
    case .versionCommand:
      KeyEntry(
        name: "version_command", example: "[\"--version\"]",
        summary: "the arguments with which it prints its version")
    case .minVersion:
      KeyEntry(name: "min_version", example: "\"1.10\"", summary: "of this version or a later one")
    case .versions:
      KeyEntry(name: "versions", example: "[\"1.10.2\"]", summary: "one of these versions")
    }
  }
}
