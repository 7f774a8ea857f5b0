import Foundation
import Glibc
import Testing

@testable import QliCore

/// A log in a folder of its own, with a clock of its own, and the ends of its pipes that a service
/// would have.
final class ServiceLogScene {
  /// The time that stands in front of each line until the clock is turned.
  static let time = "2027-01-15T08:00:00.000000Z"

  let scratch: ScratchFolder
  let clock = TestClock()
  let folder: FilePath
  private(set) var log: ServiceLog
  private(set) var output = FileDescriptor.standardOutput
  private(set) var errors = FileDescriptor.standardError

  /// - Parameter before: what is in the file already.
  init(
    size: Int64 = 1 << 20, before: String? = nil, _ scratch: ScratchFolder? = nil,
    in subfolder: String = "",
    copies: (out: FileDescriptor, err: FileDescriptor)? = nil
  ) throws {
    self.scratch = try scratch ?? ScratchFolder()
    folder = self.scratch[subfolder]
    if let before {
      try Data(before.utf8).write(to: URL(fileURLWithPath: "\(folder)/log"))
    }
    log = try ServiceLog(
      folder: folder, size: size, PathSafety(), clock.clock, copies: copies)
    try connect()
  }

  /// Begins another life of the service.
  func connect() throws {
    var launch = Launch(
      program: "/bin/true", arguments: Arguments([]),
      environment: ChildEnvironment(Environment([])), signalMask: SignalSet())
    try log.connect(to: &launch)
    guard case .descriptor(let output) = launch.output,
      case .descriptor(let errors) = launch.errors
    else { throw Errno.invalidArgument }
    (self.output, self.errors) = (output, errors)
  }

  /// Writes to standard output as the service would, and reads it.
  func print(_ text: String) throws { try print(Array(text.utf8)) }

  func print(_ bytes: [UInt8]) throws {
    // No more at once than a pipe takes where its size may not be set.
    for start in stride(from: 0, to: bytes.count, by: 4096) {
      try output.writeAll(Array(bytes[start..<min(start + 4096, bytes.count)]))
      if (start / 4096) % 16 == 15 { try log.drain() }
    }
    try log.drain()
  }

  /// Likewise to standard error.
  func complain(_ text: String) throws {
    try errors.writeAll(Array(text.utf8))
    try log.drain()
  }

  /// What is in a file of the log.
  func bytes(_ name: String = "log") throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)")))
  }

  /// The lines of a file, without their times.
  func lines(_ name: String = "log") throws -> [String] {
    let text = String(decoding: try bytes(name), as: UTF8.self)
    #expect(text.isEmpty || text.hasSuffix("\n"))
    return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
      .map { String($0.drop { $0 != " " }.dropFirst()) }
  }

  /// All records that there are, as `STREAM TAG text`.
  func records(since: Timestamp? = nil, last: Int? = nil) throws -> [String] {
    let reader = try ServiceLogReader(in: folder)
    try reader.begin(since: since, lines: last) { _ in true }
    return try Self.rest(of: reader)
  }

  /// What a reader has still to give.
  static func rest(of reader: ServiceLogReader) throws -> [String] {
    var result: [String] = []
    while let record = try reader.next() {
      let text = String(decoding: record.text, as: UTF8.self)
      result.append("\(record.stream.name) \(record.isPartial ? "P" : "F") \(text)")
    }
    return result
  }

  /// Puts what is open at `target` in the place of the log's own file, whose writes then fail or
  /// don't.
  ///
  /// - Returns: what brings the file back.
  func replaceFile(by target: FilePath) throws -> () -> Void {
    let path = "\(folder)/log"
    for name in try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd") {
      guard let number = Int32(name),
        let link = try? FileManager.default.destinationOfSymbolicLink(
          atPath: "/proc/self/fd/\(name)"),
        link == path
      else { continue }
      let kept = fcntl(number, F_DUPFD_CLOEXEC, 20)
      let other = try OwnedDescriptor(opening: target, for: .appending)
      #expect(dup2(other.number.rawValue, number) == number)
      return {
        dup2(kept, number)
        close(kept)
      }
    }
    throw Errno.noSuchFile
  }
}
