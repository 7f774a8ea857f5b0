import Glibc
import TestSupport
import Testing

@testable import QliCore

/// A program in Python that does with sockets what qli doesn't do itself. It has modules for that,
/// and `say` for a line to the test; its standard input ends with its owner.
final class PythonChild {
  let process: ProcessID
  private let input: OwnedDescriptor
  private let output: OwnedDescriptor
  private var isReaped = false

  init(_ script: String, _ arguments: String...) throws {
    let program = "import array, os, socket, sys\ndef say(x): print(x, flush=True)\n" + script
    let input = try Pipe()
    let output = try Pipe()
    let spawn = Spawn(
      steps: [
        .duplicate(input.reading.number, as: .standardInput),
        .duplicate(output.writing.number, as: .standardOutput),
      ], signalMask: SignalSet())
    process = try spawn.start(
      FilePath(try #require(Tools.path("python3"))),
      arguments: CStringArray(
        ["python3", "-I", "-c", ByteString(program)] + arguments.map { ByteString($0) }),
      environment: CStringArray(["PATH=/usr/bin:/bin"])
    ).process
    self.input = input.intoWriting()
    self.output = output.intoReading()
  }

  /// The next line that it says.
  func line() throws -> String {
    var text: [UInt8] = []
    var byte: [UInt8] = [0]
    while try output.number.read(into: &byte) == 1, byte[0] != .lineFeed { text += byte }
    return String(decoding: text, as: UTF8.self)
  }

  /// How it has ended, or nil if it goes on.
  func end() throws -> WaitStatus? {
    let status = try process.changedState()
    isReaped = isReaped || status != nil
    return status
  }

  deinit {
    if isReaped { return }
    process.sendQuietly(.kill)
    process.reap()
  }
}
