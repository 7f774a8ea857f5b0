/// The ways to read `my-team-deploy` as a group and an extension.
enum DashedName {
  /// Every split at a dash into two valid names whose group is longer than `minimum` bytes, the
  /// longest group first.
  static func splits(
    of name: String, longerThan minimum: Int = 0
  ) -> [(group: ExtensionName, extension: ExtensionName)] {
    let bytes = Array(name.utf8)
    return bytes.indices.reversed().compactMap { index in
      guard bytes[index] == UInt8(ascii: "-"), index > minimum,
        let group = ExtensionName(utf8: bytes[..<index]),
        let rest = ExtensionName(utf8: bytes[(index + 1)...])
      else { return nil }
      return (group, rest)
    }
  }
}
