#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

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
    var result = string
    if string.bytes.last != UInt8(ascii: "/") { result.append("/") }
    result.append(name)
    return FilePath(result)
  }

  /// The path of the entry `name` in this folder.
  func appending(_ name: String) -> FilePath {
    var result = string
    if string.bytes.last != UInt8(ascii: "/") { result.append("/") }
    result.append(name)
    return FilePath(result)
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

  /// Where this path leads in the end, without any link on the way, by realpath(3).
  func resolved() throws(Errno) -> FilePath {
    let text = string.withCString { realpath($0, nil) }
    guard let text else { throw .current }
    defer { free(text) }
    return FilePath(ByteString(cString: text))
  }

  /// Whether this path, by its text alone, is that of something in `folder` or further down.
  func isInside(_ folder: FilePath) -> Bool {
    string.bytes.starts(with: folder.appending("").string.bytes)
  }

  /// Where the link at this path leads, by readlink(2); what a relative one says counts from the
  /// folder that the link lies in.
  func linkTarget() throws(Errno) -> FilePath {
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = try string.withCString { path throws(Errno) in
      try valueOrErrno { readlink(path, &buffer, buffer.count - 1) }
    }
    // A target that was cut names another file.
    guard count < buffer.count - 1 else { throw .nameTooLong }
    let target = buffer.withUnsafeBufferPointer { bytes in
      ByteString(
        unchecked: UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes)[..<count]))
    }
    let path = FilePath(target)
    return path.isAbsolute ? path : parent.appending(target)
  }
}

extension FilePath: ExpressibleByStringLiteral {
  /// The path written as a literal.
  init(stringLiteral value: String) { self.init(value) }
}

extension FilePath: CustomStringConvertible {
  /// The path for people: what isn't UTF-8 is shown as U+FFFD.
  var description: String { string.lossyText }
}
