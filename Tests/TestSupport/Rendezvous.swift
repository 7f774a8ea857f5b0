import Foundation

/// A FIFO on which a script and the test meet. The script says `echo > "$FIFO"` and the test waits,
/// or the script says `read line < "$FIFO"` and the test releases it. Each is for one direction.
public final class Rendezvous: Sendable {
  /// The FIFO's path, to be put into the script.
  public let path: String
  private let descriptor: Descriptor

  init(path: String) throws {
    self.path = path
    try checked(mkfifo(path, 0o600), "mkfifo '\(path)'")
    // For both, so that neither side's open waits, and no end of file comes between two writers.
    descriptor = try Descriptor.open(path, O_RDWR | O_NONBLOCK)
  }

  /// Waits for a line from the script and returns it without its newline. Throws when the deadline
  /// passes, or at once when the process that is to write it has ended.
  @discardableResult
  public func wait(for process: RunningQli? = nil) throws -> String {
    var line: [UInt8] = []
    let deadline = Deadline.fromNow
    while true {
      let ended = process?.hasEnded ?? false
      // Byte by byte: the lines behind this one are for the next call.
      while let byte = readByte() {
        if byte == UInt8(ascii: "\n") { return String(decoding: line, as: UTF8.self) }
        line.append(byte)
      }
      if ended, let process {
        throw HarnessError(
          "it ended without a word on '\(path)'; stdout: \(process.output.debugDescription), "
            + "stderr: \(process.errors.debugDescription)")
      }
      guard Date() < deadline else {
        throw HarnessError("waited \(Int(Deadline.seconds)) s in vain for a line on '\(path)'")
      }
      var entry = pollfd(fd: descriptor.raw, events: Int16(POLLIN), revents: 0)
      poll(&entry, 1, 20)
    }
  }

  /// Lets `count` scripts that read a line from it go on, now or when they come to it.
  public func release(_ count: Int = 1) throws {
    for _ in 0..<count { try descriptor.writeAll([UInt8(ascii: "\n")]) }
  }

  private func readByte() -> UInt8? {
    descriptor.use { number -> UInt8? in
      var byte: UInt8 = 0
      return read(number, &byte, 1) == 1 ? byte : nil
    } ?? nil
  }
}

extension TestHome {
  /// Makes a FIFO in `$ROOT/fifos`, or in another folder.
  public func fifo(_ name: String, in folder: String = "$ROOT/fifos") throws -> Rendezvous {
    try Rendezvous(path: "\(directory(folder))/\(name)")
  }
}
