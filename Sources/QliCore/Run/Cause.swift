/// The stable words for why a run was refused or has failed, beside the error in words: what programs
/// branch on. A contract: it only grows. The man page qli-json(5) says what each means.
enum Cause: String, CaseIterable {
  // What there is to run.
  case groupNotFound = "group_not_found"
  case extensionNotFound = "extension_not_found"
  case otherGroup = "other_group"
  case severalFiles = "several_files"
  case notExecutable = "not_executable"
  case danglingLink = "dangling_link"
  case alias
  case unreadable
  case unsafePath = "unsafe_path"
  case isService = "is_service"
  case isNoService = "is_no_service"
  case manifestInvalid = "manifest_invalid"
  case untrusted

  // What it requires.
  case variableUnset = "env_unset"
  case variableEmpty = "env_empty"
  case variableDiffers = "env_differs"
  case commandMissing = "command_missing"
  case commandNotExecutable = "command_not_executable"
  case commandUnsafe = "command_unsafe"
  case nestedTooDeep = "nested_too_deep"
  case exclusiveHeld = "exclusive_held"
  case lockUnusable = "lock_unusable"
  case writeUnsupported = "write_unsupported"
  case writePathUnknown = "write_path_unknown"
  case writePathMissing = "write_path_missing"
  case writePathUnusable = "write_path_unusable"
  case writeWidened = "write_widened"
  case writeOutside = "write_outside"
  case temporaryFolderUnusable = "temporary_folder_unusable"
  case fenceRefused = "fence_refused"
  case claimHeld = "claim_held"
  case claimNotWithin = "claim_not_within"
  case claimUnknown = "claim_unknown"

  // Who wants it.
  case notConfirmed = "not_confirmed"
  case wordDiffers = "word_differs"
  case reasonMissing = "reason_missing"
  case reasonDiffers = "reason_differs"
  case noTerminal = "no_terminal"
  case noInput = "no_input"
  case unattended
  case unanswered
  case askTimeoutMalformed = "ask_timeout_malformed"
  case terminalUnusable = "terminal_unusable"

  // Its secrets.
  case secretUnset = "secret_unset"
  case secretMalformed = "secret_malformed"
  case secretFileUnusable = "secret_file_unusable"
  case secretTimedOut = "secret_timed_out"
  case secretFailed = "secret_failed"
  case sourceMissing = "source_missing"
  case sourceUnusable = "source_unusable"
  case sourceDiffers = "source_differs"
  case sourceDisabled = "source_disabled"
  case sourceFailed = "source_failed"

  // The record of it.
  case logUnknown = "log_unknown"
  case logUnsafe = "log_unsafe"
  case logUnusable = "log_unusable"
  case logLocked = "log_locked"
  case logWriteFailed = "log_write_failed"
  case copyNotTaken = "copy_not_taken"
  case copyUnsafe = "copy_unsafe"

  // Its start.
  case fileVanished = "file_vanished"
  case interpreterMissing = "interpreter_missing"
  case interpreterMalformed = "interpreter_malformed"
  case loaderMissing = "loader_missing"
  case noExecMount = "noexec_mount"
  case wrongFormat = "wrong_format"
  case permissionDenied = "permission_denied"
  case fileBusy = "file_busy"
  case argumentsTooLong = "arguments_too_long"
  case folderUnknown = "folder_unknown"
  case folderUnusable = "folder_unusable"
  case startFailed = "start_failed"

  // Its end.
  /// Told to stop before it began, in the record of that alone.
  case interrupted
  case timeLimit = "time_limit"
  case outputLimit = "output_limit"
  case readerGone = "reader_gone"
  case callerGone = "caller_gone"
  case qliKilled = "qli_killed"
  case outputNotJSON = "output_not_json"
  case outputUnwritten = "output_unwritten"
  case systemError = "system_error"
  /// No run at all, in the answer to a request alone.
  case requestInvalid = "request_invalid"

  // A service.
  case serviceRunning = "service_running"
  case serviceElsewhere = "service_elsewhere"
  case serviceBusy = "service_busy"
  case serviceOrphaned = "service_orphaned"
  case serviceLimit = "service_limit"
  case startLimit = "start_limit"
  case outsideRoot = "outside_root"
  case checksumDiffers = "checksum_differs"
  case versionUnknown = "version_unknown"
  case versionDiffers = "version_differs"
  case endpointUnusable = "endpoint_unusable"
  case readyFileUnusable = "ready_file_unusable"
  case stateUnusable = "state_unusable"
  case notReady = "not_ready"
  case endedUnready = "ended_unready"
  case supervisorKilled = "supervisor_killed"
  case serviceStopped = "service_stopped"
  case serviceEnded = "service_ended"
  case messageNotSent = "message_not_sent"
}
