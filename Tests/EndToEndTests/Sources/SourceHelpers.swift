import TestSupport
import Testing

extension TestHome {
  /// The folder of source plugins: `$DATA/qli/sources` or `$SYSTEM/qli/sources`, as it is written.
  static func sources(_ root: Root = .user) -> String {
    root == .user ? "$DATA/qli/sources" : "$SYSTEM/qli/sources"
  }

  /// Writes a sidecar with these lines behind the least.
  func sidecar(
    _ name: String, _ lines: String = "", executable: String? = nil, root: Root = .user
  ) throws {
    try file(
      "\(Self.sources(root))/qli-source-\(name).toml",
      """
      name = "\(name)"
      version = "0.1.0"
      executable = "\(executable ?? "qli-source-\(name)")"
      \(lines)

      """)
  }

  /// Writes a plugin: its sidecar, and a program in sh that answers each request with the JSON
  /// members that it says, which stand for `result`.
  func plugin(
    _ name: String, _ lines: String = "", availability: String = #""status":"available""#,
    validation: String = #"{"result":{"ok":true}}"#, root: Root = .user
  ) throws {
    try sidecar(name, lines, root: root)
    try sourceProgram(
      name,
      """
      id=0
      while read -r line; do
        id=$((id + 1))
        case $line in
          *secret_source.init*)
            echo '{"jsonrpc":"2.0","id":'$id',"result":{"source_name":"\(name)",'\\
              '"capabilities_bits":5,"plugin_version":"1.2"}}' ;;
          *secret_source.is_available*)
            echo '{"jsonrpc":"2.0","id":'$id',"result":{\(availability)}}' ;;
          *secret_source.validate*)
            echo '{"jsonrpc":"2.0","id":'$id',\(validation.dropFirst())' ;;
          *) exit 9 ;;
        esac
      done
      """, root: root)
  }

  /// Writes a plugin's program in sh, without its `#!/bin/sh` line.
  func sourceProgram(_ name: String, _ script: String, root: Root = .user) throws {
    try file(
      "\(Self.sources(root))/qli-source-\(name)", "#!/bin/sh\n\(script)\n", mode: 0o755)
  }

  /// Writes the record of a plugin that crashed so many times, the last time now.
  func crashes(_ name: String, _ count: Int) throws {
    try sourceProgram(name, "exit 1")
    for _ in 0..<count { _ = try qli("sources", "check", name).run() }
  }
}
