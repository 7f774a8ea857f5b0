import CSystem

/// The variables that a program was started with.
///
/// A variable is looked up by name where it is needed: with many variables a dictionary of them
/// all would cost more than everything else in a run.
struct Environment: @unchecked Sendable {
  // Sound to send: the block is only read, and nothing in this module changes `environ`.
  private let block: UnsafePointer<UnsafeMutablePointer<CChar>?>
  private let owner: CStringArray?

  /// The environment of this process, not copied. Sound: a process has one, if an empty one.
  static var current: Environment {
    Environment(block: UnsafePointer(csystem_environment().unsafelyUnwrapped), owner: nil)
  }

  /// An environment of `entries`, each written `NAME=value`.
  init(_ entries: [ByteString]) {
    let owner = CStringArray(entries)
    self.init(block: owner.pointer, owner: owner)
  }

  private init(block: UnsafePointer<UnsafeMutablePointer<CChar>?>, owner: CStringArray?) {
    self.block = block
    self.owner = owner
  }

  /// The value of the variable `name`: the first of that name, as getenv(3) has it.
  subscript(name: String) -> ByteString? {
    withValue(of: name) { $0.map { ByteString(cString: $0) } }
  }

  /// The value of the variable `name`, unless it is empty.
  func nonEmpty(_ name: String) -> ByteString? {
    guard let value = self[name], !value.isEmpty else { return nil }
    return value
  }

  /// Whether the variable `name` switches something on: it is set, not empty and not `0`.
  func isOn(_ name: String) -> Bool {
    guard let value = nonEmpty(name) else { return false }
    return !value.equals("0")
  }

  /// Calls `body` with the value of the variable `name` where it lies, or with nil if it is unset.
  func withValue<R>(of name: String, _ body: (UnsafePointer<CChar>?) -> R) -> R {
    var name = name
    let value: UnsafePointer<CChar>? = name.withUTF8 { name in
      var entries = block
      while let entry = entries.pointee {
        if Self.entry(entry, isVariable: name) { return UnsafePointer(entry + name.count + 1) }
        entries += 1
      }
      return nil
    }
    return body(value)
  }

  /// Calls `body` with each `NAME=value`, in order.
  func forEachEntry(_ body: (UnsafePointer<CChar>) -> Void) {
    var entries = block
    while let entry = entries.pointee {
      body(entry)
      entries += 1
    }
  }

  /// How many entries there are.
  var count: Int {
    var count = 0
    while block[count] != nil { count += 1 }
    return count
  }

  /// Whether `entry`, written `NAME=value`, is the variable `name`.
  static func entry(_ entry: UnsafePointer<CChar>, isVariable name: String) -> Bool {
    var name = name
    return name.withUTF8 { self.entry(entry, isVariable: $0) }
  }

  @inline(__always)
  private static func entry(
    _ entry: UnsafePointer<CChar>, isVariable name: UnsafeBufferPointer<UInt8>
  ) -> Bool {
    self.entry(entry, hasPrefix: name)
      && entry[name.count] == CChar(bitPattern: UInt8(ascii: "="))
  }

  @inline(__always)
  private static func entry(
    _ entry: UnsafePointer<CChar>, hasPrefix prefix: UnsafeBufferPointer<UInt8>
  ) -> Bool {
    // An entry that ends early differs, too, in its NUL.
    for index in 0..<prefix.count where UInt8(bitPattern: entry[index]) != prefix[index] {
      return false
    }
    return true
  }

  /// Whether two entries, written `NAME=value`, are of one variable.
  static func entry(
    _ entry: UnsafePointer<CChar>, hasSameNameAs other: UnsafePointer<CChar>
  ) -> Bool {
    var index = 0
    while entry[index] == other[index], entry[index] != 0 {
      if entry[index] == CChar(bitPattern: UInt8(ascii: "=")) { return true }
      index += 1
    }
    return false
  }

  /// The name in `entry`, written `NAME=value`.
  static func name(ofEntry entry: UnsafePointer<CChar>) -> String {
    var length = 0
    while entry[length] != 0, entry[length] != CChar(bitPattern: UInt8(ascii: "=")) { length += 1 }
    let bytes = UnsafeRawBufferPointer(start: entry, count: length)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The value in `entry`, written `NAME=value`; valid as long as the entry.
  static func value(ofEntry entry: UnsafePointer<CChar>) -> UnsafeRawBufferPointer {
    var start = 0
    while entry[start] != 0, entry[start] != CChar(bitPattern: UInt8(ascii: "=")) { start += 1 }
    if entry[start] != 0 { start += 1 }
    var length = 0
    while entry[start + length] != 0 { length += 1 }
    return UnsafeRawBufferPointer(start: entry + start, count: length)
  }

  /// Whether `entry`, written `NAME=value`, is a variable whose name begins with `prefix`.
  static func entry(_ entry: UnsafePointer<CChar>, hasPrefix prefix: String) -> Bool {
    var prefix = prefix
    return prefix.withUTF8 { self.entry(entry, hasPrefix: $0) }
  }
}
