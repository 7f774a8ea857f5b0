/// How long a program may run.
struct Limits {
  /// How long from its start; nil for as long as it likes.
  var time: RunDuration?
  /// How long pipes are read on when it has ended, and since somebody else wrote there last, in
  /// milliseconds.
  var drain: Int64 = 0

  /// The longest that they are read on, whoever writes.
  static let longestDrain: Int64 = 10_000

  /// How long the pipes of an extension are read on.
  static let extensionDrain: Int64 = 1000

  /// No limit.
  static let none = Limits()
}
