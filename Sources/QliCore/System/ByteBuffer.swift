/// Bytes that grow at their end: kept in memory, or passed on to a descriptor whenever there are
/// enough for a write.
struct ByteBuffer: ~Copyable {
  /// As many as a pipe takes at once, as a rule.
  private static let chunk = 1 << 16

  private var memory: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  private var count = 0
  private var descriptor: FileDescriptor?
  private let signals: HeldSignals?
  private var failure: Errno?

  /// Keeps all bytes, with room for `capacity` of them at first.
  init(capacity: Int) {
    self.capacity = capacity
    memory = .allocate(capacity: capacity)
    descriptor = nil
    signals = nil
  }

  /// Passes the bytes on to `descriptor`; the last of them with `finish`. A write that has to wait lets
  /// `signals` go first.
  init(passingTo descriptor: FileDescriptor, releasing signals: HeldSignals? = nil) {
    capacity = Self.chunk
    memory = .allocate(capacity: capacity)
    self.descriptor = descriptor
    self.signals = signals
  }

  /// Passes on to `descriptor` what is kept, and what comes behind it.
  mutating func pass(to descriptor: FileDescriptor) { self.descriptor = descriptor }

  deinit { memory.deallocate() }

  /// Whether a write has failed: what comes behind it goes nowhere.
  var hasFailed: Bool { failure != nil }

  /// The bytes that are kept.
  var bytes: [UInt8] { Array(UnsafeBufferPointer(start: memory, count: count)) }

  /// Adds a byte.
  @inline(__always)
  mutating func append(_ byte: UInt8) {
    if count == capacity { makeRoom(for: 1) }
    memory[count] = byte
    count += 1
  }

  /// Adds bytes that lie elsewhere.
  mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard let start = bytes.baseAddress else { return }
    if capacity - count < bytes.count {
      flush()
      if descriptor != nil, bytes.count > capacity { return write(bytes) }
      makeRoom(for: bytes.count)
    }
    (memory + count).initialize(from: start, count: bytes.count)
    count += bytes.count
  }

  /// Adds the UTF-8 of `text`.
  mutating func append(_ text: String) {
    var text = text
    text.withUTF8 { append($0) }
  }

  /// Adds the bytes of `string`.
  mutating func append(_ string: ByteString) {
    string.withBytes { append($0) }
  }

  /// Lets `body` fill as much room as it likes, of `atLeast` bytes or more.
  @inline(__always)
  mutating func fill(atLeast room: Int, _ body: (inout ByteRoom) -> Void) {
    if capacity - count < room { makeRoom(for: room) }
    // Sound: the memory lies still during the call, and the room ends where it does.
    var room = ByteRoom(next: memory + count, end: memory + capacity)
    body(&room)
    count = room.next - memory
  }

  /// Passes the last bytes on.
  ///
  /// - Throws: the first failure of all the writes. Nothing was written behind it.
  mutating func finish() throws(Errno) {
    flush()
    if let failure { throw failure }
  }

  // Seldom called, from many places.
  @inline(never)
  private mutating func makeRoom(for room: Int) {
    flush()
    guard capacity - count < room else { return }
    capacity = max(capacity * 2, count + room)
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
    larger.moveInitialize(from: memory, count: count)
    memory.deallocate()
    memory = larger
  }

  private mutating func flush() {
    guard descriptor != nil else { return }
    write(UnsafeBufferPointer(start: memory, count: count))
    count = 0
  }

  private mutating func write(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard let descriptor, failure == nil else { return }
    do throws(Errno) {
      let bytes = UnsafeRawBufferPointer(bytes)
      if let signals {
        try signals.write(bytes, to: descriptor)
      } else {
        try descriptor.writeAll(bytes)
      }
    } catch {
      failure = error
    }
  }
}

/// Room for bytes in memory, filled from its start.
struct ByteRoom {
  /// Where the next byte goes.
  private(set) var next: UnsafeMutablePointer<UInt8>
  private let end: UnsafeMutablePointer<UInt8>

  /// From `next` to before `end`.
  init(next: UnsafeMutablePointer<UInt8>, end: UnsafeMutablePointer<UInt8>) {
    self.next = next
    self.end = end
  }

  /// How many more bytes there is room for.
  var count: Int { end - next }

  /// Adds a byte; there must be room for it.
  @inline(__always)
  mutating func append(_ byte: UInt8) {
    next.pointee = byte
    next += 1
  }

  /// Adds the `count` lowest bytes of `word`, the lowest first; there must be room for all eight, as
  /// they are stored in one go.
  @inline(__always)
  mutating func append(_ word: UInt64, _ count: Int) {
    UnsafeMutableRawPointer(next).storeBytes(of: word.littleEndian, as: UInt64.self)
    next += count
  }
}
