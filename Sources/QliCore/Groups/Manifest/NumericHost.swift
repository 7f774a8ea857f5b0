/// A network address in digits: no name, which would have to be looked up.
enum NumericHost {
  /// The address that `bytes` write, IPv6 in brackets, and without these; or nil.
  static func read(_ bytes: ArraySlice<UInt8>) -> String? {
    let isBracketed = bytes.first == .openBracket && bytes.last == .closeBracket
    let host = isBracketed ? bytes.dropFirst().dropLast() : bytes
    guard isBracketed ? isVersion6(host) : isVersion4(host) else { return nil }
    return String(decoding: host, as: UTF8.self)
  }

  /// `host` as it is read: IPv6 in brackets.
  static func written(_ host: String) -> String {
    host.utf8.contains(.colon) ? "[\(host)]" : host
  }

  private static func isVersion4(_ bytes: ArraySlice<UInt8>) -> Bool {
    let parts = bytes.split(separator: .dot, omittingEmptySubsequences: false)
    return parts.count == 4
      && parts.allSatisfy { part in
        // A zero in front would make it octal for some.
        guard let first = part.first, part.count <= 3, part.count == 1 || first != .zero,
          part.allSatisfy({ $0.isDecimalDigit })
        else { return false }
        return part.reduce(0) { $0 * 10 + Int($1 - .zero) } <= 255
      }
  }

  /// Eight groups of hexadecimal digits; `::` stands in for some, once, and an IPv4 address for the
  /// last two.
  private static func isVersion6(_ bytes: ArraySlice<UInt8>) -> Bool {
    var groups = 0
    var isShortened = false
    var rest = bytes
    if rest.starts(with: [.colon, .colon]) {
      isShortened = true
      rest = rest.dropFirst(2)
      if rest.isEmpty { return true }
    }
    while true {
      if isVersion4(rest) {
        groups += 2
        break
      }
      let group = rest.prefix { $0.digitValue != nil }
      guard (1...4).contains(group.count) else { return false }
      groups += 1
      rest = rest.dropFirst(group.count)
      if rest.isEmpty { break }
      guard rest.first == .colon else { return false }
      rest = rest.dropFirst()
      guard rest.first == .colon else { continue }
      guard !isShortened else { return false }
      isShortened = true
      rest = rest.dropFirst()
      if rest.isEmpty { break }
    }
    return isShortened ? groups < 8 : groups == 8
  }
}
