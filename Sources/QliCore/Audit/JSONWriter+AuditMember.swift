/// Members of records, each by its one name. All of it is inlined, so that a name costs a run no more
/// than one that stands there.
extension JSONWriter {
  /// Writes the name of the member whose value is written next.
  @inline(__always)
  mutating func name(_ member: AuditMember) { name(member.name) }

  /// Writes a member that is a string, or null.
  @inline(__always)
  mutating func member(_ member: AuditMember, _ value: String?) { self.member(member.name, value) }

  /// Writes a member that is a string, or null.
  @inline(__always)
  mutating func member(_ member: AuditMember, _ value: ByteString?) {
    self.member(member.name, value)
  }

  /// Writes a member that is a whole number.
  @inline(__always)
  mutating func member(_ member: AuditMember, _ value: Int64) { self.member(member.name, value) }

  /// Writes a member that is a boolean.
  @inline(__always)
  mutating func member(_ member: AuditMember, _ value: Bool) { self.member(member.name, value) }
}
