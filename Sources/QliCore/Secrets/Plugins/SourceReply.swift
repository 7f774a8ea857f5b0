/// What a source plugin answered.
enum SourceReply {
  case availability(SourceAvailability)
  case value(SourceValue)
  case entries([SourceEntry])
  /// Whether the reference is one that the plugin understands.
  case validation(Bool)
}

/// What a plugin says of itself when it is started.
struct SourceGreeting: Equatable {
  let name: String
  let capabilities: SourceCapabilities
  let version: String
  /// The version of the protocol that it speaks, if it says so.
  let protocolVersion: String?
}

/// Whether a source can answer now.
struct SourceAvailability: Equatable {
  enum Status: String {
    case available
    case unavailable
    case needsCredential = "needs-credential"
  }

  let status: Status
  let detail: String?
}

/// A secret's value. Printed, it shows nothing of it.
struct SourceValue {
  let buffer: SecretBuffer
  /// How long it is valid, if the plugin says so.
  let leaseSeconds: UInt64?
}

/// A reference that a source has.
struct SourceEntry: Equatable {
  let reference: String
  /// The name for people.
  let display: String?
}

/// What a source can do, as its init says.
struct SourceCapabilities: OptionSet, Equatable {
  let rawValue: UInt32

  static let read = SourceCapabilities(rawValue: 1)
  static let list = SourceCapabilities(rawValue: 2)
  static let validate = SourceCapabilities(rawValue: 4)
  /// Reserved.
  static let write = SourceCapabilities(rawValue: 8)
  /// Reserved.
  static let rotate = SourceCapabilities(rawValue: 16)
  /// It may ask a person for a finger, which can take any time.
  static let biometricPrompt = SourceCapabilities(rawValue: 32)
  /// It writes an audit log of its own.
  static let auditLog = SourceCapabilities(rawValue: 64)

  /// The names of those that are set, for people; bits that have none are left out.
  var names: [String] {
    let all: [(SourceCapabilities, String)] = [
      (.read, "read"), (.list, "list"), (.validate, "validate"), (.write, "write"),
      (.rotate, "rotate"), (.biometricPrompt, "biometric-prompt"), (.auditLog, "audit-log"),
    ]
    return all.filter { contains($0.0) }.map { $0.1 }
  }
}
