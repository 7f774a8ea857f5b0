/// The SHA-256 of what runs, and of the manifest that it was read with.
struct RunDigests {
  let file: String
  let manifest: String

  /// Writes the members, in the order of `AuditMember`.
  func write(to writer: inout JSONWriter) {
    writer.member(.checksum, file)
    writer.member(.manifestChecksum, manifest)
  }
}

/// What the start record says about who runs what, where.
struct RunBegin {
  /// The extension's file, or the program of its command.
  let path: FilePath
  /// What is executed for a command, in front of the arguments; nil for a file.
  let command: [ByteString]?
  /// What it is given, byte for byte.
  let arguments: Arguments
  /// Why it is run, or nil if nobody said.
  let reason: String?
  /// The variables of its secrets.
  let secretNames: [VariableName]
  /// Hides what they hold.
  let redaction: Redaction
  /// The run that this one is nested in.
  let parent: RunID?
  /// What it may write to; nil for all that its user may.
  let write: [FilePath]?
  /// The run that has handed that on to it.
  let delegatedFrom: String?
  /// The trace that it belongs to, as W3C Trace Context has it.
  let trace: TraceContext?
  /// What ran exactly, where that is wanted of what isn't a service.
  var digests: RunDigests?
  /// With a service alone.
  var service: ServiceBegin?

  /// Writes the members, in the order of `AuditMember`, that stand behind the names.
  func write(to writer: inout JSONWriter) {
    writer.member(.path, path.string)
    if let command {
      writer.name(.command)
      writer.array { writer in
        for word in command { writer.string(redaction.whole(word)) }
      }
    }
    writeArguments(to: &writer)
    if let reason { writer.member(.reason, redaction.whole(ByteString(reason))) }
    writer.name(.variableNames)
    writer.array { writer in
      for name in secretNames { writer.string(name.text) }
    }
    if let write {
      writer.name(.write)
      writer.array { writer in
        for path in write { writer.string(redaction.whole(path.string)) }
      }
    }
    if let delegatedFrom { writer.member(.delegatedFrom, delegatedFrom) }
    if let trace {
      writer.member(.traceID, trace.traceID)
      writer.member(.parentSpanID, trace.parentSpanID)
    }
    digests?.write(to: &writer)
    service?.write(trace, to: &writer)
  }

  private func writeArguments(to writer: inout JSONWriter) {
    var isExact = true
    writer.name(.args)
    let hidden = redaction.hidden(in: arguments)
    writer.array { writer in
      for index in 0..<arguments.count {
        let argument = arguments[index]
        if hidden[index] {
          writer.string(Secret.redaction)
        } else {
          writer.string(argument)
          isExact = isExact && argument.isUTF8
        }
      }
    }
    if !isExact { writeBase64(to: &writer) }
  }

  /// All arguments exactly; null for one that holds a secret.
  private func writeBase64(to writer: inout JSONWriter) {
    writer.name(.argsBase64)
    let hidden = redaction.hidden(in: arguments)
    writer.array { writer in
      for index in 0..<arguments.count {
        let argument = arguments[index]
        if hidden[index] {
          writer.null()
        } else {
          writer.string(Base64.text(argument.bytes))
        }
      }
    }
  }
}
