/// The script that `qli new GROUP EXTENSION` writes: it says what it was given.
enum ScriptTemplate: String, CaseIterable {
  case sh, bash, python, node, swift

  /// The text for the extension `name` of `group`.
  func text(_ name: ExtensionName, of group: ExtensionName) -> String {
    let line = "\(BuiltIn.line(for: group)) \(name)"
    let usage = "usage: \(line) [ARGUMENT...]"
    return switch self {
    case .sh: Self.shell("#!/bin/sh", "set -eu", usage)
    case .bash: Self.shell("#!/usr/bin/env bash", "set -euo pipefail", usage)
    case .python:
      """
      #!/usr/bin/env python3
      # Say what this run was given.
      #
      # usage: \(line) [--upper] [ARGUMENT...]
      #
      # qli: complete

      from argparse import ArgumentParser
      from os import environ
      from sys import argv, exit

      options = {"--help": "show help", "--upper": "say it in capitals"}

      # At Tab qli wants to know what fits, and nothing else; the last word is being typed.
      if environ.get("QLI_COMPLETE"):
          if argv[-1].startswith("-"):
              for option, purpose in options.items():
                  print(f"{option}\\t{purpose}")
          exit()

      parser = ArgumentParser(prog="\(line)", description="Say what this run was given.")
      parser.add_argument("--upper", action="store_true", help=options["--upper"])
      parser.add_argument("arguments", nargs="*", metavar="ARGUMENT")
      given = parser.parse_args()

      for name, value in sorted(environ.items()):
          if name == "QLI" or name.startswith("QLI_"):
              print(f"{name}={value}")
      for argument in given.arguments:
          print(f"argument: {argument.upper() if given.upper else argument}")

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
