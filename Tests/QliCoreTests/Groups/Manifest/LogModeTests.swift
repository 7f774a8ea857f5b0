import Testing

@testable import QliCore

/// `audit_log_mode`, and `exclusive = "machine"`, which are for a machine with several users.
@Suite struct LogModeTests {
  private let head = "schema_version = 1\ndescription = 'x'\n"

  private func manifest(_ lines: String) throws -> Manifest {
    try ManifestReader.read(Array((head + lines).utf8)).get()
  }

  /// What is wrong, as `line:column+width: message`; the first of these lines is line 3.
  private func problems(_ lines: String) -> [String] {
    switch ManifestReader.read(Array((head + lines).utf8)) {
    case .success: []
    case .failure(let problems):
      problems.list.map { "\($0.position.line):\($0.position.column)+\($0.width): \($0.message)" }
    }
  }

  @Test(arguments: [
    (nil, LogMode.own), ("0600", .own), ("0640", .readable), ("0660", .shared),
  ])
  func theModes(_ text: String?, _ mode: LogMode) throws {
    let line = text.map { "audit_log_mode = '\($0)'" } ?? ""
    #expect(try manifest("audit_log = '/x'\n\(line)").policy.audit?.mode == mode)
  }

  /// Others have no part in a log, and nobody executes one.
  @Test(arguments: ["0666", "0664", "0644", "0620", "0760", "660", "0o660", "", "rw-rw----"])
  func otherModes(_ text: String) {
    #expect(
      problems("audit_log = '/x'\naudit_log_mode = '\(text)'") == [
        "4:18+\(text.utf8.count + 2): 'audit_log_mode' must be \"0600\", \"0640\" or \"0660\": "
          + "others have no part in a log"
      ])
  }

  @Test func itNeedsALog() {
    #expect(
      problems("audit_log_mode = '0660'") == [
        "3:18+6: 'audit_log_mode' needs an 'audit_log' to write to"
      ])
    #expect(
      problems("audit_log = '/x'\naudit_log_mode = 432") == [
        "4:18+3: 'audit_log_mode' must be \"0600\", \"0640\" or \"0660\": others have no part in a log"
      ])
  }

  /// An extension lets in nobody whom its group keeps out, also not to a log of its own.
  @Test func anExtensionOpensNothing() throws {
    for (group, own) in [("0600", "0640"), ("0600", "0660"), ("0640", "0660")] {
      #expect(
        problems(
          "audit_log = '/x'\naudit_log_mode = '\(group)'\n"
            + "[extensions.e]\naudit_log = '/y'\naudit_log_mode = '\(own)'") == [
            "7:18+6: 'audit_log_mode' would weaken the group's 'audit_log_mode'; leave it out"
          ])
    }
    let manifest = try manifest(
      "audit_log = '/x'\naudit_log_mode = '0660'\n[extensions.e]\naudit_log_mode = '0600'\n"
        + "[extensions.f]\naudit_log = '/y'")
    #expect(manifest.extensions.map(\.policy.audit?.mode) == [.own, .shared])
    // Where the group keeps no log, there is nobody to be kept out.
    #expect(problems("[extensions.e]\naudit_log = '/x'\naudit_log_mode = '0660'") == [])
  }

  /// From nothing to one for each user to one on the machine, and not back.
  @Test func oneRunOnTheMachine() throws {
    for (group, own) in [("'machine'", "true"), ("'machine'", "false"), ("true", "false")] {
      #expect(
        problems("run.exclusive = \(group)\n[extensions.e]\nrun.exclusive = \(own)") == [
          "5:17+\(own.utf8.count): 'exclusive' would weaken the group's 'exclusive'; leave it out"
        ])
    }
    let manifest = try manifest(
      "run.exclusive = true\n[extensions.e]\nrun.exclusive = 'machine'\n[extensions.f.service]")
    #expect(!manifest.policy.run.isExclusiveOnMachine)
    let run = try #require(manifest.extensions.first).policy.run
    #expect(run.isExclusive && run.isExclusiveOnMachine)
    let service = try #require(manifest.extensions.last).policy.run
    #expect(!service.isExclusive && !service.isExclusiveOnMachine)
  }
}
