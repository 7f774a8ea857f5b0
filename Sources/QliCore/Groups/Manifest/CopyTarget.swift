/// Who gets a copy of each record: an engine that is there, and keeps it where its writer can't reach it.
enum CopyTarget: String, CaseIterable, Sendable {
  case journal, syslog
}
