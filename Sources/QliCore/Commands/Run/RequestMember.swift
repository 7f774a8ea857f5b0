/// A member of a request that `qli run --json -` reads: the one list that its reader and the test of the man
/// page go by.
enum RequestMember: String, CaseIterable {
  case group, `extension`, args
  case yes, confirm, reason, timeout, wait
  case withCaller = "with_caller"
  case write, stdin, output
  case parentRun = "parent_run"

  /// The one called `name`, compared byte by byte.
  init?(named name: String) {
    guard let member = Self.allCases.first(where: { $0.rawValue.hasSameBytes(as: name) }) else {
      return nil
    }
    self = member
  }
}
