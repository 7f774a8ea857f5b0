extension Outcome {
  /// The word for why it was refused or has failed; nil where the extension has ended by itself, or qli was
  /// told to stop.
  var cause: Cause? {
    switch self {
    case .finished, .signalled, .interrupted: nil
    case .timedOut: .timeLimit
    case .outputLimit: .outputLimit
    case .left(by: .reader, _): .readerGone
    case .left(by: .caller, _): .callerGone
    case .left(by: .qli, _): .qliKilled
    case .refused(let refusal): Cause(refusal)
    case .notFound(let error), .failed(.lookup(let error)): Cause(error)
    case .failed(.spawn(let failure)): Cause(failure)
    case .failed(.system): .systemError
    }
  }
}

extension Cause {
  init(_ refusal: Refusal) {
    switch refusal {
    case .requirements(let unmet, let commands, _):
      self =
        unmet.first.map { Cause($0.found) } ?? commands.first.map { Cause($0) } ?? .commandMissing
    case .exclusive(.held): self = .exclusiveHeld
    case .exclusive(.removed), .exclusive(.lock): self = .lockUnusable
    case .write(let refusal): self.init(refusal.first)
    case .claim(let refusal): self.init(refusal)
    case .depth: self = .nestedTooDeep
    case .confirmation(let refusal): self.init(refusal)
    case .secret(let error): self.init(error.reason)
    case .audit(let error): self.init(error)
    case .service(let refusal): self.init(refusal)
    }
  }

  init(_ error: LookupError) {
    switch error {
    case .groupNotFound: self = .groupNotFound
    case .extensionNotFound: self = .extensionNotFound
    case .belongsToLongerGroup: self = .otherGroup
    case .severalFiles, .commandAndFile: self = .severalFiles
    case .command(_, let error, _): self.init(error)
    case .notExecutable: self = .notExecutable
    case .danglingExtension, .danglingGroup: self = .danglingLink
    case .alias, .aliasOfGroup: self = .alias
    case .unreadable: self = .unreadable
    case .unsafe: self = .unsafePath
    case .isService: self = .isService
    case .isNoService: self = .isNoService
    case .untrusted: self = .untrusted
    case .lostRule: self = .manifestInvalid
    case .manifest(let error):
      if case .unreadable = error.reason { self = .unreadable } else { self = .manifestInvalid }
    }
  }

  init(_ found: UnmetRequirement.Found) {
    switch found {
    case .unset: self = .variableUnset
    case .empty: self = .variableEmpty
    case .different, .differentBlanks, .carriageReturn: self = .variableDiffers
    }
  }

  init(_ error: ProgramError) {
    switch error {
    case .missing, .absent: self = .commandMissing
    case .notExecutable: self = .commandNotExecutable
    case .unsafe: self = .commandUnsafe
    }
  }

  init(_ problem: WriteProblem) {
    switch problem {
    case .unsupported: self = .writeUnsupported
    case .unknown: self = .writePathUnknown
    case .missing: self = .writePathMissing
    case .unsafe, .unreadable: self = .writePathUnusable
    case .widens: self = .writeWidened
    case .unsafeTemporaryRoot, .noTemporaryFolder: self = .temporaryFolderUnusable
    case .outside: self = .writeOutside
    case .rules: self = .fenceRefused
    }
  }

  init(_ refusal: ClaimRefusal) {
    switch refusal {
    case .held: self = .claimHeld
    case .notWithin: self = .claimNotWithin
    case .unknown: self = .claimUnknown
    case .lock: self = .lockUnusable
    }
  }

  init(_ refusal: ConfirmationRefusal) {
    switch (refusal.cause, refusal.demand) {
    case (.declined, .reason): self = .reasonMissing
    case (.declined, _): self = .notConfirmed
    case (.differentWord, _), (.otherWordTyped, _): self = .wordDiffers
    case (.mismatch, _): self = .reasonDiffers
    case (.noTerminal, _): self = .noTerminal
    case (.noInput, _): self = .noInput
    case (.unattended, _): self = .unattended
    case (.cannotAsk, _): self = .terminalUnusable
    case (.unanswered, _): self = .unanswered
    case (.badPatience, _): self = .askTimeoutMalformed
    }
  }

  init(_ reason: SecretError.Reason) {
    switch reason {
    case .variableNotSet: self = .secretUnset
    case .defect: self = .secretMalformed
    case .onePassword(let error): self.init(error)
    case .start(let failure): self.init(failure)
    case .onePasswordFailed, .system: self = .secretFailed
    case .timedOut: self = .secretTimedOut
    case .file: self = .secretFileUnusable
    case .sourceLookup(.notFound): self = .sourceMissing
    case .sourceLookup(.broken), .sourceLookup(.untrusted): self = .sourceUnusable
    case .source(let error): self.init(error.reason)
    }
  }

  init(_ reason: SourceError.Reason) {
    switch reason {
    case .program(.differs), .program(.changed): self = .sourceDiffers
    case .program, .spawn: self = .sourceUnusable
    case .restartCapExceeded, .disabled: self = .sourceDisabled
    case .timedOut: self = .secretTimedOut
    case .initFailed, .io, .malformed, .unexpectedPayload, .plugin, .idMismatch, .interrupted:
      self = .sourceFailed
    }
  }

  init(_ error: AuditError) {
    switch error.reason {
    case .expansion, .periodOfFolder, .periodOfVariable: self = .logUnknown
    case .unsafe: self = .logUnsafe
    case .notRegular, .replaced, .numbersUsedUp, .open: self = .logUnusable
    case .locked, .lockedAtStop: self = .logLocked
    case .write, .torn: self = .logWriteFailed
    case .copy(_, .unsafe): self = .copyUnsafe
    case .copy: self = .copyNotTaken
    }
  }

  init(_ failure: SpawnFailure) {
    switch failure {
    case .vanished: self = .fileVanished
    case .missingInterpreter: self = .interpreterMissing
    case .carriageReturn, .emptyInterpreter, .byteOrderMark, .tooManyLinks:
      self = .interpreterMalformed
    case .missingLoader: self = .loaderMissing
    case .unreadable: self = .unreadable
    case .noExecMount: self = .noExecMount
    case .notExecutableFormat: self = .wrongFormat
    case .permissionDenied: self = .permissionDenied
    case .busy: self = .fileBusy
    case .argumentsTooLong: self = .argumentsTooLong
    case .directory: self = .folderUnusable
    case .directoryTemplate: self = .folderUnknown
    case .fence: self = .fenceRefused
    case .noNull, .other: self = .startFailed
    }
  }

  init(_ refusal: ServiceRefusal) {
    switch refusal {
    case .running: self = .serviceRunning
    case .elsewhere: self = .serviceElsewhere
    case .busy: self = .serviceBusy
    case .orphaned: self = .serviceOrphaned
    case .tooMany: self = .serviceLimit
    case .failedTooOften: self = .startLimit
    case .readyCommand(let error): self.init(error)
    case .outsideRoot: self = .outsideRoot
    case .otherChecksum: self = .checksumDiffers
    case .noVersion: self = .versionUnknown
    case .otherVersion: self = .versionDiffers
    case .endpoint: self = .endpointUnusable
    case .readyFile: self = .readyFileUnusable
    case .write(let problem): self.init(problem)
    case .noStateFolder, .unsafeFolder, .folder: self = .stateUnusable
    case .several(let first, _): self.init(first)
    }
  }
}
