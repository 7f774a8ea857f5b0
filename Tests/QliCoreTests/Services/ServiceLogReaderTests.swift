import Foundation
import Glibc
import TestSupport
import Testing

@testable import QliCore

/// A service's log, read back: from its beginning, from its end, from a time on, and while it
/// grows.
@Suite struct ServiceLogReaderTests {
  private static let time = ServiceLogScene.time

  private let scratch: ScratchFolder

  init() throws { scratch = try ScratchFolder() }

  private func write(_ text: String, to name: String = "log") throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: "\(scratch.path)/\(name)"))
  }

  private func write(_ records: [String], to name: String = "log") throws {
    try write(records.map { "\(Self.time) \($0)\n" }.joined(), to: name)
  }

  private func read(
    since: Timestamp? = nil, last: Int? = nil, _ isWanted: (LogStream) -> Bool = { _ in true }
  ) throws -> [String] {
    let reader = try ServiceLogReader(in: scratch[""])
    try reader.begin(since: since, lines: last, of: isWanted)
    return try ServiceLogScene.rest(of: reader)
  }

  @Test func thereIsNoLogYet() {
    #expect(throws: Errno.noSuchFile) { try ServiceLogReader(in: scratch[""]) }
  }

  @Test func bothFilesAreReadInTheirOrder() throws {
    try write(["out F one"], to: "log.1")
    try write(["err F two", "qli F three"])
    #expect(try read() == ["out F one", "err F two", "qli F three"])
  }

  @Test func theFormerFileAloneIsALog() throws {
    try write(["out F one"], to: "log.1")
    #expect(try read() == ["out F one"])
  }

  @Test(arguments: [
    "", "x", "2027-01-15T08:00:00.000000Z", "2027-01-15T08:00:00.000000Z out F",
    "2027-01-15T08:00:00.000000Z out X a", "2027-01-15T08:00:00.000000Z odd F a",
    "2027-01-15T08:00:00.000000Z out  a", "2027-01-15 08:00:00.000000Z out F a",
    "2027-01-15T08:00:00Z out F some text that is long enough",
    String(repeating: "x", count: (1 << 18) - 1), String(repeating: "x", count: 1 << 18),
    String(repeating: "x", count: 700_000),
  ])
  func aForeignLineIsSkippedAndCounted(_ line: String) throws {
    try write("\(Self.time) out F a\n\(line)\n\(Self.time) out F b\n\(Self.time) out F torn")
    let reader = try ServiceLogReader(in: scratch[""])
    try reader.begin(since: nil, lines: nil) { _ in true }
    #expect(try ServiceLogScene.rest(of: reader) == ["out F a", "out F b"])
    #expect(reader.skipped == 1)
    #expect(try read(last: 2) == ["out F a", "out F b"])
  }

  // MARK: - From the end

  @Test(arguments: 0...9)
  func theLastLinesAreOfBothFiles(_ count: Int) throws {
    let lines = (0..<8).map { "out F line \($0)" }
    try write(Array(lines[..<5]), to: "log.1")
    try write(Array(lines[5...]))
    #expect(try read(last: count) == lines.suffix(count))
  }

  /// More than is read at once.
  @Test(arguments: [1, 2, 999, 1500, 1999, 2000])
  func theLastLinesLieFarBack(_ count: Int) throws {
    let lines = (0..<2000).map { "out F \($0)" + String(repeating: "-", count: $0 % 997) }
    try write(Array(lines[..<1000]), to: "log.1")
    try write(Array(lines[1000...]))
    #expect(try read(last: count) == lines.suffix(count))
  }

  @Test func thePartsOfALineCountAsOne() throws {
    try write(["out F a", "out P b", "err F x", "out P c", "out F d", "out P e"])
    #expect(try read(last: 1) == ["out P e"])
    #expect(
      try read(last: 2) { $0 == .output } == [
        "out P b", "err F x", "out P c", "out F d", "out P e",
      ])
  }

  @Test func onlyLinesThatAreWantedCount() throws {
    try write(["err F a", "out F b", "err F c", "qli F d"])
    #expect(try read(last: 1) { $0 == .errors } == ["err F c", "qli F d"])
  }

  // MARK: - From a time on

  @Test(arguments: [(0, 3), (1, 3), (2, 2), (3, 1), (4, 0)])
  func aTimeIsFoundInEitherFile(_ second: Int, _ count: Int) throws {
    let lines = (1...3).map { "2027-01-15T08:00:0\($0).000000Z out F \($0)\n" }
    try write(lines[0] + lines[1], to: "log.1")
    try write(lines[2])
    let since = Timestamp(seconds: TestClock.start + Int64(second), nanoseconds: 0)
    #expect(try read(since: since) == (1...3).map { "out F \($0)" }.suffix(count))
    #expect(try read(since: since, last: 1) == (count == 0 ? [] : ["out F 3"]))
  }

  // MARK: - The last bytes

  @Test(arguments: [1, 2, 5, 6, 7, 100])
  func theLastBytesOfAStream(_ limit: Int) throws {
    try write(["out F ab", "err F x"], to: "log.1")
    try write(["out P cd", "out F e", "qli F y"])
    let bytes = try ServiceLogReader.lastBytes(in: scratch[""], of: .output, limit: limit)
    #expect(bytes == Array("ab\ncde\n".utf8.suffix(limit)))
  }

  @Test func theLastBytesOfThisRunAlone() throws {
    try write("2027-01-15T08:00:01.000000Z out F old\n2027-01-15T08:00:02.000000Z out F new\n")
    let since = Timestamp(seconds: TestClock.start + 2, nanoseconds: 0)
    let bytes = try ServiceLogReader.lastBytes(in: scratch[""], of: .output, since: since)
    #expect(bytes == Array("new\n".utf8))
  }

  // MARK: - While it grows

  @Test func readingGoesOnOverNewFiles() throws {
    let scene = try ServiceLogScene(size: 4096, scratch)
    let reader = try ServiceLogReader(in: scene.folder)
    var seen: [String] = []
    let numbers = (0..<500).map { "line \($0)" }
    for (index, number) in numbers.enumerated() {
      try scene.print("\(number)\n")
      // A file takes some 90 of them: sometimes one is full in between, but never three.
      if index % 70 == 0 || index == numbers.count - 1 {
        try reader.lookAgain()
        seen += try ServiceLogScene.rest(of: reader)
      }
    }
    #expect(seen == numbers.map { "out F \($0)" })
    #expect(reader.skipped == 0)
  }

  @Test func aTornEndIsReadAgain() throws {
    let log = try OwnedDescriptor(opening: scratch["log"], for: .appending)
    try log.number.writeAll(Array("\(Self.time) out F a\n\(Self.time) out F torn".utf8))
    let reader = try ServiceLogReader(in: scratch[""])
    #expect(try ServiceLogScene.rest(of: reader) == ["out F a"])
    try log.number.truncate(to: Int64("\(Self.time) out F a\n".utf8.count))
    try log.number.writeAll(Array("\(Self.time) out F another\n".utf8))
    try reader.lookAgain()
    #expect(try ServiceLogScene.rest(of: reader) == ["out F another"])
    #expect(reader.skipped == 0)
  }

  @Test func aFileThatWasCutIsReadFromItsStart() throws {
    let log = try OwnedDescriptor(opening: scratch["log"], for: .appending)
    try log.number.writeAll(Array("\(Self.time) out F a\n\(Self.time) out F b\n".utf8))
    let reader = try ServiceLogReader(in: scratch[""])
    #expect(try ServiceLogScene.rest(of: reader) == ["out F a", "out F b"])
    try log.number.truncate(to: 0)
    try log.number.writeAll(Array("\(Self.time) out F c\n".utf8))
    try reader.lookAgain()
    #expect(try ServiceLogScene.rest(of: reader) == ["out F c"])
  }

  /// The wait ends when something is written, and when nobody is left to be told.
  @Test func theFollowerWaitsForBothEnds() throws {
    try write(["out F a"])
    let folder = scratch[""]
    try withLoop { loop in
      let follower = ServiceLogFollower(in: folder, loop)
      let pipe = try QliCore.Pipe()
      #expect(try follower.wait(output: pipe.writing.number, hasChanged: true))
      let writing = pipe.intoWriting()
      // A program that another test starts has the other end for a moment.
      try waitUntil("nobody is left") {
        try !follower.wait(output: writing.number, hasChanged: false)
      }
    }
  }
}
