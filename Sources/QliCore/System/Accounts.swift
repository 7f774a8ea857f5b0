/// The users that `/etc/passwd` knows: lines of `name:password:number:group:comment:home:shell`; and
/// the groups of `/etc/group`: lines of `name:password:number:members`.
///
/// Read by hand: getpwuid(3) loads libraries, which a static executable can't. Whom a directory service
/// knows isn't there.
enum Accounts {
  /// Where they are.
  static let file: FilePath = "/etc/passwd"
  private static let groupFile: FilePath = "/etc/group"

  /// The name of the user `id`, or nil if it has none.
  static func userName(of id: UInt32, in file: FilePath = file) -> ByteString? {
    text(of: file).flatMap { userName(of: id, in: $0) }
  }

  /// The name of the user `id` as a person may see it, or the number.
  static func shownName(of id: UInt32) -> String {
    userName(of: id).map { Visible.text($0) } ?? "\(id)"
  }

  /// The same, out of the text of such a file.
  static func userName(of id: UInt32, in text: [UInt8]) -> ByteString? {
    withLine(of: id, in: text) { field(0, of: $0) }
  }

  /// The home folder of the user `id`, or nil if none is known.
  static func home(of id: UInt32, in file: FilePath = file) -> FilePath? {
    text(of: file).flatMap { home(of: id, in: $0) }
  }

  /// The same, out of the text of such a file.
  static func home(of id: UInt32, in text: [UInt8]) -> FilePath? {
    let path = withLine(of: id, in: text) { field(5, of: $0).map { FilePath($0) } }
    return path.flatMap { $0.isAbsolute ? $0 : nil }
  }

  /// The name of the group `id`, or nil if it has none.
  static func groupName(of id: UInt32) -> ByteString? {
    text(of: groupFile).flatMap { userName(of: id, in: $0) }
  }

  /// A user's line.
  struct User {
    let name: ByteString
    let number: UInt32
    /// The number of their main group.
    let group: UInt32
  }

  /// What all lines of one group's number say together.
  struct Group {
    var names: [ByteString] = []
    /// Who is in it beside those whose main group it is.
    var members: [ByteString] = []
  }

  /// All users, in the file's order; none if it can't be read.
  static var users: [User] { text(of: file).map { users(in: $0) } ?? [] }

  /// The same, out of the text of such a file.
  static func users(in text: [UInt8]) -> [User] {
    var users: [User] = []
    forEachLine(of: text) { line in
      guard let name = field(0, of: line), let user = number(field(2, of: line)),
        let group = number(field(3, of: line))
      else { return }
      users.append(User(name: name, number: user, group: group))
    }
    return users
  }

  /// The group `id`, or nil if it isn't there.
  static func group(_ id: UInt32) -> Group? {
    text(of: groupFile).flatMap { group(id, in: $0) }
  }

  /// The same, out of the text of such a file.
  static func group(_ id: UInt32, in text: [UInt8]) -> Group? {
    var group = Group()
    forEachLine(of: text) { line in
      guard number(field(2, of: line)) == id, let name = field(0, of: line) else { return }
      group.names.append(name)
      guard let members = field(3, of: line) else { return }
      group.members += members.parts(separatedBy: .comma).filter { !$0.isEmpty }
    }
    return group.names.isEmpty ? nil : group
  }

  private static func forEachLine(
    of text: [UInt8], _ body: (UnsafeBufferPointer<UInt8>) -> Void
  ) {
    // A line that begins so is a comment: who stands there is neither known nor a member.
    for line in text.split(separator: .lineFeed) where line.first != .hash {
      line.withUnsafeBufferPointer(body)
    }
  }

  private static func number(_ field: ByteString?) -> UInt32? { field?.text.flatMap { UInt32($0) } }

  private static func text(of file: FilePath) -> [UInt8]? {
    guard let opened = try? OwnedDescriptor(opening: file, for: .reading) else { return nil }
    return try? opened.number.readAll(limit: 1 << 20)
  }

  private static func field(_ index: Int, of line: UnsafeBufferPointer<UInt8>) -> ByteString? {
    var start = 0
    for _ in 0..<index {
      start = end(of: UInt8(ascii: ":"), in: line, from: start, to: line.count) + 1
      if start > line.count { return nil }
    }
    let end = end(of: UInt8(ascii: ":"), in: line, from: start, to: line.count)
    return ByteString(line[start..<end])
  }

  private static func withLine<R>(
    of id: UInt32, in text: [UInt8], _ body: (UnsafeBufferPointer<UInt8>) -> R?
  ) -> R? {
    text.withUnsafeBufferPointer { text in
      var line = 0
      while line < text.count {
        let lineEnd = end(of: UInt8(ascii: "\n"), in: text, from: line, to: text.count)
        let nameEnd = end(of: UInt8(ascii: ":"), in: text, from: line, to: lineEnd)
        let passwordEnd = end(of: UInt8(ascii: ":"), in: text, from: nameEnd + 1, to: lineEnd)
        if number(in: text, from: passwordEnd + 1, to: lineEnd) == id {
          return body(UnsafeBufferPointer(rebasing: text[line..<lineEnd]))
        }
        line = lineEnd + 1
      }
      return nil
    }
  }

  /// Where `byte` stands first from `start` on, or `limit`.
  private static func end(
    of byte: UInt8, in text: UnsafeBufferPointer<UInt8>, from start: Int, to limit: Int
  ) -> Int {
    var index = start
    while index < limit, text[index] != byte { index += 1 }
    return min(index, limit)
  }

  /// The decimal number from `start` up to a colon, or nil if there is none.
  private static func number(
    in text: UnsafeBufferPointer<UInt8>, from start: Int, to limit: Int
  ) -> UInt32? {
    var value: UInt32 = 0
    var index = start
    while index < limit, text[index] != UInt8(ascii: ":") {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(text[index]) else { return nil }
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = product.addingReportingOverflow(UInt32(text[index] - UInt8(ascii: "0")))
      if overflow || carry { return nil }
      value = sum
      index += 1
    }
    return index > start && index < limit ? value : nil
  }
}
