import CSystem

/// SHA-256 of FIPS 180-4, for bytes that come piece by piece.
package struct SHA256 {
  /// The 32 bytes of a checksum, as four numbers of which the first byte is the highest.
  package struct Digest: Hashable, Sendable {
    fileprivate let a, b, c, d: UInt64
  }

  /// The eight words of the hash value, a to h in the standard.
  fileprivate typealias Words = (
    UInt32, UInt32, UInt32, UInt32, UInt32, UInt32, UInt32, UInt32
  )

  private var words: Words = (
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a,
    0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19
  )
  /// What doesn't fill a block yet.
  private var rest: [UInt8] = []
  private var byteCount: UInt64 = 0
  private let usesInstructions: Bool

  private static let blockSize = 64

  /// The hash of nothing yet.
  package init() { self.init(usesInstructions: true) }

  /// - Parameter usesInstructions: whether the processor's own instructions are used, if it has them.
  init(usesInstructions: Bool) { self.usesInstructions = usesInstructions }

  /// The checksum of `bytes`.
  package static func digest(of bytes: [UInt8]) -> Digest {
    bytes.withUnsafeBytes { digest(of: $0) }
  }

  /// The checksum of `bytes`, made without a copy of them.
  package static func digest(of bytes: UnsafeRawBufferPointer) -> Digest {
    var hash = SHA256()
    let whole = bytes.count - bytes.count % blockSize
    hash.compress(UnsafeRawBufferPointer(rebasing: bytes.prefix(whole)))
    return hash.finished(
      with: UnsafeRawBufferPointer(rebasing: bytes.dropFirst(whole)),
      byteCount: UInt64(bytes.count))
  }

  /// The checksum of what is left to read of an open file.
  static func digest(of file: FileDescriptor) throws(Errno) -> Digest {
    try digest(of: file, while: { true })
  }

  /// The same, for as long as `goesOn` says so.
  ///
  /// - Throws: EINTR where it was broken off.
  static func digest(
    of file: FileDescriptor, while goesOn: () -> Bool
  ) throws(Errno) -> Digest {
    var hash = SHA256()
    var buffer = [UInt8](repeating: 0, count: 1 << 17)
    while true {
      guard goesOn() else { throw .interrupted }
      let count = try file.read(into: &buffer)
      if count == 0 { return hash.finished() }
      buffer.withUnsafeBytes { hash.update(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
    }
  }

  /// Takes the next bytes.
  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    byteCount &+= UInt64(bytes.count)
    var bytes = bytes[...]
    if !rest.isEmpty {
      let missing = bytes.prefix(Self.blockSize - rest.count)
      rest += missing
      bytes = bytes.dropFirst(missing.count)
      guard rest.count == Self.blockSize else { return }
      let block = rest
      block.withUnsafeBytes { compress($0) }
      rest.removeAll(keepingCapacity: true)
    }
    let whole = bytes.count - bytes.count % Self.blockSize
    compress(UnsafeRawBufferPointer(rebasing: bytes.prefix(whole)))
    rest += bytes.dropFirst(whole)
  }

  /// The checksum of all bytes so far. More can follow.
  package func finished() -> Digest {
    rest.withUnsafeBytes { finished(with: $0, byteCount: byteCount) }
  }

  /// The checksum of `byteCount` bytes, of which `rest`, less than a block, isn't taken yet.
  private func finished(with rest: UnsafeRawBufferPointer, byteCount: UInt64) -> Digest {
    var hash = self
    // A bit that is set, zeros, and the length in bits as the last eight bytes of a block.
    let count = rest.count < Self.blockSize - 8 ? Self.blockSize : 2 * Self.blockSize
    withUnsafeTemporaryAllocation(byteCount: count, alignment: 8) { end in
      end.initializeMemory(as: UInt8.self, repeating: 0)
      end.copyMemory(from: rest)
      end[rest.count] = 0x80
      end.storeBytes(of: (byteCount &* 8).bigEndian, toByteOffset: count - 8, as: UInt64.self)
      hash.compress(UnsafeRawBufferPointer(end))
    }
    return Digest(hash.words)
  }
}

extension SHA256.Digest {
  fileprivate init(_ words: SHA256.Words) {
    a = UInt64(words.0) << 32 | UInt64(words.1)
    b = UInt64(words.2) << 32 | UInt64(words.3)
    c = UInt64(words.4) << 32 | UInt64(words.5)
    d = UInt64(words.6) << 32 | UInt64(words.7)
  }
}

// MARK: - The compression function

extension SHA256 {
  /// Takes `blocks`, whose length is a multiple of 64 bytes, into the hash value.
  private mutating func compress(_ blocks: UnsafeRawBufferPointer) {
    guard blocks.count > 0, let start = blocks.baseAddress else { return }
    if usesInstructions {
      let bytes = start.assumingMemoryBound(to: UInt8.self)
      let isDone = withUnsafeMutablePointer(to: &words) { words in
        // Sound: a tuple of eight words lies in memory as an array of them.
        words.withMemoryRebound(to: UInt32.self, capacity: 8) {
          csystem_sha256($0, bytes, blocks.count / Self.blockSize) != 0
        }
      }
      if isDone { return }
    }
    Self.compress(blocks, into: &words)
  }

  private static func compress(_ blocks: UnsafeRawBufferPointer, into words: inout Words) {
    var (a, b, c, d) = (words.0, words.1, words.2, words.3)
    var (e, f, g, h) = (words.4, words.5, words.6, words.7)
    constants.withUnsafeBufferPointer { constants in
      withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { schedule in
        // Sound: both have 64 elements, and each index below is smaller. Without the checks of a
        // buffer, also where those of the standard library are compiled in.
        guard let k = constants.baseAddress, let w = schedule.baseAddress else { return }
        var offset = 0
        while offset < blocks.count {
          fill(w, from: blocks, at: offset)
          let before = (a, b, c, d, e, f, g, h)
          var t = 0
          while t < 64 {
            // Eight rounds on, each word is where it was: none has to be moved.
            round(a, b, c, &d, e, f, g, &h, k[t] &+ w[t])
            round(h, a, b, &c, d, e, f, &g, k[t &+ 1] &+ w[t &+ 1])
            round(g, h, a, &b, c, d, e, &f, k[t &+ 2] &+ w[t &+ 2])
            round(f, g, h, &a, b, c, d, &e, k[t &+ 3] &+ w[t &+ 3])
            round(e, f, g, &h, a, b, c, &d, k[t &+ 4] &+ w[t &+ 4])
            round(d, e, f, &g, h, a, b, &c, k[t &+ 5] &+ w[t &+ 5])
            round(c, d, e, &f, g, h, a, &b, k[t &+ 6] &+ w[t &+ 6])
            round(b, c, d, &e, f, g, h, &a, k[t &+ 7] &+ w[t &+ 7])
            t &+= 8
          }
          (a, b, c, d) = (a &+ before.0, b &+ before.1, c &+ before.2, d &+ before.3)
          (e, f, g, h) = (e &+ before.4, f &+ before.5, g &+ before.6, h &+ before.7)
          offset &+= blockSize
        }
      }
    }
    words = (a, b, c, d, e, f, g, h)
  }

  /// The message schedule of the block at `offset`: its 16 words, and 48 made of them.
  @inline(__always)
  private static func fill(
    _ w: UnsafeMutablePointer<UInt32>, from blocks: UnsafeRawBufferPointer, at offset: Int
  ) {
    var t = 0
    while t < 16 {
      // Sound: a whole block is left.
      let word = blocks.loadUnaligned(fromByteOffset: offset &+ 4 &* t, as: UInt32.self)
      w[t] = UInt32(bigEndian: word)
      t &+= 1
    }
    while t < 64 {
      let (x, y) = (w[t &- 15], w[t &- 2])
      let sigma0 = rotated(x, 7) ^ rotated(x, 18) ^ (x &>> 3)
      let sigma1 = rotated(y, 17) ^ rotated(y, 19) ^ (y &>> 10)
      w[t] = w[t &- 16] &+ sigma0 &+ w[t &- 7] &+ sigma1
      t &+= 1
    }
  }

  /// One round, whose constant and word of the schedule are summed up in `kw`.
  @inline(__always)
  private static func round(
    _ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: inout UInt32,
    _ e: UInt32, _ f: UInt32, _ g: UInt32, _ h: inout UInt32, _ kw: UInt32
  ) {
    let sum1 = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)
    let choice = g ^ (e & (f ^ g))
    let first = h &+ sum1 &+ choice &+ kw
    let sum0 = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)
    let majority = (a & b) | (c & (a | b))
    d = d &+ first
    h = first &+ sum0 &+ majority
  }

  @inline(__always)
  private static func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 {
    (word &>> count) | (word &<< (32 &- count))
  }

  /// The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
  private static let constants: [UInt32] = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5,
    0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
    0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3,
    0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
    0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc,
    0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
    0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7,
    0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
    0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13,
    0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
    0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3,
    0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
    0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5,
    0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
    0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208,
    0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
  ]
}

