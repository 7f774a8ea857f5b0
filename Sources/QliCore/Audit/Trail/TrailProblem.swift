/// Why a line of a log is no record, or can't be used as one.
enum TrailProblem: Error, Equatable {
  case notJSON
  case notObject
  case missing(AuditMember)
  /// The member is there, and isn't what it has to be.
  case malformed(AuditMember)
  /// The member is there twice: two readers could see different values.
  case repeated(AuditMember)
  case unknownEvent(String)
  case tooLong
  /// The end of the line is missing.
  case torn
  /// A run begins that has begun already, and not ended.
  case repeatedStart
  /// Another process than the one that began the run says that it has ended.
  case foreignEnd
  /// A run ends that has ended already, in this line if that is known.
  case repeatedEnd(of: Int?)

  /// Whether the line is a record, which may not be what it says.
  var isDoubt: Bool {
    switch self {
    case .foreignEnd, .repeatedEnd: true
    default: false
    }
  }
}

extension TrailProblem: CustomStringConvertible {
  /// The problem as a message has it behind "it".
  var description: String {
    switch self {
    case .notJSON: "isn't JSON"
    case .notObject: "isn't a JSON object"
    case .missing(let member): "has no '\(member.name)'"
    case .malformed(let member): "has a '\(member.name)' that isn't one"
    case .repeated(let member): "has '\(member.name)' twice"
    case .unknownEvent(let name): "has the unknown event '\(Visible.text(name))'"
    case .tooLong: "is longer than \(LogLines.limit >> 20) MiB"
    case .torn: "is torn"
    case .repeatedStart: "begins a run that has begun before"
    case .foreignEnd: "ends a run that another process has begun: it isn't qli's"
    case .repeatedEnd(let line):
      "ends a run that has ended before\(line.map { ", in line \($0)" } ?? ""): "
        + "one of the two isn't qli's"
    }
  }
}
