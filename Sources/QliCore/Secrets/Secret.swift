/// A secret's value. It prints as redacted, and is wiped when it goes.
final class Secret {
  /// Why a value can't be put into an environment variable. It never holds the value.
  enum Defect: Error, Equatable {
    case empty
    case notUTF8
    case holdsNUL
    /// `NAME=value` has more bytes than the system takes in one string.
    case tooLong(limit: Int)
  }

  /// The most bytes of `NAME=value` that Linux takes: MAX_ARG_STRLEN, less the NUL.
  static let entryLimit = 131_071

  /// The most bytes that a value of the variable `name` may have.
  static func longestValue(of name: VariableName) -> Int {
    entryLimit - name.text.utf8.count - 1
  }

  private let buffer: SecretBuffer

  /// Takes over `buffer` as the value of the variable `name`.
  init(_ buffer: SecretBuffer, for name: VariableName) throws(Defect) {
    let bytes = buffer.bytes
    if bytes.isEmpty { throw .empty }
    let limit = Self.longestValue(of: name)
    if bytes.count > limit { throw .tooLong(limit: limit) }
    if bytes.contains(0) { throw .holdsNUL }
    if !Self.isUTF8(bytes) { throw .notUTF8 }
    self.buffer = buffer
  }

  /// Wipes the value, also for whoever else has it.
  func wipe() { buffer.wipe() }

  /// Appends `NAME=value` to an environment that wipes its copy too.
  func append(as name: String, to environment: CStringArray) {
    var name = name + "="
    name.withUTF8 { name in
      environment.append(length: name.count + buffer.count) { target in
        target.copyBytes(from: name)
        UnsafeMutableRawBufferPointer(rebasing: target[name.count...])
          .copyMemory(from: buffer.bytes)
      }
    }
  }

  /// Checked without a String, which would keep a copy that nobody wipes.
  private static func isUTF8(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var parser = Unicode.UTF8.ForwardParser()
    var iterator = bytes.makeIterator()
    while true {
      switch parser.parseScalar(from: &iterator) {
      case .valid: continue
      case .error: return false
      case .emptyInput: return true
      }
    }
  }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible {
  /// What is shown in place of a value.
  static let redaction = "<redacted>"

  var description: String { Self.redaction }
  var debugDescription: String { Self.redaction }
}

#if !hasFeature(Embedded)
  // Without reflection there is nothing to look into.
  extension Secret: CustomReflectable {
    var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
  }
#endif

extension ChildEnvironment {
  /// Sets the variable `name`, once, to a secret. The only copies are the secret's and the one that
  /// is made here, and both are wiped.
  func set(_ name: String, _ secret: Secret) { set { secret.append(as: name, to: $0) } }
}
