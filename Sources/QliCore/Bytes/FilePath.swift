/// A path as bytes; nothing but `/` has a meaning.
struct FilePath: Hashable, Sendable {
  /// The path as the operating system takes it.
  private(set) var string: ByteString

  /// The path written as `string`.
  init(_ string: ByteString) { self.string = string }

  /// The path written as `text`, up to its first NUL.
  init(_ text: String) { string = ByteString(text) }

  /// Whether the path starts at the root.
  var isAbsolute: Bool { string.bytes.first == UInt8(ascii: "/") }

  /// The path of the entry `name` in this folder.
  func appending(_ name: ByteString) -> FilePath {
    name.withBytes { appending($0) }
  }

  /// The path of the entry `name` in this folder.
  func appending(_ name: String) -> FilePath {
    var name = name
    return name.withUTF8 { appending($0) }
  }

  /// The path of the entry in this folder whose name these bytes are; none of them is NUL.
  func appending(_ name: UnsafeBufferPointer<UInt8>) -> FilePath {
    FilePath(
      ByteString(string, separator: string.bytes.last == .slash ? nil : .slash, unchecked: name))
  }

  /// What stands behind the last `/`.
  var lastComponent: ByteString {
    guard let slash = string.bytes.lastIndex(of: UInt8(ascii: "/")) else { return string }
    return ByteString(string.bytes[(slash + 1)...]) ?? string
  }

  /// The folder that the path lies in, by its text alone: `/` for `/`, `.` for a bare name.
  var parent: FilePath {
    guard let slash = string.bytes.lastIndex(of: UInt8(ascii: "/")) else { return FilePath(".") }
    let head = string.bytes[..<max(slash, 1)]
    return FilePath(ByteString(head) ?? "/")
  }

  /// Whether this path, by its text alone, is that of something in `folder` or further down.
  func isInside(_ folder: FilePath) -> Bool {
    string.bytes.starts(with: folder.appending("").string.bytes)
  }

  /// Whether this path is `other`, or that of something in it, by its text alone.
  func isWithin(_ other: FilePath) -> Bool { self == other || isInside(other) }
}

extension FilePath: ExpressibleByStringLiteral {
  /// The path written as a literal.
  init(stringLiteral value: String) { self.init(value) }
}

extension FilePath: CustomStringConvertible {
  /// The path for people: what isn't UTF-8 is shown as U+FFFD.
  var description: String { string.lossyText }
}
