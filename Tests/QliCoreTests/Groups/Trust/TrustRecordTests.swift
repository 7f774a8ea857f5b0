import Testing

@testable import QliCore

/// What is written of a group is what is read.
@Suite struct TrustRecordTests {
  private func digest(_ text: String) -> SHA256.Digest { SHA256.digest(of: Array(text.utf8)) }

  @Test(arguments: [nil, "ann@example.com", "a \"quoted\" \\ name", "\u{1}\u{7f}é\n"])
  func whatIsWrittenIsRead(_ signer: String?) throws {
    let names = ["a.b", "x+y", "9", "since"].compactMap { ExtensionName($0) }
    let record = TrustRecord(
      since: "2026-11-30T12:00:00.000000Z", signer: signer, manifest: digest("m"),
      extensions: names.map { TrustRecord.Entry(name: $0, digest: digest($0.text)) })
    let group = try #require(ExtensionName("g"))
    let read = try TrustReader.read(Array(record.text(for: group).utf8)).get()
    #expect(read.since == record.since && read.manifest == record.manifest)
    #expect(read.signer.map { Array($0.utf8) } == signer.map { Array($0.utf8) })
    #expect(read.extensions.map(\.name) == names)
    for name in names { #expect(read.digest(of: name) == digest(name.text)) }
    #expect(try read.digest(of: #require(ExtensionName("other"))) == nil)
  }
}
