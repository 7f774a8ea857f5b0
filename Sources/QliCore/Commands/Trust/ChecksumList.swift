/// What a group's `_checksums` says: the SHA-256 of each of its files, as sha256sum(1) prints them; and in
/// front of them, as a comment of sha256sum's, which group it is, where the signer has written that.
struct ChecksumList {
  /// What the file is called in the group's folder.
  static let fileName = "_checksums"
  /// What its signature is called.
  static let signatureName = "_checksums.sig"
  /// The largest list that is read, in bytes.
  static let maximumSize = 4 << 20

  /// What the line begins with that says which group it is.
  private static let groupMark = "# qli-group "

  struct Entry {
    /// The path below the group's folder.
    let name: ByteString
    let digest: SHA256.Digest
  }

  /// A line that is none of such a list.
  struct Problem: Error {
    let line: Int
    let reason: String
  }

  /// Which group was signed; nil where any may be meant.
  let group: ByteString?
  /// In the order of the list; none is named twice.
  let entries: [Entry]

  init(_ bytes: [UInt8]) throws(Problem) {
    var entries: [Entry] = []
    var names: Set<ByteString> = []
    var lines = bytes.split(separator: .lineFeed, omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    group = lines.first.flatMap { Self.group($0) }
    for (index, line) in lines.enumerated() where index > 0 || group == nil {
      let number = index + 1
      // sha256sum writes one of a name as an escape.
      guard line.last != .carriageReturn else {
        throw Problem(line: number, reason: "it ends in CR LF instead of LF")
      }
      guard let entry = Self.entry(line) else {
        throw Problem(line: number, reason: "it is no line of sha256sum(1)")
      }
      guard Self.isBelow(entry.name) else {
        throw Problem(line: number, reason: "its file isn't in the group's folder")
      }
      guard names.insert(entry.name).inserted else {
        throw Problem(line: number, reason: "its file is named twice")
      }
      entries.append(entry)
    }
    self.entries = entries
  }

  /// The group that `line` names, if it is such a line.
  private static func group(_ line: ArraySlice<UInt8>) -> ByteString? {
    guard line.starts(with: groupMark.utf8) else { return nil }
    return ByteString(line.dropFirst(groupMark.utf8.count))
  }

  /// A line is `DIGEST  NAME` or `DIGEST *NAME`; behind a backslash the name's own are escaped, and its
  /// newlines and carriage returns with them.
  private static func entry(_ line: ArraySlice<UInt8>) -> Entry? {
    let isEscaped = line.first == .backslash
    let line = isEscaped ? line.dropFirst() : line
    let mark = line.dropFirst(64).prefix(2)
    guard mark.count == 2, mark.first == .space,
      mark.last == .space || mark.last == UInt8(ascii: "*"),
      let digest = SHA256.Digest(String(decoding: line.prefix(64), as: UTF8.self))
    else { return nil }
    var bytes = Array(line.dropFirst(66))
    if isEscaped {
      guard let plain = unescaped(bytes) else { return nil }
      bytes = plain
    }
    // As find(1) names what it begins with.
    while bytes.starts(with: "./".utf8) { bytes.removeFirst(2) }
    return ByteString(bytes).map { Entry(name: $0, digest: digest) }
  }

  private static func unescaped(_ bytes: [UInt8]) -> [UInt8]? {
    var result: [UInt8] = []
    var isEscape = false
    for byte in bytes {
      guard isEscape else {
        isEscape = byte == .backslash
        if !isEscape { result.append(byte) }
        continue
      }
      isEscape = false
      switch byte {
      case .backslash: result.append(.backslash)
      case UInt8(ascii: "n"): result.append(.lineFeed)
      case UInt8(ascii: "r"): result.append(.carriageReturn)
      default: return nil
      }
    }
    return isEscape ? nil : result
  }

  private static func isBelow(_ name: ByteString) -> Bool {
    name.parts(separatedBy: .slash).allSatisfy {
      !$0.isEmpty && !$0.equals(".") && !$0.equals("..")
    }
  }
}
