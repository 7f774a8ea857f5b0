/// A string as the operating system sees one: bytes without a NUL, in no particular encoding.
///
/// Arguments, environment values and paths are such strings. They keep their terminating NUL in
/// storage, so that handing one to C copies nothing.
struct ByteString: Hashable, Sendable {
  /// The bytes and the terminating NUL.
  private var storage: [UInt8]

  /// Takes over `bytes`, or returns nil if one of them is NUL.
  init?(_ bytes: some Sequence<UInt8>) {
    var storage = Array(bytes)
    guard !storage.contains(0) else { return nil }
    storage.append(0)
    self.storage = storage
  }

  /// The bytes of `string` up to its first NUL.
  init(_ string: String) {
    var string = string
    self = string.withUTF8 { bytes in
      var length = 0
      while length < bytes.count, bytes[length] != 0 { length += 1 }
      return ByteString(
        unchecked: UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: bytes[..<length])))
    }
  }

  /// A copy of a C string.
  init(cString: UnsafePointer<CChar>) {
    var length = 0
    while cString[length] != 0 { length += 1 }
    self.init(unchecked: UnsafeRawBufferPointer(start: cString, count: length))
  }

  /// A copy of bytes that are known to hold no NUL.
  init(unchecked bytes: UnsafeRawBufferPointer) {
    storage = [UInt8](unsafeUninitializedCapacity: bytes.count + 1) { buffer, count in
      for index in 0..<bytes.count { buffer[index] = bytes[index] }
      buffer[bytes.count] = 0
      count = bytes.count + 1
    }
  }

  /// The bytes of `first`, a separator, and bytes that are known to hold no NUL.
  init(_ first: ByteString, separator: UInt8?, unchecked second: UnsafeBufferPointer<UInt8>) {
    let capacity = first.count + second.count + 2
    // One piece of memory, as a path is made for each entry of a folder.
    storage = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
      first.withBytes { count = buffer.initialize(fromContentsOf: $0) }
      if let separator {
        buffer[count] = separator
        count += 1
      }
      count = buffer[count...].initialize(fromContentsOf: second)
      buffer[count] = 0
      count += 1
    }
  }

  /// The bytes, without the NUL.
  var bytes: ArraySlice<UInt8> { storage.dropLast() }

  /// The number of bytes.
  var count: Int { storage.count - 1 }

  /// Whether there is no byte.
  var isEmpty: Bool { storage.count == 1 }

  /// Calls `body` with the bytes, without the NUL.
  func withBytes<R>(_ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
    storage.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[..<count])) }
  }

  /// Whether no byte is above 127.
  var isASCII: Bool { storage.allSatisfy { $0 < 0x80 } }

  /// Whether the bytes are valid UTF-8.
  var isUTF8: Bool { isASCII || text != nil }

  /// The parts between the bytes `separator`, also empty ones.
  func parts(separatedBy separator: UInt8) -> Parts {
    Parts(rest: self, separator: separator)
  }

  /// What stands before the first byte `separator`, and behind it; no back without one.
  func split(at separator: UInt8) -> (front: ByteString, back: ByteString?) {
    guard let place = bytes.firstIndex(of: separator) else { return (self, nil) }
    return (part(0..<place), part((place + 1)..<count))
  }

  /// The bytes of `range`.
  func part(_ range: Range<Int>) -> ByteString {
    withBytes {
      ByteString(unchecked: UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: $0[range])))
    }
  }

  /// Parts of a string, in their order. No array: the path of a run can do without one.
  struct Parts: Sequence, IteratorProtocol {
    fileprivate let rest: ByteString
    fileprivate let separator: UInt8
    private var start = 0

    fileprivate init(rest: ByteString, separator: UInt8) {
      self.rest = rest
      self.separator = separator
    }

    mutating func next() -> ByteString? {
      guard start <= rest.count else { return nil }
      return rest.withBytes { bytes in
        var end = start
        while end < bytes.count, bytes[end] != separator { end += 1 }
        defer { start = end + 1 }
        let part = UnsafeBufferPointer(rebasing: bytes[start..<end])
        return ByteString(unchecked: UnsafeRawBufferPointer(part))
      }
    }
  }

  /// The text, or nil if the bytes are not valid UTF-8.
  var text: String? {
    // Most are ASCII, which needs no validation: it would be the dearer part of this.
    isASCII ? lossyText : String(validating: bytes, as: UTF8.self)
  }

  /// The text, with U+FFFD in place of what isn't UTF-8. For people, never to be handed on.
  var lossyText: String { withBytes { String(decoding: $0, as: UTF8.self) } }

  /// Calls `body` with the string as C wants it.
  func withCString<R, E: Error>(_ body: (UnsafePointer<CChar>) throws(E) -> R) throws(E) -> R {
    try storage.withUnsafeBufferPointer { buffer throws(E) in
      // Sound: the storage always ends in a NUL, so it has a base address.
      try UnsafeRawPointer(buffer.baseAddress.unsafelyUnwrapped).withMemoryRebound(
        to: CChar.self, capacity: buffer.count, body)
    }
  }

  /// Appends the bytes of `other`.
  mutating func append(_ other: ByteString) {
    storage.removeLast()
    storage.append(contentsOf: other.storage)
  }

  /// Appends the bytes of `text`, which holds no NUL.
  mutating func append(_ text: String) {
    storage.removeLast()
    storage.append(contentsOf: text.utf8)
    storage.append(0)
  }

  /// Compares with `text` byte by byte.
  func equals(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { bytes in
      guard bytes.count == count else { return false }
      for index in 0..<bytes.count where storage[index] != bytes[index] { return false }
      return true
    }
  }

  /// Whether the bytes begin with those of `prefix`.
  func hasPrefix(_ prefix: String) -> Bool { bytes.starts(with: prefix.utf8) }

  /// Whether the bytes end with those of `suffix`.
  func hasSuffix(_ suffix: String) -> Bool {
    bytes.count >= suffix.utf8.count && bytes.suffix(suffix.utf8.count).elementsEqual(suffix.utf8)
  }

  /// Whether `other` occurs in the bytes.
  func contains(_ other: some Collection<UInt8>) -> Bool {
    let length = other.count
    guard let first = other.first else { return true }
    guard length <= count else { return false }
    for start in 0...(count - length) where storage[start] == first {
      if storage[start..<(start + length)].elementsEqual(other) { return true }
    }
    return false
  }
}

extension ByteString: ExpressibleByStringLiteral {
  /// The bytes of a literal up to its first NUL.
  init(stringLiteral value: String) { self.init(value) }
}
