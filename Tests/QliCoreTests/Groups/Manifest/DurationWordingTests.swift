import Testing

@testable import QliCore

@Suite struct DurationWordingTests {
  @Test(
    arguments: [
      (0, "0ms"), (999, "999ms"), (1000, "1.0s"), (1999, "1.9s"), (59_999, "59.9s"),
      (60_000, "1m00s"), (3_599_999, "59m59s"), (3_600_000, "1h00m"), (86_399_999, "23h59m"),
      (86_400_000, "1d00h"), (8_640_000_000, "100d00h"),
    ] as [(Int64, String)])
  func spansInWords(_ milliseconds: Int64, _ text: String) {
    #expect(Wording.duration(milliseconds) == text)
  }
}
