extension InvocationParser {
  /// What `qli audit` was asked for.
  func audit() throws(UsageError) -> Invocation.AuditLine {
    var line = Invocation.AuditLine(
      group: operand(0), extension: operand(1), onlyFailed: has(.failed), follows: has(.follow),
      isJSON: has(.json))
    if let given = last(.since), let text = given.value?.lossyText {
      guard let time = PastTime(text) else {
        throw error(.badTime(text, option: given.spelling))
      }
      line.since = Invocation.AuditLine.Since(text: text, time: time)
    }
    if let given = last(.runID), let text = given.value?.lossyText {
      guard let prefix = RunID.Prefix(text) else {
        throw error(.badRunID(text, option: given.spelling))
      }
      line.runID = prefix
    }
    return line
  }
}
