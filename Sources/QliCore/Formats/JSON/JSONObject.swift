/// An object of a document: its members in the order of the source, no name twice.
struct JSONObject: Sendable {
  /// Up to here a scan is faster than an index, and costs no memory.
  private static let scanLimit = 16

  /// The names and values, in the order of the source.
  private(set) var members: [JSONMember] = []

  /// Where each name is; empty as long as a scan will do.
  private var index: [JSONName: Int] = [:]

  /// The value of the member whose name has exactly the bytes of `name`, or nil.
  ///
  /// Canonically equivalent names, such as a composed and a decomposed `é`, are different names.
  subscript(name: String) -> JSONValue? {
    guard let position = firstIndex(of: name) else { return nil }
    return members[position].value
  }

  /// The position of the member whose name has exactly the bytes of `name`, or nil.
  func firstIndex(of name: String) -> Int? {
    guard members.count <= Self.scanLimit else { return index[JSONName(name)] }
    return members.firstIndex { $0.name.hasSameBytes(as: name) }
  }

  /// Adds a member whose name the object doesn't have yet.
  mutating func append(_ member: JSONMember) {
    members.append(member)
    guard members.count > Self.scanLimit else { return }
    if index.isEmpty {
      for (position, member) in members.enumerated() { index[JSONName(member.name)] = position }
    } else {
      index[JSONName(member.name)] = members.count - 1
    }
  }
}

extension JSONObject: Equatable {
  static func == (left: JSONObject, right: JSONObject) -> Bool { left.members == right.members }
}

/// A name of an object with its value.
struct JSONMember: Sendable {
  /// The name, without quotes and escapes.
  let name: String
  let value: JSONValue
}

extension JSONMember: Equatable {
  static func == (left: JSONMember, right: JSONMember) -> Bool {
    left.name.hasSameBytes(as: right.name) && left.value == right.value
  }
}

/// A name as a key of a dictionary: `String` itself would take canonical equivalents for one.
private struct JSONName: Hashable {
  private let text: String

  init(_ text: String) { self.text = text }

  static func == (left: JSONName, right: JSONName) -> Bool {
    left.text.hasSameBytes(as: right.text)
  }

  // Seeded anew in each process: nobody can write a document whose names all collide.
  func hash(into hasher: inout Hasher) {
    text.withBytes { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}
