import Foundation
import TestSupport
import Testing

/// A record names the secrets of a run and never holds a value.
@Suite struct AuditSecretTests {
  let home: TestHome
  private let log = "$STATE/log.jsonl"
  private let value = "s3cret \"v\u{e9}lue\"\\"

  init() throws {
    home = try TestHome()
    try home.group(
      "g",
      """
      audit_log = "$XDG_STATE_HOME/log.jsonl"

      [[secrets]]
      env = "TOKEN"
      provider = "env"
      ref = "SOURCE"

      [[secrets]]
      env = "OTHER"
      provider = "env"
      ref = "OTHER_SOURCE"
      """)
    try home.extension("g", "x", sh: "test \"$TOKEN\" = \"$SOURCE\" || exit 9")
  }

  private func qli(_ arguments: any ByteText...) -> QliRun {
    home.qli("g", "x").arguments(arguments)
      .environment(["SOURCE": value, "OTHER_SOURCE": "0123456789"])
  }

  private func start() throws -> JSON { try #require(home.auditLines(log).first) }

  @Test func secretsAreNamedInTheirOrder() throws {
    try qli("free").expect()
    #expect(try start()["env_var_names"] == ["TOKEN", "OTHER"])
    #expect(try start()["args"] == ["free"])
    #expect(try start()["args_base64"] == nil)
  }

  @Test func anArgumentThatHoldsAValueIsRedacted() throws {
    try qli("free", value, "--token=\(value)!", "x0123456789y", "012345678", "").expect()
    #expect(
      try start()["args"] == ["free", "<redacted>", "<redacted>", "<redacted>", "012345678", ""])
    #expect(try start()["args_base64"] == nil)
    try expectNoValue()
  }

  /// Also where the argument isn't UTF-8, and its exact form would give the value away.
  @Test func theExactFormOfAnArgumentIsRedactedToo() throws {
    let odd: [UInt8] = [0xff] + Array(value.utf8)
    try qli([0xfe] as [UInt8], odd, value, "free").expect()
    #expect(try start()["args"] == ["\u{fffd}", "<redacted>", "<redacted>", "free"])
    #expect(
      try start()["args_base64"]
        == [.string(Data([0xfe]).base64EncodedString()), nil, nil, "ZnJlZQ=="])
    try expectNoValue()
  }

  @Test func anArgumentOnlyRedactedHasNoExactForm() throws {
    try qli([0xff] + Array(value.utf8)).expect()
    #expect(try start()["args"] == ["<redacted>"])
    #expect(try start()["args_base64"] == nil)
  }

  private func expectNoValue() throws {
    let bytes = try home.readBytes(log)
    let text = String(decoding: bytes, as: UTF8.self)
    let escaped = value.replacingOccurrences(of: "\\", with: "\\\\")
      .replacingOccurrences(of: "\"", with: "\\\"")
    #expect(!text.contains(value) && !text.contains(escaped))
    #expect(!text.contains("0123456789"))
    for encoded in text.split(separator: "\"") {
      let decoded = Data(base64Encoded: String(encoded)).map { String(decoding: $0, as: UTF8.self) }
      #expect(decoded?.contains(value) != true)
    }
  }
}
