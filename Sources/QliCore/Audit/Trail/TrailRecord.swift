/// A record of a log: the line as it stands there, and where its members are.
///
/// It owns nothing. What it was read from says how long it may be used, see `TrailReader` and
/// `KeptRecord`.
struct TrailRecord {
  let line: UnsafeBufferPointer<UInt8>
  let pieces: TrailPieces
  let event: AuditEvent
  /// Microseconds since the beginning of 1970.
  let time: Int64
  let runID: UInt128
  /// Whether a string has a character from U+007F to U+009F as it is.
  let hasHiddenCharacters: Bool

  /// The value of a member as it stands in the line, or nil if it is missing.
  @inline(__always)
  subscript(member: AuditMember) -> UnsafeBufferPointer<UInt8>? {
    guard let range = pieces[member] else { return nil }
    return UnsafeBufferPointer(rebasing: line[range])
  }

  /// A string between its quotes, with its escapes; nil if the member is missing or null.
  @inline(__always)
  func string(_ member: AuditMember) -> UnsafeBufferPointer<UInt8>? {
    guard let value = self[member], value.first == .quote else { return nil }
    return UnsafeBufferPointer(rebasing: value[1..<(value.count - 1)])
  }
}

// MARK: - Reading one

extension TrailRecord {
  /// Reads a line, without its newline.
  ///
  /// - Parameter pieces: room for those of the record.
  init(_ line: UnsafeBufferPointer<UInt8>, into pieces: TrailPieces) throws(TrailProblem) {
    pieces.clear()
    var scan = TrailScan(line, pieces)
    let problem: TrailProblem?
    do throws(JSONError) { problem = try scan.run() } catch { throw .notJSON }
    if let problem { throw problem }
    let name = try Self.string(.event, line, pieces)
    guard let event = name.auditEvent ?? name.unescaped({ $0.auditEvent }) else {
      throw .unknownEvent(String(name.text.unicodeScalars.prefix(40)))
    }
    let timestamp = try Self.string(.timestamp, line, pieces)
    guard let civil = CivilTime(timestamp) ?? timestamp.unescaped({ CivilTime($0) }),
      let offset = civil.offset
    else { throw .malformed(.timestamp) }
    let id = try Self.string(.runID, line, pieces)
    guard let runID = RunID.number(id) ?? id.unescaped({ RunID.number($0) }) else {
      throw .malformed(.runID)
    }
    _ = try (Self.string(.group, line, pieces), Self.string(.extension, line, pieces))
    if event.hasExitCode, pieces[.exitCode] == nil { throw .missing(.exitCode) }
    self.line = line
    self.pieces = pieces
    self.event = event
    time = (civil.secondsAsUTC - offset) * 1_000_000 + civil.microsecond
    self.runID = runID
    hasHiddenCharacters = scan.sawHiddenCharacter
  }

  /// A string that has to be there, as the scan has seen to what it is.
  @inline(__always)
  private static func string(
    _ member: AuditMember, _ line: UnsafeBufferPointer<UInt8>, _ pieces: TrailPieces
  ) throws(TrailProblem) -> UnsafeBufferPointer<UInt8> {
    guard let range = pieces[member] else { throw .missing(member) }
    return UnsafeBufferPointer(rebasing: line[(range.lowerBound + 1)..<(range.upperBound - 1)])
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// What `read` makes of what a string means; nil if it has no escapes. To be asked once `read`
  /// takes nothing as it stands there: what qli writes has no escapes in these places.
  @inline(never)
  fileprivate func unescaped<Value>(_ read: (UnsafeBufferPointer<UInt8>) -> Value?) -> Value? {
    guard contains(.backslash) else { return nil }
    var text = self.text
    return text.withUTF8(read)
  }

  /// What a string means.
  fileprivate var text: String { JSONStringToken(bytes: self, hasEscapes: true).text }

  /// The event of this name.
  @inline(__always)
  fileprivate var auditEvent: AuditEvent? {
    // A few bytes need no memory as a String.
    count <= 12 ? AuditEvent(rawValue: String(decoding: self, as: UTF8.self)) : nil
  }
}

/// Finds the members of a record, and checks the whole line on the way.
private struct TrailScan: ~Copyable {
  private var scanner: JSONScanner
  private let pieces: TrailPieces
  /// The one whose value comes next, or goes on.
  private var member: AuditMember?
  /// The last one that was known.
  private var last: AuditMember?
  /// How many arrays and objects are open, with the record's own.
  private var depth = 1
  /// Where the array or object began that is a member's value.
  private var start = 0

  init(_ line: UnsafeBufferPointer<UInt8>, _ pieces: TrailPieces) {
    scanner = JSONScanner(line)
    self.pieces = pieces
  }

  var sawHiddenCharacter: Bool { scanner.sawHiddenCharacter }

  /// - Returns: what keeps the line from being a record, or nil.
  mutating func run() throws(JSONError) -> TrailProblem? {
    guard case .beginObject = try scanner.next() else {
      // Whatever follows: a line that isn't JSON is one that isn't an object.
      return .notObject
    }
    while depth > 0 {
      if let problem = try step() { return problem }
    }
    // The end, or an error: the scanner lets nothing else follow.
    _ = try scanner.next()
    return nil
  }

  @inline(__always)
  private mutating func step() throws(JSONError) -> TrailProblem? {
    switch try scanner.next() {
    case .name(let name): if depth == 1 { return begin(name) }
    case .string: return endScalar(.text)
    case .number: return endScalar(.number)
    case .null: return endScalar(.textOrNull)
    case .boolean: return endScalar(.flag)
    case .beginArray: return open(isArray: true)
    case .beginObject: return open(isArray: false)
    case .endArray, .endObject:
      depth -= 1
      if depth == 1, let member { pieces.set(member, from: start, to: scanner.offset) }
    case .end: depth = 0
    }
    return nil
  }

  @inline(__always)
  private mutating func begin(_ name: JSONStringToken) -> TrailProblem? {
    member =
      name.hasEscapes ? AuditMember.named(name) : AuditMember.named(name.bytes, after: last)
    guard let member else { return nil }
    last = member
    return pieces[member] == nil ? nil : .repeated(member)
  }

  /// A value that is no array and no object.
  @inline(__always)
  private mutating func endScalar(_ kind: AuditMember.Kind) -> TrailProblem? {
    guard let member else { return nil }
    if depth == 1 {
      guard member.kind.takes(kind) else { return .malformed(member) }
      pieces.set(member, from: scanner.tokenOffset, to: scanner.offset)
    } else if member == .args, kind != .text {
      return .malformed(member)
    }
    return nil
  }

  @inline(__always)
  private mutating func open(isArray: Bool) -> TrailProblem? {
    depth += 1
    guard let member else { return nil }
    if depth == 2 {
      start = scanner.tokenOffset
      return isArray && member.kind == .list ? nil : .malformed(member)
    }
    return member == .args ? .malformed(member) : nil
  }
}

extension AuditMember.Kind {
  /// Whether it may be such a scalar; `textOrNull` is null.
  @inline(__always)
  fileprivate func takes(_ scalar: AuditMember.Kind) -> Bool {
    self == scalar || self == .textOrNull && scalar == .text
  }
}
