import Testing

@testable import QliCore

@Suite struct RunDurationTests {
  /// What is wrong with a text, as a message has it; nil if it is a span.
  private func problem(_ text: String) -> String? {
    do throws(RunDuration.SyntaxError) {
      _ = try RunDuration(text)
      return nil
    } catch {
      return "\(error)"
    }
  }

  @Test(arguments: [
    ("1ms", 1), ("90s", 90_000), ("10m", 600_000), ("1h", 3_600_000), ("1h30m", 5_400_000),
    ("2h3m4s5ms", 7_384_005), ("1h1ms", 3_600_001), ("007s", 7000), ("0h1s", 1000),
    ("120m", 7_200_000), ("876000h", 3_153_600_000_000),
  ])
  func spansThatAreValid(_ text: String, _ milliseconds: Int64) throws {
    #expect(try RunDuration(text).milliseconds == milliseconds)
  }

  @Test(arguments: ["", "10", "s", "1h30", " 1s", "-1s", "+1s", "1.5h", "10_000s", "1s ", "1 s"])
  func aNumberAndAUnit(_ text: String) {
    let missing = "needs a number and a unit; write '90s', '10m' or '1h30m'"
    let bad = "; write 'h', 'm', 's' and 'ms' in this order, as in '1h30m'"
    switch text {
    case "1.5h": #expect(problem(text) == "has no unit '.' there\(bad)")
    case "10_000s": #expect(problem(text) == "has no unit '_' there\(bad)")
    case "1s ": #expect(problem(text) == "has no unit 's ' there\(bad)")
    case "1 s": #expect(problem(text) == "has no unit ' s' there\(bad)")
    default: #expect(problem(text) == missing)
    }
  }

  @Test(arguments: [
    ("10 minutes", " minutes"), ("10min", "min"), ("1d", "d"), ("1H", "H"), ("1m1h", "h"),
    ("1s1s", "s"), ("1ms1s", "s"), ("1\u{e9}", "\u{e9}"), ("1\n", "\\n"),
  ])
  func onlyTheseUnitsInFallingOrder(_ text: String, _ unit: String) {
    #expect(
      problem(text)
        == "has no unit '\(unit)' there; write 'h', 'm', 's' and 'ms' in this order, as in '1h30m'")
  }

  @Test(arguments: ["0s", "0h0m0s0ms", "000ms"])
  func moreThanZero(_ text: String) { #expect(problem(text) == "must be more than zero") }

  @Test(arguments: [
    "876001h", "876000h1ms", "3153600000001ms", "99999999999999s", "9223372036854775807ms",
    "99999999999999999999999999h", "9999999999999h",
  ])
  func atMostAHundredYears(_ text: String) {
    #expect(problem(text) == "is longer than a hundred years")
  }

  @Test(arguments: ["1ms", "1s", "1h30m", "10m", "876000h", "2h3m4s5ms"])
  func descriptionIsTheShortForm(_ text: String) throws {
    #expect(try RunDuration(text).description == text)
    #expect(try RunDuration("90s").description == "1m30s")
  }
}

@Suite struct VariablePatternTests {
  private func matches(_ pattern: String, _ entry: String) throws -> Bool {
    let pattern = try #require(VariablePattern(pattern))
    return entry.withCString { pattern.matches($0) }
  }

  @Test func aNameIsTheWholeName() throws {
    #expect(try matches("HOME", "HOME=/x"))
    #expect(try matches("HOME", "HOME="))
    #expect(try !matches("HOME", "HOMEPAGE=/x"))
    #expect(try !matches("HOME", "HOM=/x"))
    #expect(try !matches("HOME", "home=/x"))
    #expect(try !matches("HOME", "HOME"))
    #expect(try !matches("HOME", "X=HOME=1"))
  }

  @Test func aPrefixIsHowANameBegins() throws {
    #expect(try matches("AWS_*", "AWS_REGION=x"))
    #expect(try matches("AWS_*", "AWS_=x"))
    #expect(try !matches("AWS_*", "AWS=x"))
    #expect(try !matches("AWS_*", "XAWS_=x"))
    #expect(try !matches("A*", "=A"))
  }

  @Test func bytesThatAreNoTextAreBytes() throws {
    let entry: [CChar] = Array("AWS_".utf8CString.dropLast()) + [-1, 61, -2, 0]
    let prefix = try #require(VariablePattern("AWS_*"))
    let name = try #require(VariablePattern("AWS_X"))
    entry.withUnsafeBufferPointer { entry in
      guard let entry = entry.baseAddress else { return }
      #expect(prefix.matches(entry) && !name.matches(entry))
    }
  }

  @Test(arguments: ["", "*", "**", "A*B", "*A", "1A", "A-B", "A B*", "\u{e9}*", "A=*", "A\0"])
  func whatIsNoPattern(_ text: String) { #expect(VariablePattern(text) == nil) }

  @Test func descriptionIsTheSource() {
    for text in ["HOME", "AWS_*", "_*"] { #expect(VariablePattern(text)?.description == text) }
  }
}
