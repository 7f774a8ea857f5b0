import Testing

@testable import QliCore

@Suite struct RequirementsStepTests {
  private func unmet(
    _ requirements: [(String, String?)], in entries: [ByteString]
  ) throws -> [String] {
    let requirements = try requirements.map { name, value in
      EnvironmentRequirement(
        name: try #require(VariableName(name)), condition: value.map { .equal($0) } ?? .notEmpty)
    }
    return RequirementsStep.unmet(requirements, in: Environment(entries)).map {
      "\($0.requirement.name) \($0.found)"
    }
  }

  @Test func nothingIsRequired() throws { #expect(try unmet([], in: []).isEmpty) }

  @Test func variablesThatHaveToBeSet() throws {
    #expect(try unmet([("A", nil)], in: ["A=x"]).isEmpty)
    #expect(try unmet([("A", nil)], in: ["A= "]).isEmpty)
    #expect(try unmet([("A", nil)], in: ["A="]) == ["A empty"])
    #expect(try unmet([("A", nil)], in: ["AA=x", "A", "a=x"]) == ["A unset"])
  }

  @Test func valuesThatHaveToBeEqual() throws {
    #expect(try unmet([("A", "x")], in: ["A=x"]).isEmpty)
    #expect(try unmet([("A", "")], in: ["A="]).isEmpty)
    #expect(try unmet([("A", "x=y")], in: ["A=x=y"]).isEmpty)
    #expect(try unmet([("A", "x")], in: ["A="]) == ["A empty"])
    #expect(try unmet([("A", "x")], in: ["A=X"]) == ["A different"])
    #expect(try unmet([("A", "x")], in: ["A=xx"]) == ["A different"])
    #expect(try unmet([("A", "")], in: []) == ["A unset"])
    #expect(try unmet([("A", "")], in: ["A=x"]) == ["A different"])
  }

  @Test func bytesAreCompared() throws {
    #expect(try unmet([("A", "\u{e9}")], in: ["A=\u{e9}"]).isEmpty)
    #expect(try unmet([("A", "\u{e9}")], in: ["A=e\u{301}"]) == ["A different"])
    let latin1 = try #require(ByteString([0x41, 0x3d, 0xe9] as [UInt8]))
    #expect(try unmet([("A", "\u{e9}")], in: [latin1]) == ["A different"])
    #expect(try unmet([("A", "\u{fffd}")], in: [latin1]) == ["A different"])
    #expect(try unmet([("A", nil)], in: [latin1]).isEmpty)
  }

  @Test func allAreListedInTheirOrder() throws {
    let requirements: [(String, String?)] = [("Z", nil), ("A", "1"), ("M", nil), ("B", "2")]
    #expect(
      try unmet(requirements, in: ["M=x", "B=", "A=2"]) == ["Z unset", "A different", "B empty"])
  }

  @Test func theFirstEntryCounts() throws {
    #expect(try unmet([("A", "1")], in: ["A=1", "A=2"]).isEmpty)
    #expect(try unmet([("A", "1")], in: ["A=2", "A=1"]) == ["A different"])
  }
}
