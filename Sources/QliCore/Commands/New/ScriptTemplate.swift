/// The script that `qli new GROUP EXTENSION` writes: it says what it was given.
enum ScriptTemplate: String, CaseIterable {
  case sh, bash, python, node, swift

  /// The text for the extension `name` of `group`.
  func text(_ name: ExtensionName, of group: ExtensionName) -> String {
    let usage = "usage: \(BuiltIn.line(for: group)) \(name) [ARGUMENT...]"
    return switch self {
    case .sh: Self.shell("#!/bin/sh", "set -eu", usage)
    case .bash: Self.shell("#!/usr/bin/env bash", "set -euo pipefail", usage)
    case .python:
      """
      #!/usr/bin/env python3
      # Say what this run was given.
      #
      # \(usage)

      from os import environ
      from sys import argv

      for name, value in sorted(environ.items()):
          if name == "QLI" or name.startswith("QLI_"):
              print(f"{name}={value}")
      for argument in argv[1:]:
          print(f"argument: {argument}")

      """
    case .node:
      """
      #!/usr/bin/env node
      // Say what this run was given.
      //
      // \(usage)

      for (const name of Object.keys(process.env).sort()) {
        if (name === "QLI" || name.startsWith("QLI_")) console.log(`${name}=${process.env[name]}`);
      }
      for (const argument of process.argv.slice(2)) console.log(`argument: ${argument}`);

      """
    case .swift:
      """
      #!/usr/bin/env swift
      // Say what this run was given.
      //
      // \(usage)

      \(Self.swiftLibrary)

      let variables = ProcessInfo.processInfo.environment
      for (name, value) in variables.sorted(by: { $0.key < $1.key })
      where name == "QLI" || name.hasPrefix("QLI_") {
        print("\\(name)=\\(value)")
      }
      for argument in CommandLine.arguments.dropFirst() { print("argument: \\(argument)") }

      """
    }
  }

  /// What a Swift script reads its environment with. The script's own: qli never imports it.
  static let swiftLibrary = "import Foundation"

  private static func shell(_ first: String, _ options: String, _ usage: String) -> String {
    """
    \(first)
    # Say what this run was given.
    #
    # \(usage)
    \(options)

    env | LC_ALL=C sort | while IFS= read -r line; do
      case $line in
        QLI=* | QLI_*=*) printf '%s\\n' "$line" ;;
      esac
    done
    for argument do
      printf 'argument: %s\\n' "$argument"
    done

    """
  }
}
