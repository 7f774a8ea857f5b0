/// What there is to say of a command of qli's own: the parser, help, completion and the tests of the
/// man pages go by it.
struct CommandDescription {
  /// What it does, in one line.
  let summary: String
  /// Its operands, as usage lines show them.
  var operands = ""
  /// How many operands it takes; a run takes any number.
  var operandCounts = 0...0
  /// What its operands name, in their order. What follows behind them is free.
  var operandKinds: [OperandKind] = []
  /// The options that it takes, beside `--help`, `--quiet` and `--color`, which all take.
  var options: [Option] = []
}
