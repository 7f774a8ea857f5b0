/// `qli sources check NAME [REF]`: starts a plugin and asks whether it is ready. No value is asked
/// for.
enum SourceCheckCommand {
  /// Says what came back; the code tells whether it is ready.
  static func run(_ name: String, _ reference: ByteString?, _ context: RunContext) -> ExitStatus {
    let console = context.console
    do throws(SourceLookupError) {
      let catalog = SourceCatalog(context.environment)
      return check(try catalog.definition(named: name), reference, context)
    } catch {
      console.report(ErrorReport(error))
      if case .notFound = error { return ExitStatus(.notFound) }
      return ExitStatus(.doctorFoundErrors)
    }
  }

  private static func check(
    _ definition: SourceDefinition, _ reference: ByteString?, _ context: RunContext
  ) -> ExitStatus {
    let console = context.console
    var lines = ""
    var isReady = false
    do throws(SourceError) {
      let loop = try loop(definition, context)
      try HelperRemains.ending(context.environment, loop) { () throws(SourceError) in
        let client = SourceClient(
          definition, environment: context.environment,
          history: SourceHistory(context.environment, clock: context.clock), loop)
        defer { client.shutDown() }
        let availability = try client.isAvailable()
        if let greeting = client.greeting { lines += line(greeting) }
        lines += line(availability, client.redaction)
        isReady = availability.status == .available
        if let reference {
          let judgement = try judgement(of: reference, client)
          lines += "reference: \(judgement.rawValue)\n"
          isReady = isReady && judgement != .invalid
        }
      }
    } catch {
      if case .interrupted(let signal) = error.reason {
        return ExitStatus(Outcome.interrupted(signal, end: nil))
      }
      // What came back before that stands above it.
      let written = ResultWriter.write(CommandResult(lines), console)
      console.report(ErrorReport(error, isOfCheck: true))
      return written == ExitStatus(.success) ? ExitStatus(.doctorFoundErrors) : written
    }
    return ResultWriter.write(
      CommandResult(lines, code: isReady ? .success : .doctorFoundErrors), console)
  }

  /// What a plugin says of a reference.
  private enum Judgement: String {
    case valid
    case invalid = "not valid"
    /// Nothing: then only a run tells.
    case unknown = "unknown; the plugin doesn't support 'validate'"
  }

  private static func judgement(
    of reference: ByteString, _ client: SourceClient
  ) throws(SourceError) -> Judgement {
    do throws(SourceError) {
      return try client.validate(reference.lossyText) ? .valid : .invalid
    } catch {
      if case .plugin(.unsupportedCapability) = error.reason { return .unknown }
      throw error
    }
  }

  private static func loop(
    _ definition: SourceDefinition, _ context: RunContext
  ) throws(SourceError) -> EventLoop {
    try converting({ SourceError(source: definition.name, reason: .io(.system($0))) }) {
      () throws(Errno) in
      try EventLoop(callerMask: context.callerMask, clock: context.clock)
    }
  }

  private static func line(_ greeting: SourceGreeting) -> String {
    """
    version: \(Visible.text(greeting.version))
    capabilities: \(SourceListing.names(greeting.capabilities))

    """
  }

  private static func line(
    _ availability: SourceAvailability, _ redaction: Redaction
  ) -> String {
    let detail = availability.detail.map { ": \(Visible.text(redaction.text($0)))" } ?? ""
    return "status: \(availability.status.rawValue)\(detail)\n"
  }
}
