import Testing

@testable import QliCore

@Suite struct SuggestionTests {
  private func distance(_ left: String, _ right: String) -> Int {
    let there = Suggestion.distance(Array(left.utf8), Array(right.utf8))
    #expect(there == Suggestion.distance(Array(right.utf8), Array(left.utf8)), "not symmetrical")
    return there
  }

  @Test func distancesOfWords() {
    #expect(distance("", "") == 0)
    #expect(distance("abc", "abc") == 0)
    #expect(distance("", "abc") == 3)
    #expect(distance("deply", "deploy") == 1)
    #expect(distance("deploy", "deplog") == 1)
    #expect(distance("audti_log", "audit_log") == 1)
    #expect(distance("ca", "abc") == 3)
    #expect(distance("kitten", "sitting") == 3)
    #expect(distance("abcd", "badc") == 2)
  }

  @Test func theNearestIsFound() {
    let names = ["deploy", "destroy", "status", "prod"]
    #expect(Suggestion.nearest(to: "deply", among: names) == "deploy")
    #expect(Suggestion.nearest(to: "dpeloy", among: names) == "deploy")
    #expect(Suggestion.nearest(to: "destory", among: names) == "destroy")
    #expect(Suggestion.nearest(to: "prdo", among: names) == "prod")
    #expect(Suggestion.nearest(to: "PROD", among: names) == "prod")
    #expect(Suggestion.nearest(to: "x", among: names) == nil)
    #expect(Suggestion.nearest(to: "anything", among: []) == nil)
    // The first of two that are equally near.
    #expect(Suggestion.nearest(to: "xb", among: ["ab", "bb"]) == "ab")
  }

  @Test func aThirdOfTheWordMayDiffer() {
    #expect(Suggestion.nearest(to: "xbcdef", among: ["abcdef"]) == "abcdef")
    #expect(Suggestion.nearest(to: "xxcdef", among: ["abcdef"]) == "abcdef")
    #expect(Suggestion.nearest(to: "xxxdef", among: ["abcdef"]) == nil)
    #expect(Suggestion.nearest(to: "xb", among: ["ab"]) == "ab")
    #expect(Suggestion.nearest(to: "xx", among: ["ab"]) == nil)
  }

  @Test func whatIsFarTooLongIsNotCompared() {
    let long = String(repeating: "a", count: 1 << 20)
    #expect(Suggestion.nearest(to: long, among: ["a"]) == nil)
    #expect(Suggestion.nearest(to: long, among: [long + "b"]) == nil)
  }

  @Test func theClauseOfASuggestion() {
    #expect(Suggestion.clause(for: "banenr", among: ["banner"]) == "; did you mean 'banner'?")
    #expect(Suggestion.clause(for: "colour", among: ["banner"]) == "")
  }
}
