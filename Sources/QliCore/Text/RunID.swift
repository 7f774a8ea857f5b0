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
