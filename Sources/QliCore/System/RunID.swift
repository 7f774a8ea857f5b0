/// What names one run: a UUID of version 7 (RFC 9562), so that they sort by time.
struct RunID: Equatable, Sendable {
  /// The 36 characters of its text form.
  let text: String

  /// A new one for a run that begins at `time`.
  init(time: Timestamp, randomness: inout some RandomNumberGenerator) {
    let milliseconds = UInt64(bitPattern: time.milliseconds)
    let random = randomness.next()
    let high = milliseconds << 16 | 0x7000 | (random >> 52)
    let low = (randomness.next() & 0x3fff_ffff_ffff_ffff) | 0x8000_0000_0000_0000
    var bytes: [UInt8] = []
    bytes.reserveCapacity(36)
    for (half, word) in [high, low].enumerated() {
      for nibble in 0..<16 {
        let position = half * 16 + nibble
        if [8, 12, 16, 20].contains(position) { bytes.append(UInt8(ascii: "-")) }
        let digit = UInt8(truncatingIfNeeded: word >> UInt64(60 - nibble * 4)) & 0xf
        bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
      }
    }
    text = String(decoding: bytes, as: UTF8.self)
  }
}

extension RunID {
  /// Its 32 digits alone.
  var digits: String {
    // Sound: `count` bytes were written.
    String(unsafeUninitializedCapacity: 32) { buffer in
      var count = 0
      for byte in text.utf8 where byte != .minus && count < 32 {
        buffer[count] = byte
        count += 1
      }
      return count
    }
  }

  /// The one that `text` is, if it is a UUID.
  init?(_ text: String) {
    var copy = text
    guard copy.withUTF8({ RunID.number($0) }) != nil else { return nil }
    self.text = text
  }

  /// That of the run around this process, as `environment` says it; nil where it says none.
  static func ofRunAround(_ environment: Environment) -> RunID? {
    environment.nonEmpty("QLI_RUN_ID").flatMap { RunID($0.lossyText) }
  }

  /// The number that `text`, a UUID, stands for, or nil if it is none.
  @inline(__always)
  static func number(_ text: UnsafeBufferPointer<UInt8>) -> UInt128? {
    text.count == 36 ? digits(text)?.value : nil
  }

  /// What the text of a UUID begins with.
  struct Prefix: Equatable {
    /// As it was typed.
    let text: String
    private let value: UInt128
    private let mask: UInt128

    /// Returns nil if no UUID begins so.
    init?(_ text: String) {
      var copy = text
      guard let digits = copy.withUTF8({ RunID.digits($0) }) else { return nil }
      self.text = text
      value = digits.value
      mask = ~UInt128(0) << UInt128((32 - digits.count) * 4)
    }

    /// Whether the UUID of this number begins so.
    @inline(__always)
    func matches(_ number: UInt128) -> Bool { number & mask == value }
  }

  /// The hexadecimal digits that a UUID of this text has or begins with, in the highest places, and
  /// how many they are.
  @inline(__always)
  private static func digits(
    _ text: UnsafeBufferPointer<UInt8>
  ) -> (value: UInt128, count: Int)? {
    guard (1...36).contains(text.count) else { return nil }
    var (high, low): (UInt64, UInt64) = (0, 0)
    var count = 0
    for position in 0..<text.count {
      let byte = text[position]
      if position == 8 || position == 13 || position == 18 || position == 23 {
        guard byte == .minus else { return nil }
        continue
      }
      guard let digit = byte.digitValue else { return nil }
      let place = UInt64(60 - count % 16 * 4)
      if count < 16 { high |= UInt64(digit) << place } else { low |= UInt64(digit) << place }
      count += 1
    }
    return (UInt128(high) << 64 | UInt128(low), count)
  }
}
