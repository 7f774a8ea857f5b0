import CSystem

/// Sockets of TCP that accept connections, as `/proc/net/tcp` and `/proc/net/tcp6` show them; see proc(5).
enum ListeningSocket {
  /// What the files call the states that matter here.
  private enum State {
    static let established = "01"
    /// This side says nothing more: it has been closed, or only that far.
    static let finishing = ["04", "05"]
    static let timeWait = "06"
    /// The other side says nothing more.
    static let closeWait = "08"
    static let listening = "0A"
  }

  /// The inodes of those that listen at `port` of `host`, or at that port of all hosts.
  static func inodes(host: String, port: UInt16) -> [UInt64] {
    (rows() ?? []).compactMap { row in
      row.state == State.listening && row.local.port == port && row.local.serves(host)
        ? row.inode : nil
    }
  }

  /// The one of `processes` that has one of these sockets open, by `/proc/PID/fd`.
  static func owner(of inodes: [UInt64], among processes: [ProcessID]) -> ProcessID? {
    if inodes.isEmpty { return nil }
    let names = inodes.map { ByteString("socket:[\($0)]") }
    return processes.first { $0.hasDescriptor(where: names.contains) }
  }

  /// How long a connection of TCP is shown behind its end, in milliseconds: TCP_TIMEWAIT_LEN of Linux.
  private static let timeWait: Int64 = 60_000

  /// How long ago the last connection to `port` that is still shown has ended, in milliseconds; 0 while
  /// somebody is connected, and where it isn't known; nil where none is shown.
  static func timeSinceConnection(port: UInt16) -> Int64? {
    guard let rows = rows() else { return 0 }
    return rows.compactMap { row -> Int64? in
      if row.isOpen { return row.local.port == port ? 0 : nil }
      guard row.state == State.timeWait, row.local.port == port || row.remotePort == port else {
        return nil
      }
      return max(0, timeWait - row.timeLeft)
    }.min()
  }

  /// The same for the socket at `path`, by `/proc/net/unix`, which shows no connection that has ended:
  /// each other one, also one that waits to be accepted, has the listener's path there. It isn't known of
  /// a listener that has bound another text for the place, such as a relative path.
  static func timeSinceConnection(path: FilePath) -> Int64? {
    guard let text = ProcessFiles.text("/proc/net/unix", limit: 64 << 20) else { return 0 }
    var isListenedTo = false
    for line in text.split(separator: .lineFeed) {
      let fields = line.split(separator: .space, maxSplits: 7)
      guard fields.count == 8, fields[7].elementsEqual(path.string.bytes) else { continue }
      // SS_CONNECTING is one that waits to be accepted, SS_CONNECTED one that was.
      if fields[5].elementsEqual("02".utf8) || fields[5].elementsEqual("03".utf8) { return 0 }
      if fields[3].elementsEqual("00010000".utf8) { isListenedTo = true }
    }
    return isListenedTo ? nil : 0
  }

  // MARK: - Reading the files

  private struct Row {
    let local: Place
    let remotePort: UInt16
    let state: Substring
    /// Until its timer ends, in milliseconds.
    let timeLeft: Int64
    /// 0 where no process has it open.
    let inode: UInt64

    /// Whether something can still be said.
    var isOpen: Bool {
      state == State.established || state == State.closeWait
        || inode != 0 && State.finishing.contains { $0 == state }
    }
  }

  /// An address as the files write it: words of 32 bits as they lie in memory, in hexadecimal.
  private struct Place {
    let words: [UInt32]
    let port: UInt16

    init?(_ text: Substring) {
      let parts = text.split(separator: ":")
      guard parts.count == 2, let port = UInt16(parts[1], radix: 16) else { return nil }
      self.port = port
      var words: [UInt32] = []
      var rest = parts[0].utf8[...]
      while !rest.isEmpty {
        guard rest.count >= 8,
          let word = UInt32(String(decoding: rest.prefix(8), as: UTF8.self), radix: 16)
        else { return nil }
        words.append(word)
        rest = rest.dropFirst(8)
      }
      self.words = words
    }

    /// Whether a connection to `host` comes here.
    func serves(_ host: String) -> Bool {
      let wanted = Self.words(of: host)
      if words == wanted { return true }
      // All of IPv4 is no address of IPv6; all of IPv6 is mostly one of IPv4, too.
      if words.allSatisfy({ $0 == 0 }) { return words.count >= wanted.count }
      // One of IPv6 that takes those of IPv4, written ::ffff:a.b.c.d.
      return words.count == 4 && wanted.count == 1 && words[3] == wanted[0]
        && words[0] == 0 && words[1] == 0 && words[2] == UInt32(0xffff).bigEndian
    }

    private static func words(of host: String) -> [UInt32] {
      var words = [UInt32](repeating: 0, count: 4)
      let count = host.withCString { csystem_host_words($0, &words) }
      return Array(words.prefix(Int(count)))
    }
  }

  /// Those of both files; nil where the first can't be read. Without IPv6 there is no second one.
  private static func rows() -> [Row]? {
    let texts = ["/proc/net/tcp", "/proc/net/tcp6"].map { path in
      ProcessFiles.text(FilePath(path), limit: 64 << 20)
    }
    if texts[0] == nil { return nil }
    return texts.compactMap { $0 }.flatMap { text -> [Row] in
      text.split(separator: .lineFeed).dropFirst().compactMap { line in
        let fields = String(decoding: line, as: UTF8.self).split(separator: " ")
        guard fields.count >= 10, let local = Place(fields[1]), let remote = Place(fields[2]),
          let inode = UInt64(fields[9])
        else { return nil }
        // Its kind, and hundredths of a second.
        let timer = fields[5].split(separator: ":").last.flatMap { Int64($0, radix: 16) } ?? 0
        return Row(
          local: local, remotePort: remote.port, state: fields[3],
          timeLeft: 10 * min(timer, timeWait), inode: inode)
      }
    }
  }
}
