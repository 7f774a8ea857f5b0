import QliCore

/// What the parser makes of a document.
enum Outcome: Equatable {
  case accepted(rendering: String)
  case refused(TOMLError)

  init(_ document: [UInt8]) {
    do throws(TOMLError) {
      self = .accepted(rendering: rendered(try TOML.parse(document)))
    } catch {
      self = .refused(error)
    }
  }

  /// What is wrong with it, or nil.
  func complaint(about document: [UInt8]) -> String? {
    switch self {
    case .accepted(let rendering):
      // Unlike `==` on strings, which would hide a confusion of canonical equivalents.
      let again = Outcome(Array(rendering.utf8))
      if case .accepted(let second) = again, second.utf8.elementsEqual(rendering.utf8) {
        return nil
      }
      // Each part of a `[[header]]` is one level, but two once it is written inline.
      if case .refused(let error) = again, case .depthExceeded = error.kind { return nil }
      return "its tree doesn't survive being written and read"
    case .refused(let error):
      if error.message.isEmpty { return "no message" }
      let lines = document.split(separator: 0x0A, omittingEmptySubsequences: false)
      let position = error.position
      guard (1...lines.count).contains(position.line) else { return "line is outside: \(error)" }
      let scalars = lines[position.line - 1].count { $0 & 0xC0 != 0x80 }
      // One past the last is the newline or the end; bytes that aren't UTF-8 count each.
      let width = max(scalars, lines[position.line - 1].count)
      guard (1...width + 1).contains(position.column), error.width <= width + 1 else {
        return "column is outside: \(error)"
      }
      return nil
    }
  }
}
