import Testing

@testable import QliCore

@Suite struct ExitStatusTests {
  private static let lookupErrors: [(LookupError, Int32)] = [
    (.groupNotFound("g"), 127), (.unreadable("/x", .permissionDenied), 125),
    (.unsafe(UnsafePath([])), 125), (.notExecutable("/x"), 126), (.danglingExtension("/x"), 126),
    (.danglingGroup("/x"), 125),
    (.manifest(ManifestError(path: "/x", reason: .unreadable(.noSuchFile))), 125),
  ]

  @Test func theExtensionsOwnCodeIsPassedOn() {
    for code in 0...255 as ClosedRange<Int32> {
      #expect(ExitStatus(.finished(code)) == .code(code))
      #expect(ExitStatus(.interrupted(.terminate, end: .exited(code))) == .code(code))
    }
  }

  @Test func aSignalIs128AndItsNumber() {
    for number in 1...64 as ClosedRange<Int32> where number != Signal.interrupt.rawValue {
      let signal = Signal(rawValue: number)
      #expect(ExitStatus(.signalled(signal)) == .code(128 + number))
      #expect(ExitStatus(.interrupted(signal, end: nil)) == .code(128 + number))
      #expect(
        ExitStatus(.interrupted(.terminate, end: .signalled(signal))) == .code(128 + number))
    }
  }

  @Test func onlyTheInterruptOfAllIsDiedOf() {
    #expect(ExitStatus(.signalled(.interrupt)) == .diedOfInterrupt)
    #expect(ExitStatus(.interrupted(.interrupt, end: nil)) == .diedOfInterrupt)
    #expect(
      ExitStatus(.interrupted(.terminate, end: .signalled(.interrupt))) == .diedOfInterrupt)
    #expect(ExitStatus(.interrupted(.interrupt, end: .exited(130))) == .code(130))
    #expect(ExitStatus(.interrupted(.interrupt, end: .exited(0))) == .code(0))
    #expect(ExitStatus.diedOfInterrupt.code == 130)
  }

  @Test func theCodesOfRefusals() throws {
    let variable = try #require(VariableName("V"))
    #expect(
      ExitStatus(.refused(.requirements([], commands: [], of: "group 'g'"))) == .code(120))
    for cause in [
      .declined, .noTerminal, .noInput(by: "QLI_NO_INPUT"), .mismatch, .cannotAsk(.noDevice),
    ]
      as [ConfirmationRefusal.Cause]
    {
      for demand in [.yes, .word("w"), .reason(pattern: nil)] as [ConfirmationRefusal.Demand] {
        let refusal = ConfirmationRefusal(demand: demand, cause: cause)
        #expect(ExitStatus(.refused(.confirmation(refusal))) == .code(121))
      }
    }
    for reason in [
      .variableNotSet("x"), .defect(.empty), .onePassword(.missing("op")), .start(.busy("/x")),
      .onePasswordFailed(.exited(1), errorText: ""), .timedOut(seconds: 60), .system(.noSpace),
    ] as [SecretError.Reason] {
      let error = SecretError(variable: variable, reason: reason)
      #expect(ExitStatus(.refused(.secret(error))) == .code(122))
    }
    for reason in [.locked(seconds: 10), .open(.isDirectory), .write(.noSpace), .torn(.ioError)]
      as [AuditError.Reason]
    {
      #expect(ExitStatus(.refused(.audit(AuditError(path: "/x", reason: reason)))) == .code(123))
    }
  }

  @Test func theCodesOfFailures() {
    for failure in [
      .vanished("/x"), .missingInterpreter("/x", interpreter: "/y"), .carriageReturn("/x"),
      .emptyInterpreter("/x"), .missingLoader("/x"), .notExecutableFormat("/x"),
      .permissionDenied("/x"), .busy("/x"), .tooManyLinks("/x"), .argumentsTooLong("/x"),
      .other("/x", .noSpace),
    ] as [SpawnFailure] {
      #expect(ExitStatus(.failed(.spawn(failure))) == .code(126))
    }
    #expect(ExitStatus(.failed(.system(.noChild, in: .wait))) == .code(125))
    for (error, code) in Self.lookupErrors { #expect(ExitStatus(Outcome(error)) == .code(code)) }
  }

  /// The contract: these numbers, and no others.
  @Test func theCodesAreNeverRenumbered() {
    let codes = ExitCode.allCases.map(\.rawValue)
    #expect(codes == [0, 1, 2, 120, 121, 122, 123, 124, 125, 126, 127])
    #expect(ExitCode.allCases.filter(\.isOfRuns).map(\.rawValue) == Array(120...127))
    #expect(Set(ExitCode.allCases.map(\.meaning)).count == codes.count)
    #expect(ExitStatus(ExitCode.timedOut) == .code(124))
  }
}
