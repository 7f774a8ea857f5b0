import Testing

@testable import QliCore

/// What `qli logs` makes of records.
@Suite struct LogPrinterTests {
  private static let time = ServiceLogScene.time

  /// What goes to standard output and to standard error.
  private func print(
    _ records: [String], _ options: LogsCommand.Options
  ) throws -> (output: String, errors: String) {
    let output = try Pipe.nonBlocking()
    let errors = try Pipe.nonBlocking()
    var printer = LogPrinter(
      options, output: output.writing.number, errors: errors.writing.number)
    for text in records {
      let line = Array("\(Self.time) \(text)".utf8)
      line.withUnsafeBufferPointer { line in
        if let record = LogRecord(line) { printer.write(record) }
      }
    }
    try printer.flush()
    return (try read(output.reading.number), try read(errors.reading.number))
  }

  private func read(_ descriptor: FileDescriptor) throws -> String {
    var chunk = [UInt8](repeating: 0, count: 65536)
    guard let count = try? descriptor.read(into: &chunk) else { return "" }
    return String(decoding: chunk[..<count], as: UTF8.self)
  }

  private let records = ["qli F started", "out P na", "err F bad", "out F me", "qli F ended"]

  @Test func textGoesOutAsItWasWritten() throws {
    let result = try print(records, LogsCommand.Options())
    #expect(result.output == "name\n")
    #expect(result.errors == "bad\n")
  }

  @Test func oneStreamAlone() throws {
    var options = LogsCommand.Options()
    options.stream = .errors
    let result = try print(records, options)
    #expect(result.output == "")
    #expect(result.errors == "bad\n")
  }

  @Test func timestampsStandBeforeEachLine() throws {
    var options = LogsCommand.Options()
    options.hasTimestamps = true
    let result = try print(records, options)
    let time = Self.time
    #expect(
      result.output == "\(time) qli started\n\(time) out name\n\(time) qli ended\n")
    #expect(result.errors == "\(time) err bad\n")
  }

  @Test func aLineOfQlisBreaksALineThatHasNoEnd() throws {
    var options = LogsCommand.Options()
    options.hasTimestamps = true
    let result = try print(["out P a", "qli F ready", "out F b"], options)
    let time = Self.time
    #expect(result.output == "\(time) out a\n\(time) qli ready\n\(time) out b\n")
  }

  @Test func eachRecordIsALineOfJSON() throws {
    var options = LogsCommand.Options()
    options.isJSON = true
    let result = try print(["out P a\u{1b}", "err F b", "qli F c"], options)
    let time = Self.time
    #expect(
      result.output == """
        {"time":"\(time)","stream":"out","text":"a\\u001b","partial":true}
        {"time":"\(time)","stream":"err","text":"b"}
        {"time":"\(time)","stream":"qli","text":"c"}

        """)
    #expect(result.errors == "")
  }

  // MARK: - What is typed

  @Test func theOptionsAreRead() throws {
    let words: [ByteString] = ["audit", "-fn", "20", "--stream", "err", "--timestamps"]
    let options = try CommandLine.read(Arguments(words)) { line throws(UsageError) in
      try LogsCommand.Options(line)
    }
    var expected = LogsCommand.Options()
    expected.follows = true
    expected.lines = 20
    expected.stream = .errors
    expected.hasTimestamps = true
    #expect(options == expected)
  }

  @Test(arguments: ["-1", "", "x", "1.5", "99999999999999999999"])
  func aCountIsDigits(_ text: String) {
    let error = #expect(throws: UsageError.self) {
      try CommandLine.read(Arguments(["audit", "-n", ByteString(text)])) {
        line throws(UsageError) in
        try LogsCommand.Options(line)
      }
    }
    #expect(error?.reason == .badCount(text, option: "-n") && error?.isRun == false)
  }
}
