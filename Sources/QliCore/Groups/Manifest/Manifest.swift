/// What a group's `_manifest.toml` declares; already checked, see `ManifestReader`.
struct Manifest: Sendable {
  /// The one version of the format that this qli reads.
  static let supportedVersion: Int64 = 1
  /// The name of the file in a group's folder.
  static let fileName = "_manifest.toml"
  /// The largest file that is read, in bytes.
  static let maximumSize = 1 << 20

  /// What the group is for, in one line.
  let description: String
  /// How the group guards an extension that has no rule of its own.
  let policy: Policy
  /// The extensions with a rule of their own, in the manifest's order.
  let extensions: [ExtensionRule]

  /// Patterns of files in the group's folder that are no extensions, and nothing that is wrong.
  var ignored: [String] = []

  /// Whether the file called `name` is none of the group's extensions.
  func ignores(_ name: ExtensionName) -> Bool {
    !ignored.isEmpty && ignores(ByteString(name.text))
  }

  /// The same of any file.
  func ignores(_ name: ByteString) -> Bool {
    ignored.contains { pattern in name.withBytes { Glob.matches($0, pattern) } }
  }

  /// How the extension `name` is guarded: the group's and its own rules, merged.
  func policy(for name: ExtensionName) -> Policy {
    rule(for: name)?.policy ?? policy
  }

  /// The rule of the extension `name`, or nil if it has none of its own.
  func rule(for name: ExtensionName) -> ExtensionRule? {
    extensions.first { $0.name == name }
  }
}

/// What a manifest says of one extension.
struct ExtensionRule: Sendable {
  /// The extension's name.
  let name: ExtensionName
  /// What it is for, in one line, or nil if the manifest doesn't say.
  let description: String?
  /// What it runs, or nil if it has a file.
  var command: ExtensionCommand?
  /// How it completes its arguments, or nil if the manifest doesn't say.
  var completion: CompletionProtocol?
  /// How it is guarded: the group's rules, and its own, which only make them stricter.
  let policy: Policy
}

/// A variable that has to be set for a run to begin.
struct EnvironmentRequirement: Sendable, Equatable {
  /// What its value has to be.
  enum Condition: Sendable, Equatable {
    /// Anything but empty.
    case notEmpty
    /// Exactly these bytes.
    case equal(String)
  }

  /// The variable's name.
  let name: VariableName
  /// What its value has to be.
  let condition: Condition

  /// Whether both ask for the same, values compared as bytes.
  static func == (left: Self, right: Self) -> Bool {
    guard left.name == right.name else { return false }
    switch (left.condition, right.condition) {
    case (.notEmpty, .notEmpty): return true
    // As bytes: for a shell, two spellings of one accented letter are different values.
    case (.equal(let one), .equal(let other)): return one.utf8.elementsEqual(other.utf8)
    default: return false
    }
  }
}
