/// What an operand of a command names. Completion offers what there is of it.
enum OperandKind {
  /// A command of qli's own, or a group.
  case commandOrGroup
  /// A command, a topic of help, or a group.
  case helpSubject
  case group
  /// An extension of the group that stands before it.
  case `extension`
  /// One of the command's verbs.
  case verb
  /// One of them, or a group.
  case verbOrGroup
  /// One of what the command itself knows.
  case name((Environment) -> [String])
}
