import Foundation
import Testing

@testable import QliCore

/// Lines of all lengths, wherever a piece that is read ends.
@Suite struct LogLinesTests {
  let scratch: ScratchFolder

  init() throws { scratch = try ScratchFolder() }

  private func write(_ bytes: [UInt8]) throws -> OwnedDescriptor {
    let path = scratch["log"]
    try Data(bytes).write(to: URL(fileURLWithPath: path.description))
    return try OwnedDescriptor(opening: path, for: .reading)
  }

  /// All lines that are there, and what is behind the last newline.
  private func lines(_ reader: LogLines) throws -> [[UInt8]] {
    var lines: [[UInt8]] = []
    while case .text(let line) = try reader.next() { lines.append(Array(line)) }
    return lines + [Array(reader.rest)]
  }

  @Test func linesAcrossThePieces() throws {
    var text: [UInt8] = []
    for length in [0, 1, 5, 262_143, 262_144, 1, 0, 524_288, 300_000, 7] {
      text += [UInt8](repeating: UInt8(length % 60 + 32), count: length) + [.lineFeed]
    }
    text += Array("rest".utf8)
    let file = try write(text)
    let reader = LogLines(file.number)
    let expected = text.split(separator: .lineFeed, omittingEmptySubsequences: false)
    #expect(try lines(reader) == expected.map { Array($0) })
    #expect(reader.number == 10)
    #expect(reader.offset == Int64(text.count))
  }

  /// At the end it can be asked again.
  @Test func aFileThatGrows() throws {
    let file = try write(Array("a\nb".utf8))
    let reader = LogLines(file.number)
    #expect(try lines(reader) == [Array("a".utf8), Array("b".utf8)])
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: scratch["log"].description))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data("c\nd\n".utf8))
    #expect(try lines(reader) == [Array("bc".utf8), Array("d".utf8), []])
    #expect(reader.number == 3)
    try reader.rewind()
    #expect(try lines(reader).count == 4)
  }

  /// The line that isn't whole is begun anew.
  @Test func aLineThatIsTakenBack() throws {
    let file = try write(Array("a\nbc".utf8))
    let reader = LogLines(file.number)
    #expect(try lines(reader) == [Array("a".utf8), Array("bc".utf8)])
    #expect(reader.lineOffset == 2)
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: scratch["log"].description))
    try handle.seek(toOffset: 2)
    try handle.write(contentsOf: Data("d\nef".utf8))
    try reader.readLineAgain()
    #expect(try lines(reader) == [Array("d".utf8), Array("ef".utf8)])
    #expect(reader.number == 2)
    #expect(reader.offset == 6)
  }
}
