import Testing

@testable import QliCore

@Suite struct ChildEnvironmentTests {
  private func entries(_ environment: ChildEnvironment) -> [String] {
    var entries: [String] = []
    withExtendedLifetime(environment) {
      environment.block().forEach { entries.append(String(cString: $0)) }
    }
    return entries
  }

  @Test func theBaseIsHandedOnInItsOrder() {
    let base = Environment(["B=2", "A=1", "B=3", "odd", "=x", ""])
    #expect(entries(ChildEnvironment(base)) == ["B=2", "A=1", "odd", "=x", ""])
    #expect(entries(ChildEnvironment(Environment([]))).isEmpty)
  }

  @Test func whatIsSetReplacesAllOfItsName() {
    let base = Environment(["A=1", "AB=2", "A=3", "A", "=A", "a=4"])
    let environment = ChildEnvironment(base)
    environment.set("A", "new")
    environment.set("B", "")
    #expect(entries(environment) == ["AB=2", "A", "=A", "a=4", "A=new", "B="])
  }

  @Test func whatIsRemoved() {
    let base = Environment(["KEY=1", "KEYS=2", "KEY", "S_a=3", "S_=4", "S=5", "OTHER=S_"])
    let environment = ChildEnvironment(base, removing: [.name("KEY"), .prefix("S_")])
    #expect(entries(environment) == ["KEYS=2", "KEY", "S=5", "OTHER=S_"])
    environment.set("S_b", "set")
    #expect(entries(environment).last == "S_b=set")
  }

  /// Also where qli sets none of its own, as it can't tell its path.
  @Test func whatOnlyTheRunAroundThisOneHas() {
    let base = Environment(["QLI=/other/qli", "QLI_REASON=r", "QLI_COMPLETE=1", "QLIX=1", "Q=2"])
    #expect(entries(ChildEnvironment(base, isOfExtension: true)) == ["QLIX=1", "Q=2"])
    #expect(entries(ChildEnvironment(base)).first == "QLI=/other/qli")
    let environment = ChildEnvironment(base, isOfExtension: true)
    environment.set("QLI", "/qli")
    #expect(entries(environment).last == "QLI=/qli")
  }

  @Test func secretsAreSetLikeOthers() throws {
    let buffer = SecretBuffer()
    Array("välue".utf8).withUnsafeBytes { buffer.append($0) }
    let name = try #require(VariableName("TOKEN"))
    let environment = ChildEnvironment(Environment(["TOKEN=old"]))
    environment.set("TOKEN", try Secret(buffer, for: name))
    #expect(entries(environment) == ["TOKEN=välue"])
  }

  @Test func theBlockHasRoomForMany() {
    let many = (0..<1000).map { ByteString("V\($0)=\($0)") }
    #expect(entries(ChildEnvironment(Environment(many))) == many.map(\.lossyText))
  }
}
