/// A source plugin, as its sidecar declares it: qli-source(7).
struct SourceDefinition {
  let name: String
  /// The version that the sidecar states.
  let version: String
  /// The sidecar itself.
  let sidecar: FilePath
  /// The program, as an absolute path.
  let program: FilePath
  /// What the program finds in its environment; nothing else.
  let allowedVariables: [VariablePattern]
  /// Those of them that the extension doesn't get.
  let credentialVariables: [VariablePattern]
  /// What the program's SHA-256 has to be, or nil if the sidecar doesn't pin it.
  let checksum: SHA256.Digest?
  /// Handed to the plugin's init, as an object without members where nil.
  let config: TOMLTable?
  let lifetime: SourceLifetime
  /// Whether the program must not lead out of the sidecar's folder: the sidecar doesn't give its
  /// whole path.
  var mustStayInFolder = false
}

/// How long a source plugin may take, and how often it may crash.
struct SourceLifetime: Equatable {
  var requestTimeout = RunDuration.seconds(30)
  var idleTimeout = RunDuration.seconds(60)
  var shutdownGrace = RunDuration.seconds(10)
  var restartWindow = RunDuration.seconds(60)
  var restartCap = 3
}
