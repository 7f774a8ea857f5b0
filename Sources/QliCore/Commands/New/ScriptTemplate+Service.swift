extension ScriptTemplate {
  /// The text of a service: it goes on until it is told to end.
  func serviceText(_ name: ExtensionName, of group: ExtensionName) -> String {
    let usage = "usage: qli start \(group) \(name)"
    return switch self {
    case .sh: Self.serviceShell("#!/bin/sh", "set -eu", usage)
    case .bash: Self.serviceShell("#!/usr/bin/env bash", "set -euo pipefail", usage)
    case .python:
      """
      #!/usr/bin/env python3
      # Go on until told to end.
      #
      # \(usage)

      from signal import SIG_BLOCK, SIGINT, SIGTERM, pthread_sigmask, sigwait

      ends = {SIGINT, SIGTERM}
      pthread_sigmask(SIG_BLOCK, ends)
      print("up", flush=True)
      sigwait(ends)
      print("told to end")

      """
    case .node:
      """
      #!/usr/bin/env node
      // Go on until told to end.
      //
      // \(usage)

      const work = setInterval(() => {}, 60000);
      for (const signal of ["SIGTERM", "SIGINT"]) {
        process.on(signal, () => {
          console.log("told to end");
          clearInterval(work);
        });
      }
      console.log("up");

      """
    case .swift:
      """
      #!/usr/bin/env swift
      // Go on until told to end.
      //
      // \(usage)

      \(Self.swiftLibrary)

      setvbuf(stdout, nil, _IOLBF, 0)
      var ends = sigset_t()
      sigemptyset(&ends)
      sigaddset(&ends, SIGTERM)
      sigaddset(&ends, SIGINT)
      sigprocmask(SIG_BLOCK, &ends, nil)
      print("up")
      var signal: Int32 = 0
      sigwait(&ends, &signal)
      print("told to end")

      """
    }
  }

  private static func serviceShell(
    _ first: String, _ options: String, _ usage: String
  ) -> String {
    """
    \(first)
    # Go on until told to end.
    #
    # \(usage)
    \(options)

    trap 'echo "told to end"; exit 0' TERM INT
    echo "up"
    while :; do
      sleep 60 &
      wait "$!"
    done

    """
  }
}
