import Glibc

/// Reads what a run writes, from a pipe or a socket, until the test closes it.
public final class Reader: Sendable {
  /// What connects it with the run.
  public enum Kind: String, Sendable, CaseIterable {
    case pipe, socket
  }

  let writing: Descriptor
  private let reading: Descriptor

  /// Makes the pipe, or the pair of sockets.
  public init(_ kind: Kind) throws {
    switch kind {
    case .pipe: (reading, writing) = try Descriptor.pipe()
    case .socket:
      (reading, writing) = try SpawnLock.hold {
        var ends: [Int32] = [0, 0]
        try checked(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends), "socketpair")
        return try (Descriptor(adopting: ends[0]), Descriptor(adopting: ends[1]))
      }
    }
  }

  /// Says that it won't send anything, and goes on reading: only for a socket.
  public func endSending() throws {
    let result = reading.use { shutdown($0, Int32(SHUT_WR)) } ?? -1
    try checked(result, "shutdown")
  }

  /// Goes away, and waits until nobody has its end: whoever is just being started by another test has
  /// a copy until its exec.
  public func close() throws {
    reading.close()
    try waitUntil("nobody reads") {
      writing.use { number in
        var entry = pollfd(fd: number, events: 0, revents: 0)
        return poll(&entry, 1, 0) == 1 && entry.revents & Int16(POLLERR | POLLHUP) != 0
      } ?? false
    }
  }
}
