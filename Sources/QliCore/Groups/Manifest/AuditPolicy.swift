/// What is recorded of a group's runs, and where.
struct AuditPolicy: Sendable, Equatable {
  var log: LogTemplate
  /// Whether a run that a guard refused is recorded too.
  var recordsRefusals = false
  /// Whether a run waits until its start is on the disk.
  var isSynced = false
  /// Whether each record is tied to the one before it.
  var isChained = false
  /// Who gets a copy of each record, if anyone does.
  var copy: CopyTarget?
  /// Who may use the files that are made.
  var mode = LogMode.own
  /// Whether the start record says what the extension's file and the manifest were.
  var recordsDigests = false
}
