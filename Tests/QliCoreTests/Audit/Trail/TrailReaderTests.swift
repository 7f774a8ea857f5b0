import Foundation
import Testing

@testable import QliCore

/// A log that is read while others write to it.
@Suite struct TrailReaderTests {
  let scratch: ScratchFolder

  init() throws { scratch = try ScratchFolder() }

  private let record =
    "{\"event\":\"finish\",\"timestamp\":\"2026-01-02T03:00:00Z\","
    + "\"run_id\":\"0199c82c-cf49-7651-a9a8-128b0c5c7fd0\",\"group\":\"g\",\"extension\":\"x\","
    + "\"exit_code\":0}"

  /// A line that is too long isn't begun anew whenever it grows: nothing of it is of use.
  @Test func aLineThatIsTooLongGrows() throws {
    try scratch.makeFile("log")
    let file = try FileHandle(forWritingTo: URL(fileURLWithPath: scratch["log"].description))
    defer { try? file.close() }
    try file.truncate(atOffset: UInt64(LogLines.limit))
    try file.seekToEnd()
    try file.write(contentsOf: Data("tail".utf8))
    let reader = try #require(try TrailReader([scratch["log"]], number: 0))
    try reader.advance()
    #expect(reader.record == nil && reader.isAtEnd)
    // Would be seen by whoever looks at the line again.
    try file.seek(toOffset: 0)
    try file.write(contentsOf: Data("\(record)\n".utf8))
    try file.seekToEnd()
    try file.write(contentsOf: Data(" of it\n".utf8))
    try reader.lookAgain()
    try reader.advance()
    #expect(reader.record == nil)
    try file.write(contentsOf: Data("\(record)\n".utf8))
    try reader.lookAgain()
    try reader.advance()
    #expect(reader.record != nil)
    // One that is cut is another line.
    try file.truncate(atOffset: 0)
    try file.seek(toOffset: 0)
    try file.write(contentsOf: Data("\(record)\n".utf8))
    try reader.lookAgain()
    try reader.advance()
    #expect(reader.record != nil)
  }
}
