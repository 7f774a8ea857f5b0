import Foundation
import Testing

@testable import QliCore

@Suite struct RunIDTests {
  /// Gives the same numbers over and over.
  private struct Fixed: RandomNumberGenerator {
    var numbers: [UInt64]
    mutating func next() -> UInt64 {
      numbers.append(numbers.removeFirst())
      return numbers.last ?? 0
    }
  }

  private func id(_ milliseconds: Int64, _ numbers: UInt64...) -> String {
    let time = Timestamp(
      seconds: milliseconds / 1000, nanoseconds: milliseconds % 1000 * 1_000_000 + 999_999)
    var randomness = Fixed(numbers: numbers)
    return RunID(time: time, randomness: &randomness).text
  }

  @Test func timeVersionAndVariantHaveTheirPlaces() {
    #expect(id(0, 0, 0) == "00000000-0000-7000-8000-000000000000")
    #expect(id(0, .max, .max) == "00000000-0000-7fff-bfff-ffffffffffff")
    // The example of RFC 9562, appendix A.6: 2022-02-22 14:22:22.00 UTC-05:00.
    #expect(
      id(0x017F_22E2_79B0, 0xCC3 << 52, 0x18C4_DC0C_0C07_398F)
        == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f")
  }

  @Test func allIsRandomButTimeVersionAndVariant() throws {
    var ones = [Bool](repeating: false, count: 128)
    var zeros = ones
    let time = Timestamp(seconds: 1_700_000_000, nanoseconds: 0)
    var randomness = SystemRandomNumberGenerator()
    // The chance that one of the 74 bits doesn't change in 100 is 2 to the power of -92.
    for _ in 0..<100 {
      let id = RunID(time: time, randomness: &randomness).text
      let bytes = try #require(UUID(uuidString: id)).uuid
      withUnsafeBytes(of: bytes) { bytes in
        for bit in 0..<128 {
          if bytes[bit / 8] & (0x80 >> UInt8(bit % 8)) != 0 {
            ones[bit] = true
          } else {
            zeros[bit] = true
          }
        }
      }
      #expect(id.utf8.count == 36 && id == id.lowercased())
    }
    let random = (0..<128).filter { ones[$0] && zeros[$0] }
    #expect(random == Array(52..<64) + Array(66..<128))
  }

  @Test func laterOnesSortBehind() {
    let ids = [0, 1, 999, 1000, 65_536, 1_700_000_000_000].map { id($0, .max, .max) }
    #expect(ids == ids.sorted())
    #expect(id(5, .max, .max) < id(6, 0, 0))
  }
}
