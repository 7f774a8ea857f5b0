import Foundation

/// Reads all that a process writes, and feeds its stdin, in a thread of its own, so that it never
/// has to wait for the test. It stops when the process has exited and what it wrote is read; a
/// descendant that keeps a pipe open doesn't matter.
final class OutputPump: @unchecked Sendable {
  /// Where output comes from.
  enum Channel: Hashable, Sendable {
    case output, errors, terminal
  }

  private let condition = NSCondition()
  private var collected: [Channel: [UInt8]] = [:]
  private var sources: [(channel: Channel, descriptor: Descriptor)] = []
  private var input: Descriptor?
  private var pending: [UInt8] = []
  private var inputEnds = false
  private var exited = false
  private var finished = false
  private var wake: (read: Descriptor, write: Descriptor)?
  private static let ignoreBrokenPipes: Void = { signal(SIGPIPE, SIG_IGN) }()

  /// Adds something to read. Before `start`.
  func read(_ descriptor: Descriptor, as channel: Channel) {
    descriptor.makeNonblocking()
    sources.append((channel: channel, descriptor: descriptor))
  }

  /// Sets what `write` writes to. Before `start`.
  func feed(_ descriptor: Descriptor) {
    descriptor.makeNonblocking()
    input = descriptor
  }

  /// Begins to read; `process` is a child that nobody else waits for.
  func start(_ process: pid_t) throws {
    Self.ignoreBrokenPipes
    let wake = try Descriptor.pipe()
    wake.read.makeNonblocking()
    wake.write.makeNonblocking()
    self.wake = wake
    let waiter = Thread { [self] in
      var info = siginfo_t()
      // Left to be reaped, so that its number isn't given away while the test may signal it.
      while waitid(P_PID, id_t(process), &info, WEXITED | WNOWAIT) < 0 && errno == EINTR {}
      condition.withLock { exited = true }
      poke()
    }
    waiter.start()
    Thread { [self] in pump(wake.read) }.start()
  }

  /// Appends to what the process will read from its stdin.
  func write(_ bytes: [UInt8]) {
    condition.withLock { pending += bytes }
    poke()
  }

  /// Ends its stdin after what was written.
  func endInput() {
    condition.withLock { inputEnds = true }
    poke()
  }

  /// Makes the thread look again.
  func poke() { _ = wake?.write.writeAvailable([0]) }

  /// What has come so far.
  func bytes(_ channel: Channel) -> [UInt8] { condition.withLock { collected[channel] ?? [] } }

  /// True once the process has exited and its output is read.
  var hasFinished: Bool { condition.withLock { finished } }

  /// Waits until the process has exited and its output is read. False: the deadline passed.
  func waitUntilFinished(_ deadline: Date) -> Bool {
    condition.withLock {
      while !finished { if !condition.wait(until: deadline) { return finished } }
      return true
    }
  }

  /// Waits until the bytes come at or after `start`, and returns the place behind them. nil: the
  /// process has ended or the deadline passed without them.
  func wait(for bytes: [UInt8], on channel: Channel, from start: Int, _ deadline: Date) -> Int? {
    condition.withLock {
      while true {
        let rest: ArraySlice<UInt8> = (collected[channel] ?? []).dropFirst(start)
        let found: Range<Int>? = rest.range(of: bytes)
        if let found { return found.upperBound }
        if finished || !condition.wait(until: deadline) { return nil }
      }
    }
  }

  private func pump(_ wake: Descriptor) {
    while true {
      let writable = condition.withLock { exited ? nil : advanceInput() }
      guard let writable else { break }
      let sources = condition.withLock { self.sources }
      var entries = sources.map { pollfd(fd: $0.descriptor.raw, events: Int16(POLLIN), revents: 0) }
      entries.append(pollfd(fd: wake.raw, events: Int16(POLLIN), revents: 0))
      entries.append(pollfd(fd: writable, events: Int16(POLLOUT), revents: 0))
      poll(&entries, nfds_t(entries.count), -1)
      _ = wake.readAvailable()
      for (index, source) in sources.enumerated() where entries[index].revents != 0 {
        take(source)
      }
    }
    // All that the process wrote is in the pipes now. A descendant may go on writing for ever.
    for source in condition.withLock({ sources }) {
      for _ in 0..<1_000 where !take(source) { break }
    }
    condition.withLock {
      input?.close()
      finished = true
      condition.broadcast()
    }
  }

  /// Reads once. False: nothing was there.
  @discardableResult
  private func take(_ source: (channel: Channel, descriptor: Descriptor)) -> Bool {
    let bytes = source.descriptor.readAvailable()
    return condition.withLock {
      if let bytes, !bytes.isEmpty {
        collected[source.channel, default: []] += bytes
        condition.broadcast()
        return true
      }
      if bytes == nil { sources.removeAll { $0.descriptor === source.descriptor } }
      return false
    }
  }

  /// Writes what goes in, and returns the descriptor to poll for the rest or -1. Lock held.
  private func advanceInput() -> Int32 {
    guard let input else { return -1 }
    while !pending.isEmpty {
      guard let count = input.writeAvailable(pending) else {
        pending = []
        break
      }
      if count == 0 { return input.raw }
      pending.removeFirst(count)
    }
    if inputEnds { input.close() }
    return -1
  }
}
