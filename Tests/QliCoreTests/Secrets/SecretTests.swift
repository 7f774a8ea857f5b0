import Testing

@testable import QliCore

@Suite struct SecretTests {
  private let name: VariableName

  init() throws { name = try #require(VariableName("TOKEN")) }

  private func secret(_ bytes: [UInt8], _ name: VariableName? = nil) throws(Secret.Defect) -> Secret
  {
    let buffer = SecretBuffer()
    bytes.withUnsafeBytes { buffer.append($0) }
    return try Secret(buffer, for: name ?? self.name)
  }

  // MARK: - What is printed

  @Test func aSecretPrintsAsRedacted() throws {
    let value = "xyzzy"
    let secret = try secret(Array(value.utf8))
    let resolved = ResolvedSecret(
      declaration: SecretDeclaration(
        variable: name, reference: "ref", provider: .environment, keepsCredentials: false),
      value: secret)
    var dumped = ""
    dump(secret, to: &dumped)
    dump(resolved, to: &dumped)
    dump([secret], to: &dumped)
    var printed = ""
    print(secret, [secret], ["key": secret], Optional(secret) as Any, resolved, to: &printed)
    debugPrint(secret, [secret], Optional(secret) as Any, resolved, to: &printed)
    let texts = [
      dumped, printed, "\(secret)", "\(resolved)", "\([secret])", String(describing: secret),
      String(reflecting: secret), String(reflecting: resolved), secret.description,
      secret.debugDescription,
    ]
    for text in texts {
      #expect(!text.contains(value))
      #expect(text.contains("<redacted>"))
    }
    #expect("\(secret)" == "<redacted>" && String(reflecting: secret) == "<redacted>")
    #expect(Mirror(reflecting: secret).children.isEmpty)
  }

  @Test func aDefectHoldsNoValue() {
    #expect(throws: Secret.Defect.notUTF8) { try secret(Array("xyzzy".utf8) + [0xff]) }
    #expect(throws: Secret.Defect.holdsNUL) { try secret(Array("xyz\0zy".utf8)) }
    #expect(throws: Secret.Defect.empty) { try secret([]) }
  }

  // MARK: - What a value may be

  @Test(arguments: [
    "a", "\n", " ", "é", "e\u{301}", "\u{fffd}", "\u{10ffff}", "\u{feff}", "a\u{7f}\u{1}",
  ])
  func anyTextIsAValue(_ text: String) throws { _ = try secret(Array(text.utf8)) }

  @Test(
    arguments: [
      [0x80], [0xc0, 0x80], [0xc3], [0xe2, 0x82], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80],
      [0xf8, 0x88, 0x80, 0x80, 0x80], [0x61, 0xff, 0x62],
    ] as [[UInt8]])
  func whatIsNotUTF8(_ bytes: [UInt8]) {
    #expect(throws: Secret.Defect.notUTF8) { try secret(bytes) }
  }

  @Test func theLongestEntry() throws {
    let limit = 131_071 - "TOKEN=".utf8.count
    _ = try secret([UInt8](repeating: 0x61, count: limit))
    #expect(throws: Secret.Defect.tooLong(limit: limit)) {
      try secret([UInt8](repeating: 0x61, count: limit + 1))
    }
    let short = try #require(VariableName("T"))
    _ = try secret([UInt8](repeating: 0x61, count: limit + 4), short)
    #expect(throws: Secret.Defect.tooLong(limit: limit + 4)) {
      try secret([UInt8](repeating: 0x61, count: limit + 5), short)
    }
  }

  // MARK: - Use

  @Test func aSecretIsFoundInArguments() throws {
    var redaction = Redaction()
    let value = SecretBuffer()
    Array("abc".utf8).withUnsafeBytes { value.append($0) }
    redaction.add(value)
    for argument in ["abc", "xabcx", "ababc", "--token=abc"] as [ByteString] {
      #expect(redaction.occurs(in: argument))
    }
    for argument in ["", "ab", "bc", "aabbcc", "ABC"] as [ByteString] {
      #expect(!redaction.occurs(in: argument))
    }
  }

  @Test func aSecretIsPutIntoAnEnvironment() throws {
    let array = CStringArray()
    try secret(Array("a=b é".utf8)).append(as: "TOKEN", to: array)
    #expect(array.contains { String(cString: $0) == "TOKEN=a=b é" })
  }
}
