import Foundation
import TestSupport
import Testing

/// What `explain` and `doctor` say of copies, without sending any.
@Suite(.requireCopyScene) struct CopyOutlookTests {
  private func remark(_ scene: CopyScene) throws -> (JSON, explained: JSON) {
    let explained = try JSON.parse(try scene.qli("explain", "--json", "prod", "x").run().stdout)
    let step = explained["steps"]?.array?.first { $0["name"] == "audit_start" }
    let remarks = step?["remarks"]?.array ?? []
    return (try #require(remarks.first { $0["subject"] == "copy" }), explained)
  }

  private func findings(_ scene: CopyScene) throws -> [JSON] {
    let found = try JSON.parse(try scene.qli("doctor", "--json").run().stdout)
    return (found["findings"]?.array ?? []).filter { $0["place"]?.string == scene.socket }
  }

  @Test(arguments: ["journal", "syslog"]) func whereAllIsWell(_ target: String) throws {
    let scene = try CopyScene(target)
    try scene.start()
    let (remark, explained) = try remark(scene)
    #expect(remark["verdict"] == "unknown" && explained["exit_code"] == 0)
    #expect(
      remark["text"]?.string == "each record goes to \(scene.name), too: somebody listens at "
        + "'\(scene.socket)', and only a run finds out whether it is taken")
    let findings = try findings(scene)
    #expect(findings.map { $0["level"] } == ["ok"])
    #expect(
      findings.first?["message"]?.string
        == "somebody listens, to whom records are copied (\(scene.name))")
    #expect(!scene.home.exists(CopyScene.log))
    // The next is the first that comes.
    try scene.qli("prod", "x").expect(stdout: "ran\n")
    #expect(try scene.received(2) == (try scene.lines()))
  }

  @Test(arguments: ["journal", "syslog"]) func whereNobodyListens(_ target: String) throws {
    let scene = try CopyScene(target)
    try scene.start()
    try scene.kill()
    let error =
      "cannot copy the record to \(scene.name): nobody listens at '\(scene.socket)'"
    let (remark, explained) = try remark(scene)
    #expect(remark["verdict"] == "blocked" && remark["text"]?.string == error)
    #expect(remark["cause"] == "copy_not_taken")
    #expect(explained["exit_code"] == 123 && explained["cause"] == "copy_not_taken")
    let findings = try findings(scene)
    #expect(findings.map { $0["level"] } == ["error"])
    #expect(findings.first?["message"]?.string == error)
  }
}
