/// What there is to say of a command of qli's own, and what it does: the parser, help, completion
/// and the tests of the man pages go by it.
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
  /// What its first operand may be, where that is a verb.
  var verbs: [Verb] = []
  /// The options that it takes without one of them, where it can do without.
  var optionsWithoutVerb: [Option] = []
  /// Reads the rest of a line whose options and number of operands are right.
  let action: (CommandLine) throws(UsageError) -> Invocation.Action

  /// What a command does with something.
  struct Verb {
    let name: String
    let summary: String
    /// Its operands, as usage lines show them.
    let operands: String
    /// The options that it takes, beside those that every command takes.
    let options: [Option]
    /// What its operands name, where they aren't the command's.
    var operandKinds: [OperandKind]?
  }
}