// MARK: - The text form

extension SHA256.Digest: CustomStringConvertible {
  /// How many digits its text has.
  static let digitCount = 64

  /// Reads 64 hexadecimal digits, large or small; nil if `text` is anything else.
  package init?(_ text: String) {
    var text = text
    guard let digest = text.withUTF8({ Self($0) }) else { return nil }
    self = digest
  }

  /// The same of the bytes of a text.
  init?(_ digits: UnsafeBufferPointer<UInt8>) {
    guard digits.count == Self.digitCount, let a = Self.number(digits, 0),
      let b = Self.number(digits, 16), let c = Self.number(digits, 32),
      let d = Self.number(digits, 48)
    else { return nil }
    (self.a, self.b, self.c, self.d) = (a, b, c, d)
  }

  /// The same where no digit may be a large one, as qli writes them.
  init?(small digits: UnsafeBufferPointer<UInt8>) {
    guard !digits.contains(where: { $0.isCapital }) else { return nil }
    self.init(digits)
  }

  /// 64 small hexadecimal digits, as sha256sum(1) prints them.
  package var description: String { String(decoding: digits, as: UTF8.self) }

  /// The bytes of its text.
  var digits: [UInt8] {
    [UInt8](unsafeUninitializedCapacity: Self.digitCount) { digits, count in
      for (index, part) in [a, b, c, d].enumerated() {
        for place in 0..<16 {
          let digit = UInt8(truncatingIfNeeded: part >> UInt64(60 - 4 * place)) & 15
          digits[16 * index + place] =
            digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
        }
      }
      count = Self.digitCount
    }
  }

  /// The number of the sixteen digits from `start` on.
  @inline(__always)
  private static func number(_ digits: UnsafeBufferPointer<UInt8>, _ start: Int) -> UInt64? {
    var number: UInt64 = 0
    for index in start..<(start + 16) {
      guard let digit = value(of: digits[index]) else { return nil }
      number = number << 4 | UInt64(digit)
    }
    return number
  }

  @inline(__always)
  private static func value(of digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
