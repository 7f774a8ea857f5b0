/// How long a program may run.
struct Limits {
  /// How long from its start; nil for as long as it likes.
  var time: RunDuration?
  /// How long pipes are read on when it has ended, in milliseconds: somebody else may hold them.
  var drain: Int64 = 0

  /// How long the pipes of an extension are read on.
  static let extensionDrain: Int64 = 1000

  /// No limit.
  static let none = Limits()
}
