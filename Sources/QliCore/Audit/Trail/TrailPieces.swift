/// Where the values of a record's members lie in its line, with the quotes of strings.
struct TrailPieces {
  struct Piece {
    var start: UInt32 = 0
    /// Zero where there is none: no value is empty.
    var count: UInt32 = 0
  }

  /// The bytes that the pieces of one record take.
  static let size = AuditMember.count * MemoryLayout<Piece>.stride

  private let memory: UnsafeMutablePointer<Piece>

  /// In `memory`, which is theirs as long as they are used.
  init(in memory: UnsafeMutableRawPointer) {
    // Sound: whoever makes it gives `size` bytes, at an address for pieces.
    self.memory = memory.bindMemory(to: Piece.self, capacity: AuditMember.count)
  }

  func clear() { memory.update(repeating: Piece(), count: AuditMember.count) }

  func copy(from other: TrailPieces) {
    memory.update(from: other.memory, count: AuditMember.count)
  }

  @inline(__always)
  subscript(member: AuditMember) -> Range<Int>? {
    let piece = memory[Int(member.rawValue)]
    guard piece.count > 0 else { return nil }
    return Int(piece.start)..<(Int(piece.start) + Int(piece.count))
  }

  @inline(__always)
  func set(_ member: AuditMember, from start: Int, to end: Int) {
    memory[Int(member.rawValue)] = Piece(
      start: UInt32(truncatingIfNeeded: start), count: UInt32(truncatingIfNeeded: end - start))
  }
}
