/// An option of qli's own.
enum Option: CaseIterable {
  case yes, quiet, color, json, help, version

  /// What is typed, without the value.
  var spellings: [String] {
    switch self {
    case .yes: ["-y", "--yes"]
    case .quiet: ["-q", "--quiet"]
    case .color: ["--color"]
    case .json: ["--json"]
    case .help: ["-h", "--help"]
    case .version: ["--version"]
    }
  }

  /// The name of its value, or nil if it takes none.
  var valueName: String? {
    self == .color ? "auto|always|never" : nil
  }

  /// What it does, in one line.
  var summary: String {
    switch self {
    case .yes: "confirm the run without being asked"
    case .quiet: "no warnings and no hints"
    case .color: "whether to use colours"
    case .json: "print the result as JSON"
    case .help: "print help"
    case .version: "print the version"
    }
  }
}
